/** What a job's text says without being run: names it imports, what variables are assigned, calls and their arguments, string literals and whose argument they are. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { boundNames, type BoundName } from './bound-names.ts';
import type { Range } from './line-index.ts';
import { stringText, type StringText } from './string-text.ts';

/** `a = value`, `a, b = value` (one each). */
export interface Assignment extends Range {
  name: string;
  /** Of the name; `from` … `to` is the statement. */
  at: Range;
  value: Range;
  /** Start of the function in which it stands; -1: the module's own. */
  scope: number;
}

export interface Argument extends Range {
  /** Absent: by position. */
  name?: string;
  /** `*args`, `**options`. */
  spread?: '*' | '**';
  /** The index in `outline.strings`, where the argument is one literal (or literals joined by + or side by side). */
  string?: number;
}

/** A call; `from` … `to` goes from its object's expression to its closing parenthesis, as the simulator tells spans. */
export interface Call extends Range {
  /** `option` of `x.option(…)`, `col` of `col(…)`; '' where neither a name nor a member is called. */
  name: string;
  at: Range;
  /** `x` of `x.option(…)`. */
  object?: Range;
  /** The call that `object` is: the one before in a chain. An index in `outline.calls`. */
  previous?: number;
  /** What the callee is called in full, through imports: `pyspark.sql.functions.col`; absent where it is not a known name. */
  full?: string;
  args: Argument[];
  /** From behind the opening parenthesis to before the closing one. */
  inside: Range;
  /** Its closing parenthesis is there. */
  closed: boolean;
  scope: number;
}

/** A string literal, or literals side by side or joined by +: one text. */
export interface StringLiteral extends Range {
  /** Absent: an f-string, bytes, or an escape that cannot be read. */
  text?: StringText;
  /** The call whose direct argument it is, and which: indexes in `outline.calls` and its `args`. */
  call?: number;
  arg?: number;
}

export interface JobOutline {
  /** What names mean: local name → full name (`F` → `pyspark.sql.functions`). */
  imports: Map<string, BoundName>;
  /** `from pyspark.sql.functions import *` and the like: modules all of whose names are there. */
  starred: string[];
  assignments: Assignment[];
  /** In the order in which they end: an inner one before the one around it. */
  calls: Call[];
  strings: StringLiteral[];
  /** Anything of pyspark is imported. */
  usesSpark: boolean;
}

export function outlineOf(tree: Tree, text: string): JobOutline {
  const { imports, starred, usesSpark } = boundNames(tree, text);
  const outline: JobOutline = { imports, starred, assignments: [], calls: [], strings: [], usesSpark };
  const scopes: number[] = [-1], byNode = new Map<number, number>(), strings = new Map<number, number>();
  tree.iterate({
    enter: ({ node, name }) => {
      if (name === 'FunctionDefinition' || name === 'LambdaExpression') scopes.push(node.from);
      if (isText(node, text) && !partOfText(node, text)) {
        const read = stringText(node, text);
        strings.set(node.from, outline.strings.length);
        outline.strings.push({ from: node.from, to: node.to, ...(read && { text: read }) });
        return name !== 'FormatString';
      }
      if (name === 'AssignStatement') outline.assignments.push(...assignments(node, text, scopes.at(-1)!));
      return undefined;
    },
    leave: ({ node, name }) => {
      if (name === 'FunctionDefinition' || name === 'LambdaExpression') scopes.pop();
      if (name !== 'CallExpression') return;
      const call = readCall(node, text, outline, byNode, scopes.at(-1)!);
      if (!call) return;
      const index = outline.calls.length;
      call.args.forEach((arg, i) => {
        const string = strings.get(arg.from);
        if (string === undefined || outline.strings[string]!.to !== arg.to) return;
        arg.string = string;
        Object.assign(outline.strings[string]!, { call: index, arg: i });
      });
      byNode.set(keyOf(node), index);
      outline.calls.push(call);
    },
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

function readCall(node: SyntaxNode, text: string, outline: JobOutline, byNode: Map<number, number>, scope: number): Call | undefined {
  const callee = node.firstChild, list = node.getChild('ArgList');
  if (!callee || !list) return undefined;
  const member = callee.name === 'MemberExpression' && callee.lastChild?.name === 'PropertyName' ? callee : undefined;
  const at = member ? member.lastChild! : callee, object = member?.firstChild ?? undefined, closed = list.lastChild?.name === ')';
  const named = member !== undefined || callee.name === 'VariableName', previous = object && byNode.get(keyOf(unwrapped(object)));
  const full = named ? fullName(text.slice(callee.from, callee.to), outline) : undefined;
  return {
    from: node.from, to: node.to, name: named ? text.slice(at.from, at.to) : '', at: { from: at.from, to: at.to }, args: argumentsOf(list, text), closed, scope,
    inside: { from: Math.min(list.from + 1, list.to), to: closed ? list.to - 1 : list.to },
    ...(object && { object: { from: object.from, to: object.to } }), ...(previous !== undefined && { previous }), ...(full !== undefined && { full }),
  };
}

/** `(x)` is x. */
function unwrapped(node: SyntaxNode): SyntaxNode {
  const inner = node.name === 'ParenthesizedExpression' ? node.firstChild?.nextSibling : undefined;
  return inner ? unwrapped(inner) : node;
}

function fullName(callee: string, { imports, starred }: JobOutline): string | undefined {
  const parts = callee.split(/\s*\.\s*/);
  if (!parts.every((part) => /^[^\W\d]\w*$/u.test(part))) return undefined;
  const bound = imports.get(parts[0]!);
  if (bound) return [bound.full, ...parts.slice(1)].join('.');
  // A name that no import gives may come from `import *`.
  return parts.length === 1 && starred.length === 1 ? `${starred[0]}.${parts[0]}` : undefined;
}

function argumentsOf(list: SyntaxNode, text: string): Argument[] {
  const found: Argument[] = [];
  let name: string | undefined, spread: Argument['spread'], value: SyntaxNode | undefined;
  const end = (): void => {
    if (value) found.push({ from: value.from, to: value.to, ...(name !== undefined && { name }), ...(spread && { spread }) });
    name = spread = value = undefined;
  };
  for (let child = list.firstChild; child; child = child.nextSibling) {
    if (child.name === '(' || child.name === ')' || child.name === 'Comment') continue;
    if (child.name === ',') end();
    else if (child.name === '*' || child.name === '**') spread = child.name;
    else if (child.name === 'AssignOp' && value) {
      name = text.slice(value.from, value.to);
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
    return [{ ...statement, name: text.slice(each.from, each.to), at: { from: each.from, to: each.to }, value: own }];
  }));
}
