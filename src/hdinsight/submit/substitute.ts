/** The uploaded copy of a job: whole string literals replaced, everything else byte for byte as it is. */
import { stringLiterals, writeLiteral } from '../../syntax/literals.ts';

export interface Substituted {
  text: string;
  /** How often each substitution's literal stood there, by literal. */
  matches: Map<string, number>;
  edits: Edit[];
}

/** In UTF-16 units of the text before. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

export function substitute(source: string, substitutions: Readonly<Record<string, string>>): Substituted {
  const matches = new Map(Object.keys(substitutions).map((literal) => [literal, 0])), edits: Edit[] = [];
  for (const { from, to, value, quote } of matches.size === 0 ? [] : stringLiterals(source)) {
    const seen = matches.get(value);
    if (seen === undefined) continue;
    matches.set(value, seen + 1);
    edits.push({ from, to, text: writeLiteral(substitutions[value]!, quote) });
  }
  let text = '', at = 0;
  for (const edit of edits) {
    text += source.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return { text: text + source.slice(at), matches, edits };
}

interface Region { first: number; last: number; lines: string[] }
const CONTEXT = 3;

/** A unified diff of what `substitute` did, as `diff -u` writes it; '' where it did nothing. */
export function unifiedDiff(file: string, source: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return '';
  const lines = source.split('\n'), ended = lines.at(-1) === '';
  if (ended) lines.pop();
  const out = [`--- ${file}`, `+++ ${file} (uploaded copy)`];
  let shift = 0;
  for (const hunk of hunksOf(regionsOf(source, edits), lines.length)) {
    const first = Math.max(0, hunk[0]!.first - CONTEXT), last = Math.min(lines.length - 1, hunk.at(-1)!.last + CONTEXT);
    const body: string[] = [];
    let at = first, added = 0;
    const put = (sign: string, line: string, end: boolean): void => { body.push(`${sign}${line}`, ...(end && !ended ? ['\\ No newline at end of file'] : [])); };
    const keep = (until: number): void => { for (; at < until; at++) put(' ', lines[at]!, at === lines.length - 1); };
    for (const region of hunk) {
      keep(region.first);
      for (; at <= region.last; at++) put('-', lines[at]!, at === lines.length - 1);
      region.lines.forEach((line, i) => { put('+', line, region.last === lines.length - 1 && i === region.lines.length - 1); });
      added += region.lines.length - (region.last - region.first + 1);
    }
    keep(last + 1);
    out.push(`@@ -${first + 1},${last - first + 1} +${first + 1 + shift},${last - first + 1 + added} @@`, ...body);
    shift += added;
  }
  return `${out.join('\n')}\n`;
}

/** Whole lines that an edit touches, and what stands there afterwards. */
function regionsOf(source: string, edits: readonly Edit[]): Region[] {
  const regions: (Region & { from: number; to: number; edits: Edit[] })[] = [];
  for (const edit of edits) {
    const from = source.lastIndexOf('\n', edit.from - 1) + 1, end = source.indexOf('\n', edit.to), to = end < 0 ? source.length : end, before = regions.at(-1);
    if (before && from <= before.to) {
      before.to = Math.max(before.to, to);
      before.edits.push(edit);
    } else regions.push({ first: source.slice(0, from).split('\n').length - 1, last: 0, lines: [], from, to, edits: [edit] });
  }
  return regions.map(({ first, from, to, edits: inside }) => {
    let text = '', at = from;
    for (const edit of inside) {
      text += source.slice(at, edit.from) + edit.text;
      at = edit.to;
    }
    return { first, last: first + source.slice(from, to).split('\n').length - 1, lines: (text + source.slice(at, to)).split('\n') };
  });
}

/** Regions whose context lines touch stand in one hunk. */
function hunksOf(regions: readonly Region[], lines: number): Region[][] {
  const hunks: Region[][] = [];
  for (const region of regions) {
    const hunk = hunks.at(-1);
    if (hunk && region.first - CONTEXT <= Math.min(lines - 1, hunk.at(-1)!.last + CONTEXT) + 1) hunk.push(region);
    else hunks.push([region]);
  }
  return hunks;
}
