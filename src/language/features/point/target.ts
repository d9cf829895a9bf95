/** What stands at a place of a job: a column, a DataFrame, a function, a method, a query, a topic, a view. */
import type { SyntaxNode } from '@lezer/common';
import type { ColumnFact, FrameFact } from '../../../protocol/language.ts';
import type { QueryInfo } from '../../../protocol/run.ts';
import { pythonFunctions, sqlFunctions, type FunctionNote } from '../../../spark/functions/describe.ts';
import { lex, type Token } from '../../../spark/sql/lexer.ts';
import type { Range } from '../../../syntax/line-index.ts';
import type { Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';
import { functionMembers, membersOf, type ClassName, type Member } from '../members/api.ts';
import { Classes } from '../members/class-of.ts';
import { follow, splitPath, type Field } from './fields.ts';
import { columnsOf, Frames } from './frames.ts';
import { literalAt, type LiteralAt } from './literal.ts';
import { madeBy } from './made.ts';
import { FUNCTIONS } from './roles.ts';

export type Target = Range & (
  | { kind: 'column'; path: string[]; column: ColumnFact; field: Field }
  | { kind: 'frame'; name: string; frame: FrameFact; query?: QueryInfo }
  | { kind: 'function'; name: string; signature: string; note?: FunctionNote }
  | { kind: 'method'; of: ClassName; member: Member }
  | { kind: 'option'; option: string; value?: string; call: Call }
  | { kind: 'query'; query: QueryInfo }
  | { kind: 'topic'; topic: string }
  | { kind: 'view'; name: string; columns: readonly ColumnFact[] }
);

type Point = Pick<Job, 'document' | 'facts'>;
/** Methods whose first text names a new column. */
const NAMING = new Set(['alias', 'name', 'withColumn']);

export function targetAt(job: Point, offset: number): Target | undefined {
  const frames = new Frames(job), literal = literalAt(job, offset) ?? literalAt(job, offset + 1);
  if (literal) return inString(job, literal, frames);
  const node = [job.document.nodeAt(offset, 1), job.document.nodeAt(offset, -1)].find(({ name }) => name === 'VariableName' || name === 'PropertyName');
  return node && inCode(job, node, frames);
}

function inCode(job: Point, node: SyntaxNode, frames: Frames): Target | undefined {
  const { document } = job, name = document.slice(node), range = { from: node.from, to: node.to }, around = node.parent;
  if (node.name === 'VariableName' && around?.name !== 'ImportStatement') {
    const full = document.outline.imports.get(name)?.full;
    if (full?.startsWith(`${FUNCTIONS}.`)) return functionNamed(full.slice(FUNCTIONS.length + 1), range);
    const value = assigned(node, frames), query = value && queryOf(job, value), frame = query ? undefined : frames.of(value ?? node) ?? frames.of(node);
    return query ? { kind: 'query', query, ...range } : frame && { kind: 'frame', name, frame, ...range };
  }
  if (around?.name !== 'MemberExpression' || node.name !== 'PropertyName') return undefined;
  const thing = new Classes(job, frames).of(around.firstChild);
  if (thing === 'functions') return functionNamed(name, range);
  const query = around.parent?.name === 'CallExpression' ? queryOf(job, around.parent) : undefined;
  if (query && (name === 'start' || name === 'toTable')) return { kind: 'query', query, ...range };
  if (thing === undefined || thing === 'builder') return undefined;
  const member = membersOf(thing).get(name);
  if (member) return { kind: 'method', of: thing, member, ...range };
  const frame = thing === 'DataFrame' ? frames.of(around.firstChild) : undefined;
  return frame && columnTarget([name], frame.columns, range);
}

/** The value of a name that is being assigned, or was. */
function assigned(node: SyntaxNode, frames: Frames): SyntaxNode | undefined {
  const { document } = frames.job, name = document.slice(node), own = document.outline.statementAt(node.to)?.assignments.find(({ at }) => at.from === node.from && at.to === node.to) ?? frames.assignmentOf(name, node.from);
  return own && frames.nodeOf(own.value);
}

function functionNamed(name: string, range: Range): Target | undefined {
  const member = functionMembers().get(name), note = pythonFunctions().get(name)?.note;
  return member && { kind: 'function', name, signature: `${name}${member.signature ?? ''}`, ...(note && { note }), ...range };
}

function queryOf({ facts }: Point, node: SyntaxNode): QueryInfo | undefined {
  let inner: SyntaxNode = node;
  while (inner.name === 'ParenthesizedExpression' && inner.firstChild?.nextSibling) inner = inner.firstChild.nextSibling;
  return facts?.facts.queries.find(({ span }) => span !== undefined && facts.rangeOf(span)?.to === inner.to);
}

function columnTarget(path: string[], columns: readonly ColumnFact[], range: Range): Target | undefined {
  const found = follow(columns, path);
  return found && { kind: 'column', path, ...found, ...range };
}

function inString(job: Point, at: LiteralAt, frames: Frames): Target | undefined {
  const { literal, value, index, role, place } = at, node = job.document.nodeAt(literal.from, 1), range = (from: number, to: number): Range => literal.text!.rangeOf(from, to);
  if (place && NAMING.has(place.call.name) && place.arg === 0) {
    const column = madeBy(job, value, literal);
    if (column) return { kind: 'column', path: [value], column, field: column, ...range(0, value.length) };
  }
  if (!role || role.is === 'column') {
    const subscripted = !role && node.parent?.name === 'MemberExpression' ? frames.of(node.parent.firstChild) : undefined, given = role ? namesAt(job, node, frames) : subscripted?.columns;
    if (!given) return undefined;
    const end = role?.is === 'column' && !role.path ? value.length : endOfSegment(value, index), path = role?.is === 'column' && !role.path ? [value] : splitPath(value.slice(0, end)), begin = value.slice(0, end).lastIndexOf('.') + 1;
    return columnTarget(path, given, range(path.length > 1 ? begin : 0, end));
  }
  if (role.is === 'expression' || role.is === 'statement') return inSql(job, value, index, range, role.is === 'expression' ? namesAt(job, node, frames) : Object.values(job.facts?.facts.views ?? {}).flat());
  if (role.is === 'view') return viewNamed(job, value, range(0, value.length));
  if (role.is === 'option') return { kind: 'option', option: value, call: role.call, ...range(0, value.length) };
  if (role.is !== 'value') return undefined;
  if (['subscribe', 'topic'].includes(role.option.toLowerCase())) {
    const from = value.lastIndexOf(',', index - 1) + 1, next = value.indexOf(',', index), to = next < 0 ? value.length : next;
    return { kind: 'topic', topic: value.slice(from, to).trim(), ...range(from, to) };
  }
  return { kind: 'option', option: role.option, value, call: role.call, ...range(0, value.length) };
}

const endOfSegment = (value: string, index: number): number => {
  const next = value.indexOf('.', index);
  return next < 0 ? value.length : next;
};

/** Of the objects of the calls around; where none is known, of every DataFrame. */
export function namesAt(job: Point, node: SyntaxNode, frames: Frames): readonly ColumnFact[] {
  const { frames: found } = frames.around(node);
  return columnsOf(found.length > 0 ? found : (job.facts?.frames ?? []).map(({ frame }) => frame));
}

function viewNamed({ facts }: Point, name: string, range: Range): Target | undefined {
  const columns = facts?.facts.views[name.toLowerCase()];
  return columns && { kind: 'view', name, columns, ...range };
}

function inSql(job: Point, text: string, index: number, range: (from: number, to: number) => Range, columns: readonly ColumnFact[]): Target | undefined {
  const { tokens } = lex(text), at = tokens.findIndex(({ start, end }) => start <= index && index < end), token = tokens[at];
  if (!token || !isName(token)) return undefined;
  const place = range(token.start, token.end), name = splitPath(token.text)[0]!;
  if (tokens[at + 1]?.text === '(') {
    const note = sqlFunctions().get(name.toLowerCase());
    return note && { kind: 'function', name, signature: `${name.toLowerCase()}(${note.def.args})`, note, ...place };
  }
  const path = [name];
  for (let i = at; tokens[i - 1]?.text === '.' && tokens[i - 2] && isName(tokens[i - 2]!); i -= 2) path.unshift(splitPath(tokens[i - 2]!.text)[0]!);
  const found = columnTarget(path, columns, place) ?? (path.length > 1 ? columnTarget(path.slice(1), columns, place) : undefined);
  return found ?? viewNamed(job, name, place);
}

const isName = ({ text }: Token): boolean => /^[A-Za-z_`]/.test(text);
