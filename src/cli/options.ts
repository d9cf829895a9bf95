/** Options of a command in one place: parsing and help are made from it. */
import { parseArgs } from 'node:util';

export interface OptionSpec {
  name: string;
  /** What the help calls its value; none for a switch. */
  value?: string;
  repeatable?: boolean;
  help: string;
  /** As the help shows it. */
  fallback?: string;
}

export interface Parsed {
  /** The values given, in order; `true` for a switch. */
  values: Map<string, (string | true)[]>;
  /** The first word that is no option, and everything after it untouched. */
  rest: string[];
}

/** Wrong use: exit code 2. */
export class UsageError extends Error {}

/** Options end at the first word that is none, or at `--`: what follows belongs to the job. With `mixed`, words and options may come in any order. */
export function parseOptions(args: readonly string[], specs: readonly OptionSpec[], { mixed = false } = {}): Parsed {
  const options = Object.fromEntries(specs.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' as const : 'string' as const, multiple: true }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, (string | true)[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional' && mixed) {
      words.push(token.value);
      continue;
    }
    if (token.kind === 'positional') return { values, rest: args.slice(token.index) };
    if (token.kind === 'option-terminator') return { values, rest: [...words, ...args.slice(token.index + 1)] };
    const spec = specs.find(({ name }) => name === token.name);
    if (spec === undefined) throw new UsageError(`There is no option ${token.rawName}.`);
    if (spec.value === undefined && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
    if (spec.value !== undefined && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))) throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${spec.value}`);
    const given = values.get(spec.name) ?? [];
    if (given.length > 0 && spec.repeatable !== true && spec.value !== undefined) throw new UsageError(`${token.rawName} was given twice.`);
    values.set(spec.name, [...given, token.value ?? true]);
  }
  return { values, rest: words };
}

export const textOf = (parsed: Parsed, name: string): string | undefined => parsed.values.get(name)?.find((v) => typeof v === 'string');
export const textsOf = (parsed: Parsed, name: string): string[] => (parsed.values.get(name) ?? []).filter((v) => typeof v === 'string');
export const isSet = (parsed: Parsed, name: string): boolean => parsed.values.has(name);

const NUMBERS = { whole: 'a whole number above 0', rate: 'a number above 0', seconds: 'a number of seconds above 0', gigabytes: 'a number of GiB above 0' } as const;

export function numberOf(parsed: Parsed, name: string, kind: keyof typeof NUMBERS): number | undefined {
  const text = textOf(parsed, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  const fits = kind === 'whole' ? Number.isSafeInteger(number) && number > 0 : Number.isFinite(number) && number > 0;
  if (text.trim() === '' || !fits) throw new UsageError(`--${name} needs ${NUMBERS[kind]}, not ${text}.`);
  return number;
}

export function choiceOf<T extends string>(parsed: Parsed, name: string, choices: readonly T[]): T | undefined {
  const text = textOf(parsed, name);
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}, not ${text}.`);
  return found;
}

/** `topic=file`, repeatable. Topic names hold no `=`. */
export function pairsOf(parsed: Parsed, name: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const text of parsed.values.get(name) ?? []) {
    const at = typeof text === 'string' ? text.indexOf('=') : -1;
    if (typeof text !== 'string' || at < 1 || at === text.length - 1) throw new UsageError(`--${name} is written as topic=file, not ${String(text)}.`);
    pairs[text.slice(0, at)] = text.slice(at + 1);
  }
  return pairs;
}

/** Aligned lines, `  --name <value>   what it does (default: …)`. */
export function optionHelp(specs: readonly OptionSpec[], width = 100): string {
  const heads = specs.map(({ name, value }) => `  --${name}${value === undefined ? '' : ` ${value}`}`);
  const column = Math.max(...heads.map((head) => head.length)) + 2;
  return specs.map((spec, i) => {
    const text = spec.help + (spec.fallback === undefined ? '' : ` (default: ${spec.fallback})`);
    const [first = '', ...more] = wrap(text, width - column);
    return [heads[i]!.padEnd(column) + first, ...more.map((line) => ' '.repeat(column) + line)].join('\n');
  }).join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
