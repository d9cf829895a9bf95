/** What stands in one statement: read once, and placed wherever the same text stands. */
import type { SyntaxNode } from '@lezer/common';
import { importsIn } from './bound-names.ts';
import type { Range } from './line-index.ts';
import type { Assignment, Call, Names, StringLiteral } from './outline.ts';
import { stringText, type StringText } from './string-text.ts';

interface ReadString extends Range { text?: StringText }
interface ReadArgument extends Range { name?: string; spread?: '*' | '**'; /** An index in `strings`. */ string?: number }
/** `previous`: an index in `calls`. `scope` -1: the statement's own. `callee`: as it is written. */
interface ReadCall extends Omit<Call, 'previous' | 'next' | 'full' | 'args'> { previous?: number; callee?: string; args: ReadArgument[] }

/** Offsets count in the text in which it was read, where it began at `at`. */
export interface ReadStatement {
  at: number;
  calls: ReadCall[];
  strings: ReadString[];
  assignments: Assignment[];
  /** Names behind dots; `object`: what stands before the dot where it is a plain path, '' otherwise. */
  members: (Range & { name: string; object: string })[];
  /** `local` undefined: `*`. */
  imports: { full: string; local?: string; at: number; to: number }[];
  /** It has no error: the same text is the same statement. */
  whole: boolean;
}

export function readStatement(statement: SyntaxNode, text: string): ReadStatement {
  const outline: ReadStatement = { at: statement.from, calls: [], strings: [], assignments: [], members: [], imports: [], whole: true };
  const scopes: number[] = [-1], byNode = new Map<number, number>(), strings = new Map<number, number>();
  statement.cursor().iterate(({ node, name, type }) => {
    if (type.isError) outline.whole = false;
    if (name === 'LambdaExpression' || name === 'FunctionDefinition') scopes.push(node.from);
    if (isText(node, text) && !partOfText(node, text)) {
      const read = stringText(node, text);
      strings.set(node.from, outline.strings.length);
      outline.strings.push({ from: node.from, to: node.to, ...(read && { text: read.with(owned(read.value), 0) }) });
      return name !== 'FormatString';
    }
    if (name === 'MemberExpression' && node.lastChild?.name === 'PropertyName') outline.members.push(readMember(node, node.lastChild, text));
    if (name === 'ImportStatement') for (const { full, local } of importsIn(node, text)) outline.imports.push({ full: owned(full), at: local?.from ?? 0, to: local?.to ?? 0, ...(local && { local: owned(text.slice(local.from, local.to)) }) });
    if (name === 'AssignStatement') outline.assignments.push(...assignments(node, text, scopes.at(-1)!));
    return undefined;
  }, ({ node, name }) => {
    if (name === 'LambdaExpression' || name === 'FunctionDefinition') scopes.pop();
    if (name !== 'CallExpression') return;
    const call = readCall(node, text, byNode, scopes.at(-1)!);
    if (!call) return;
    for (const arg of call.args) {
      const string = strings.get(arg.from);
      if (string !== undefined && outline.strings[string]!.to === arg.to) arg.string = string;
    }
    byNode.set(keyOf(node), outline.calls.length);
    outline.calls.push(call);
  });
  return outline;
}

/** Calls of a chain may begin at one place: their ends differ. */
const keyOf = ({ from, to }: Range): number => from * 0x4000000 + to;
const TEXTS = new Set(['String', 'FormatString', 'ContinuedString']);
/** Strings joined by + are one text; what % makes of one is another. */
const isJoined = (node: SyntaxNode, text: string): boolean => node.name === 'BinaryExpression' && joined(node, text);
function joined(node: SyntaxNode, text: string): boolean {
  if (node.name !== 'BinaryExpression') return TEXTS.has(node.name);
  const { firstChild: left, lastChild: right } = node, sign = node.getChild('ArithOp');
  return left !== null && right !== null && sign !== null && text.slice(sign.from, sign.to) === '+' && joined(left, text) && joined(right, text);
}
const isText = (node: SyntaxNode, text: string): boolean => TEXTS.has(node.name) || isJoined(node, text);
const partOfText = ({ parent }: SyntaxNode, text: string): boolean => parent !== null && (parent.name === 'ContinuedString' || isJoined(parent, text));

function readMember(node: SyntaxNode, { from, to }: SyntaxNode, text: string): ReadStatement['members'][number] {
  const { firstChild } = node, object = firstChild && firstChild.to - firstChild.from < 100 ? text.slice(firstChild.from, firstChild.to) : '';
  return { from, to, name: owned(text.slice(from, to)), object: /^[\w.]+$/.test(object) ? owned(object) : '' };
}

