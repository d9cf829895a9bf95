/** A job's text beside what its plan-only run told: calls at the places of the run, statements, and where text can stand. */
import type { PlanFacts } from '../protocol/language.ts';
import type { MigrateRefusal } from '../protocol/migrate.ts';
import type { SourceSpan } from '../protocol/run.ts';
import type { Range } from '../syntax/line-index.ts';
import type { Call } from '../syntax/outline.ts';
import type { PythonDocument, SyntaxNode } from '../syntax/python-document.ts';

/** Ends a migration: what it would have come to is not known to be right. */
export class Refused extends Error {
  constructor(readonly refusals: readonly MigrateRefusal[]) { super(refusals[0]?.reason ?? ''); }
}

export interface Statement extends Range {
  node: SyntaxNode;
  /** Nothing stands before it on its line. */
  first: boolean;
  indent: string;
  /** `name = …`, where one name is assigned. */
  variable?: string;
}

const STATEMENT = /Statement$|Definition$/;
const BRACKETS = new Set(['ParenthesizedExpression', 'ArgList', 'ArrayExpression', 'TupleExpression', 'DictionaryExpression', 'SetExpression', 'ComprehensionExpression', 'ArrayComprehensionExpression']);
const LOOPS = new Set(['ForStatement', 'WhileStatement', 'ComprehensionExpression', 'ArrayComprehensionExpression', 'DictionaryComprehensionExpression', 'SetComprehensionExpression']);

export class Job {
  constructor(readonly document: PythonDocument, readonly facts: PlanFacts) {}

  get text(): string { return this.document.text; }

  /** The call of the text that the run tells: it ends there, and begins there or with its name. */
  callAt(span: SourceSpan): Call | undefined {
    if (span.file !== this.facts.file) return undefined;
    const { from, to } = this.document.lines.rangeOf(span);
    return this.document.outline.calls.find((call) => call.to === to && (call.from === from || call.at.from === from));
  }

  nodeOf({ from, to }: Range): SyntaxNode {
    let node = this.document.tree.resolveInner(from, 1);
    while (node.parent && node.to < to) node = node.parent;
    while (node.parent && node.parent.from === from && node.parent.to === to && !STATEMENT.test(node.parent.name) && node.parent.name !== 'Script') node = node.parent;
    return node;
  }

  statementOf(range: Range): Statement {
    let node = this.nodeOf(range);
    while (node.parent && !STATEMENT.test(node.name)) node = node.parent;
    const { lines, outline } = this.document, start = lines.startOf(lines.lineAt(node.from)), before = this.text.slice(start, node.from);
    const assigned = outline.assignments.filter(({ from, to }) => from === node.from && to === node.to);
    return { node, from: node.from, to: node.to, first: before.trim() === '', indent: /^[ \t]*/.exec(this.text.slice(start))![0], ...(assigned.length === 1 && { variable: assigned[0]!.name }) };
  }

  /** The call is a statement of its own: nothing takes what it gives. */
  alone(call: Range): boolean {
    let node = this.nodeOf(call).parent;
    while (node?.name === 'ParenthesizedExpression') node = node.parent;
    return node?.name === 'ExpressionStatement';
  }

  /** Newlines end no statement there. */
  inBrackets(range: Range): boolean {
    for (let node = this.nodeOf(range).parent; node && !STATEMENT.test(node.name); node = node.parent) if (BRACKETS.has(node.name)) return true;
    return false;
  }

  /** The loop around a place, inside its function. */
  loopAround(range: Range): SyntaxNode | undefined {
    for (let node = this.nodeOf(range).parent; node && node.name !== 'FunctionDefinition'; node = node.parent) if (LOOPS.has(node.name)) return node;
    return undefined;
  }

  lineOf(offset: number): number { return this.document.lines.lineAt(offset) + 1; }

  refusal(at: Range | SourceSpan | undefined, reason: string, wayOut: string): MigrateRefusal {
    const from = !at ? 0 : 'from' in at ? at.from : at.file === this.facts.file ? this.document.lines.rangeOf(at).from : 0;
    const { line, character } = this.document.lines.positionAt(from);
    return { line: line + 1, column: character + 1, reason, wayOut };
  }

  refuse(at: Range | SourceSpan | undefined, reason: string, wayOut: string): never { throw new Refused([this.refusal(at, reason, wayOut)]); }

  /** A name that the text does not have yet. */
  free(name: string, taken: ReadonlySet<string> = new Set()): string {
    const used = (each: string): boolean => taken.has(each) || new RegExp(`(?<![\\w.])${each}(?!\\w)`, 'u').test(this.text);
    for (let n = 1; ; n++) {
      const free = n === 1 ? name : `${name}_${n}`;
      if (!used(free)) return free;
    }
  }
}

/** A Python string literal of a text: what is neither letter nor digit is escaped beyond ASCII, so that nothing in it is hidden. */
export const literal = (text: string): string => JSON.stringify(text).replace(/[\u{7f}-\u{10ffff}]/gu, (c) => {
  const code = c.codePointAt(0)!;
  return /[\p{L}\p{N}]/u.test(c) ? c : code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
});

/** What an identifier can be made of a text. */
export const identifier = (text: string): string => {
  const made = text.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, '');
  return made === '' ? 'query' : /^\d/.test(made) ? `q_${made}` : made;
};
