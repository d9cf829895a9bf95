/** Where what stands at a place was made, and where else it is named. */
import type { ColumnFact } from '../../../protocol/language.ts';
import type { Range } from '../../../syntax/line-index.ts';
import { lex } from '../../../spark/sql/lexer.ts';
import type { Job } from '../../world.ts';
import { follow, sameName, splitPath } from '../point/fields.ts';
import { columnsOf, Frames } from '../point/frames.ts';
import { atOnce, type Steps } from '../../steps.ts';
import { literalAt } from '../point/literal.ts';
import { nameIn } from '../point/made.ts';
import { targetAt } from '../point/target.ts';

type Point = Pick<Job, 'document' | 'facts'>;

/** A column → where it was made; a variable → its assignment. */
export function definitionOf(job: Point, offset: number): Range | undefined {
  const target = targetAt(job, offset), { document } = job;
  if (target?.kind === 'column') return target.column.made && job.facts?.rangeOf(target.column.made);
  const node = [document.nodeAt(offset, 1), document.nodeAt(offset, -1)].find(({ name }) => name === 'VariableName');
  if (!node) return undefined;
  const name = document.slice(node), own = document.outline.statementAt(node.to)?.assignments.find(({ at }) => at.from === node.from), bound = document.outline.imports.get(name);
  return own?.at ?? new Frames(job).assignmentOf(name, node.from)?.at ?? (bound && { from: bound.from, to: bound.to });
}

/** One place that names a column. */
export interface Mention extends Range {
  column: ColumnFact;
  /** It stands as Python's attribute (`df.name`), where only a plain word may stand. */
  attribute: boolean;
  /** In SQL, where a name may want backquotes. */
  sql: boolean;
}

/** Every place of the job that names a top-level column, with the column it is there. */
export const mentions = (job: Point): Mention[] => atOnce(mentionSteps(job));

/** The same, step by step: a long job has thousands of them. */
export function* mentionSteps(job: Point): Steps<Mention[]> {
  const { document } = job, frames = new Frames(job), found: Mention[] = [];
  const add = (range: Range, path: readonly string[], columns: readonly ColumnFact[], sql: boolean): void => {
    const hit = follow(columns, path.slice(0, 1));
    if (hit) found.push({ ...range, column: hit.column, attribute: false, sql });
  };
  // What the text is about has to be known: a name that may be of any DataFrame is no mention.
  const known = (node: Parameters<Frames['around']>[0]): readonly ColumnFact[] => columnsOf(frames.around(node).frames);
  for (const literal of document.outline.strings) {
    yield;
    if (!literal.text) continue;
    const at = literalAt(job, literal.text.sourceOf(0)), { value } = literal.text, node = document.nodeAt(literal.from, 1), range = (from: number, to: number): Range => literal.text!.rangeOf(from, to);
    if (at?.role?.is === 'column') add(range(0, at.role.path ? endOfFirst(value) : value.length), at.role.path ? splitPath(value) : [value], known(node), false);
    else if (at?.role?.is === 'expression') sqlMentions(value, known(node), range, add);
    else if (at && !at.role && node.parent?.name === 'MemberExpression') {
      const frame = frames.of(node.parent.firstChild);
      if (frame) add(range(0, endOfFirst(value)), splitPath(value), frame.columns, false);
    }
  }
  for (const { read, from, calls } of document.outline.statements) {
    yield;
    const called = new Set(read.members.length > 0 ? calls.map(({ at }) => at.from) : []);
    for (const member of read.members) {
      const at = member.from + from - read.at, target = called.has(at) ? undefined : targetAt(job, at);
      if (target?.kind === 'column') found.push({ from: at, to: at + member.to - member.from, column: target.column, attribute: true, sql: false });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

const endOfFirst = (value: string): number => (value.startsWith('`') ? value.indexOf('`', 1) + 1 : /^[^.]*/.exec(value)![0].length);

function sqlMentions(text: string, columns: readonly ColumnFact[], range: (from: number, to: number) => Range, add: (range: Range, path: readonly string[], columns: readonly ColumnFact[], sql: boolean) => void): void {
  const { tokens } = lex(text);
  tokens.forEach((token, i) => {
    if (!/^[A-Za-z_`]/.test(token.text) || tokens[i - 1]?.text === '.' || tokens[i + 1]?.text === '(' || token.type === 'string') return;
    const path = splitPath(token.text);
    // `t.name` of an alias: the column is behind the dot.
    if (!follow(columns, path) && tokens[i + 1]?.text === '.' && tokens[i + 2]) add(range(tokens[i + 2]!.start, tokens[i + 2]!.end), splitPath(tokens[i + 2]!.text), columns, true);
    else add(range(token.start, token.end), path, columns, true);
  });
}

/** Where the same column is named: made at the same place, and of the same name. */
export function referencesOf(job: Point, offset: number): Range[] {
  const target = targetAt(job, offset);
  if (target?.kind === 'column') {
    const { column } = target, same = mentions(job).filter((each) => sameColumn(each.column, column)), made = column.made && job.facts?.rangeOf(column.made), name = made && nameIn(job, made, column.name);
    return unique(name ? [name, ...same] : same);
  }
  const node = [job.document.nodeAt(offset, 1), job.document.nodeAt(offset, -1)].find(({ name }) => name === 'VariableName');
  return node ? variable(job, job.document.slice(node), node.from) : [];
}

export function sameColumn(a: ColumnFact, b: ColumnFact): boolean {
  const place = ({ made }: ColumnFact): string => (made ? `${made.file}:${made.line}:${made.column}:${made.endLine}:${made.endColumn}` : '');
  return sameName(a.name, b.name) && place(a) === place(b);
}

function variable({ document }: Point, name: string, at: number): Range[] {
  const scope = functionAround(document, at), found: Range[] = [];
  document.tree.iterate({ enter: ({ node, name: kind }) => { if (kind === 'VariableName' && document.slice(node) === name && functionAround(document, node.from) === scope) found.push({ from: node.from, to: node.to }); } });
  return found;
}

function functionAround(document: Point['document'], at: number): number {
  for (let node: ReturnType<Point['document']['nodeAt']> | null = document.tree.resolveInner(at, 1); node; node = node.parent) if (node.name === 'FunctionDefinition') return node.from;
  return -1;
}

export const unique = (ranges: readonly Range[]): Range[] => [...new Map(ranges.map(({ from, to }) => [`${from} ${to}`, { from, to }])).values()].sort((a, b) => a.from - b.from);