function readCall(node: SyntaxNode, text: string, byNode: Map<number, number>, scope: number): ReadCall | undefined {
  const callee = node.firstChild, list = node.getChild('ArgList');
  if (!callee || !list) return undefined;
  const member = callee.name === 'MemberExpression' && callee.lastChild?.name === 'PropertyName' ? callee : undefined;
  const at = member ? member.lastChild! : callee, object = member?.firstChild ?? undefined, closed = list.lastChild?.name === ')';
  const named = member !== undefined || callee.name === 'VariableName', previous = object && byNode.get(keyOf(unwrapped(object)));
  return {
    from: node.from, to: node.to, name: named ? owned(text.slice(at.from, at.to)) : '', at: { from: at.from, to: at.to }, args: argumentsOf(list, text), closed, scope,
    inside: { from: Math.min(list.from + 1, list.to), to: closed ? list.to - 1 : list.to },
    ...(object && { object: { from: object.from, to: object.to } }), ...(previous !== undefined && { previous }), ...(named && { callee: owned(text.slice(callee.from, callee.to)) }),
  };
}

/** `(x)` is x. */
function unwrapped(node: SyntaxNode): SyntaxNode {
  const inner = node.name === 'ParenthesizedExpression' ? node.firstChild?.nextSibling : undefined;
  return inner ? unwrapped(inner) : node;
}

function argumentsOf(list: SyntaxNode, text: string): ReadArgument[] {
  const found: ReadArgument[] = [];
  let name: string | undefined, spread: ReadArgument['spread'], value: SyntaxNode | undefined;
  const end = (): void => {
    if (value) found.push({ from: value.from, to: value.to, ...(name !== undefined && { name }), ...(spread && { spread }) });
    name = spread = value = undefined;
  };
  for (let child = list.firstChild; child; child = child.nextSibling) {
    if (child.name === '(' || child.name === ')' || child.name === 'Comment') continue;
    if (child.name === ',') end();
    else if (child.name === '*' || child.name === '**') spread = child.name;
    else if (child.name === 'AssignOp' && value) {
      name = owned(text.slice(value.from, value.to));
      value = undefined;
    } else if (!value && !child.type.isError) value = child;
  }
  end();
  return found;
}

function assignments(node: SyntaxNode, text: string, scope: number): Assignment[] {
  const groups: SyntaxNode[][] = [[]];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === 'AssignOp') groups.push([]);
    else if (child.name !== ',' && child.name !== 'TypeDef' && child.name !== 'Comment' && !child.type.isError) groups.at(-1)!.push(child);
  }
  const values = groups.pop()!;
  if (groups.length === 0 || values.length === 0) return [];
  const statement = { from: node.from, to: node.to, scope }, all = { from: values[0]!.from, to: values.at(-1)!.to };
  return groups.flatMap((names) => names.flatMap((each, i): Assignment[] => {
    if (each.name !== 'VariableName') return [];
    const own = names.length === values.length ? { from: values[i]!.from, to: values[i]!.to } : all;
    return [{ ...statement, name: owned(text.slice(each.from, each.to)), at: { from: each.from, to: each.to }, value: own }];
  }));
}

/** A slice keeps the text alive that it is of, which an editor replaces with every letter: what is kept has letters of its own. */
const owned = (text: string): string => (text.length < 13 ? text : JSON.parse(JSON.stringify(text)) as string);

/** What was read, `by` further on in the text. */
export function linked({ calls, strings, assignments: own }: ReadStatement, by: number, scope: number, names: Names): { calls: Call[]; strings: StringLiteral[]; assignments: Assignment[] } {
  const moved = ({ from, to }: Range): Range => ({ from: from + by, to: to + by }), scopeOf = (read: number): number => (read === -1 ? scope : read + by);
  const literals = strings.map((each): StringLiteral => ({ ...moved(each), ...(each.text && { text: each.text.with(each.text.value, by) }) })), made: Call[] = [];
  for (const { callee, previous, args, ...each } of calls) {
    const full = callee === undefined ? undefined : fullName(callee, names);
    const call: Call = {
      ...each, ...moved(each), at: moved(each.at), inside: moved(each.inside), scope: scopeOf(each.scope), ...(each.object && { object: moved(each.object) }), ...(full !== undefined && { full }),
      args: args.map(({ string, ...arg }) => ({ ...arg, ...moved(arg), ...(string !== undefined && { string: literals[string]! }) })),
    };
    if (previous !== undefined) {
      call.previous = made[previous]!;
      made[previous]!.next = call;
    }
    call.args.forEach(({ string }, arg) => { if (string) Object.assign(string, { call, arg }); });
    made.push(call);
  }
  return { calls: made, strings: literals, assignments: own.map((each) => ({ ...each, ...moved(each), at: moved(each.at), value: moved(each.value), scope: scopeOf(each.scope) })) };
}

/** What a name or a path of names is called in full, through imports. */
export function fullName(callee: string, { imports, starred }: Pick<Names, 'imports' | 'starred'>): string | undefined {
  const parts = callee.split(/\s*\.\s*/);
  if (!parts.every((part) => /^[^\W\d]\w*$/u.test(part))) return undefined;
  const bound = imports.get(parts[0]!);
  if (bound) return [bound.full, ...parts.slice(1)].join('.');
  // A name that no import gives may come from `import *`.
  return parts.length === 1 && starred.length === 1 ? `${starred[0]}.${parts[0]}` : undefined;
}
