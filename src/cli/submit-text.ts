/** What a submit would do, for people. */
import { maskBody } from '../hdinsight/submit/body.ts';
import type { Prepared } from '../hdinsight/submit/prepare.ts';
import { masked, maskedValue } from '../hdinsight/mask.ts';
import type { PreflightCheck } from '../protocol/submit.ts';
import { plainJson, plainText } from './plain.ts';
import type { Style } from './style.ts';
import { near, plural } from './words.ts';

export interface DryRun {
  livy: string;
  prepared: Prepared;
  checks: readonly PreflightCheck[];
}

/** The checks, what is replaced, what is uploaded, what Weir adds, and the body; secrets masked. */
export function dryRunText({ livy, prepared, checks }: DryRun, style: Style): string {
  const clean = (text: string): string => plainText(near(masked(text))), width = Math.max(...checks.map(({ id }) => id.length), 0);
  const colour = { ok: style.good, warning: style.warn, error: style.bad, unknown: style.dim };
  const lines = [style.bold('Checks'), ...checks.flatMap(({ id, verdict, evidence, wayOut, span }) => [
    `  ${colour[verdict](verdict.padEnd(7))}  ${id.padEnd(width)}  ${clean(`${span ? `${span.file}:${span.line}: ` : ''}${evidence}`)}`,
    ...(wayOut === '' || verdict === 'ok' ? [] : [`  ${' '.repeat(9 + width)}  ${style.dim(clean(wayOut))}`]),
  ])];
  if (prepared.diff !== '') lines.push('', style.bold('Substitutions, in the uploaded copy only'), ...clean(prepared.diff).trimEnd().split('\n').map((line) => coloured(line, style)));
  if (prepared.uploads.length > 0) lines.push('', style.bold('Uploads'), ...prepared.uploads.map(({ origin, bytes, remote }) => clean(`  ${origin} (${plural(bytes.length, 'byte')}) → ${remote}`)));
  if (prepared.added.length > 0) lines.push('', style.bold('Added by Weir'), ...prepared.added.map(({ key, value, why }) => clean(`  ${key}=${maskedValue(key, value)}: ${why}`)));
  lines.push('', style.bold(clean(`POST ${livy}/batches`)), plainJson(JSON.stringify(maskBody(prepared.body), undefined, 2)));
  return `${lines.join('\n')}\n`;
}

const coloured = (line: string, style: Style): string => (/^-(?!--)/.test(line) ? style.bad(line) : /^\+(?!\+\+)/.test(line) ? style.good(line) : line);

/** The same for a program. */
export function dryRunJson({ livy, prepared, checks }: DryRun): string {
  const { diff, uploads, added, body } = prepared;
  return `${plainJson(JSON.stringify({
    url: `${livy}/batches`, checks: checks.map((check) => ({ ...check, evidence: masked(check.evidence), wayOut: masked(check.wayOut) })), diff: masked(diff),
    uploads: uploads.map(({ origin, bytes, remote }) => ({ origin, bytes: bytes.length, remote })), added: added.map((each) => ({ ...each, value: maskedValue(each.key, each.value) })), body: maskBody(body),
  }, undefined, 2))}\n`;
}
