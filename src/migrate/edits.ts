/** Changes of a text: applied, followed back, and shown as a diff. */
import type { Change } from '../protocol/migrate.ts';
import { LineIndex, type Range } from '../syntax/line-index.ts';
import type { Job } from './job.ts';

/** `changes` in their order, without overlap. */
export function applied(text: string, changes: readonly Change[]): string {
  let out = '', at = 0;
  for (const { from, to, insert } of changes) {
    if (from < at) throw new Error('Changes overlap.');
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

/** Changes inside a range are taken out of the list. */
export function takenFrom(changes: Change[], { from, to }: Range): Change[] {
  const inner = changes.filter((change) => change.from >= from && change.to <= to).sort((a, b) => a.from - b.from);
  for (const change of inner) changes.splice(changes.indexOf(change), 1);
  return inner;
}

/** An expression after the changes inside of it, without brackets around the whole of it. */
export function unwrapped(job: Job, of: Range, inner: readonly Change[]): string {
  const text = applied(job.document.slice(of), inner.map((change) => ({ ...change, from: change.from - of.from, to: change.to - of.from })));
  return job.nodeOf(of).name === 'ParenthesizedExpression' ? text.slice(1, -1).trim() : text;
}

/** Inserted lines end as those of the text do. */
export function endedAs(text: string, changes: readonly Change[]): Change[] {
  const end = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  return changes.map((change) => ({ ...change, insert: change.insert.replace(/\r?\n/g, end) }));
}

/** Where a place of the new text was; inside of what was inserted, the change's beginning. */
export function before(offset: number, changes: readonly Change[]): number {
  let moved = 0;
  for (const { from, to, insert } of changes) {
    if (offset < from + moved) break;
    if (offset < from + moved + insert.length) return from;
    moved += insert.length - (to - from);
  }
  return offset - moved;
}

const CONTEXT = 3;

/** Lines that changed, with lines around them, as `patch` and `git apply` take it. Empty: nothing changed. */
export function unifiedDiff(old: string, changes: readonly Change[], name: { from: string; to: string }): string {
  const blocks = changedLines(old, changes), oldLines = linesOf(old), out: string[] = [];
  if (blocks.length === 0) return '';
  const groups: (typeof blocks)[] = [];
  for (const block of blocks) {
    const last = groups.at(-1)?.at(-1);
    if (last && block.from - last.to <= 2 * CONTEXT) groups.at(-1)!.push(block);
    else groups.push([block]);
  }
  let moved = 0;
  for (const group of groups) {
    const start = Math.max(0, group[0]!.from - CONTEXT), end = Math.min(oldLines.length, group.at(-1)!.to + CONTEXT), lines: string[] = [];
    let at = start, added = 0;
    for (const { from, to, lines: inserted } of group) {
      for (; at < from; at++) lines.push(` ${oldLines[at]!}`);
      for (; at < to; at++) lines.push(`-${oldLines[at]!}`);
      for (const line of inserted) lines.push(`+${line}`);
      added += inserted.length - (to - from);
    }
    for (; at < end; at++) lines.push(` ${oldLines[at]!}`);
    const range = (from: number, count: number): string => `${count === 0 ? from : from + 1}${count === 1 ? '' : `,${count}`}`;
    out.push(`@@ -${range(start, end - start)} +${range(start + moved, end - start + added)} @@\n`, ...lines.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)));
    moved += added;
  }
  return `--- ${name.from}\n+++ ${name.to}\n${out.join('')}`;
}

/** Old lines `from` … `to` become `lines`; what stayed the same at both ends is left out. */
function changedLines(old: string, changes: readonly Change[]): { from: number; to: number; lines: string[] }[] {
  const index = new LineIndex(old), oldLines = linesOf(old), spans: { from: number; to: number; changes: Change[] }[] = [];
  for (const change of changes) {
    const from = index.lineAt(change.from), to = Math.min(oldLines.length, index.lineAt(change.to) + 1), last = spans.at(-1);
    if (last && from < last.to) {
      last.to = Math.max(last.to, to);
      last.changes.push(change);
    } else spans.push({ from, to, changes: [change] });
  }
  return spans.flatMap(({ from, to, changes: own }) => {
    const start = index.startOf(from), text = old.slice(start, index.startOf(to)), moved = own.map((change) => ({ ...change, from: change.from - start, to: change.to - start }));
    const was = linesOf(text), is = linesOf(applied(text, moved));
    let head = 0, tail = 0;
    while (head < was.length && head < is.length && was[head] === is[head]) head++;
    while (tail < was.length - head && tail < is.length - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++;
    return head === was.length && head === is.length ? [] : [{ from: from + head, to: to - tail, lines: is.slice(head, is.length - tail) }];
  });
}

/** With their ends; \r\n is one. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
