/** Options that ways of writing messages share. */
import type { Parsed } from './options.ts';
import { textOf, UsageError } from './options.ts';

/** `--header name=text`. @throws UsageError */
export function headersOf(parsed: Parsed): { key: string; text: string }[] {
  return (parsed.values.get('header') ?? []).map((given) => {
    const text = String(given), at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--header is written as name=text, not ${text}.`);
    return { key: text.slice(0, at), text: text.slice(at + 1) };
  });
}

/** A whole number, 0 or more. @throws UsageError */
export function wholeOf(parsed: Parsed, name: string): number | undefined {
  const text = textOf(parsed, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text))) throw new UsageError(`--${name} needs a whole number, 0 or more, not ${text}.`);
  return Number(text);
}
