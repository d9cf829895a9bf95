/** The file's nodes with their places. Whatever is wrong becomes a problem at its place, and reading goes on. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair, type Scalar } from 'yaml';
import type { SourceSpan } from '../protocol/run.ts';
import type { TestFileProblem } from '../protocol/stream-test.ts';
import { nearest } from './nearest.ts';

export interface Field { name: string; key: Scalar; value: Node | null; span: SourceSpan }

/** Aliases may stand for one another without end; a person's file has no such depth. */
const MAX_DEPTH = 100;

export class Source {
  readonly problems: TestFileProblem[] = [];
  readonly #lines = new LineCounter();
  readonly #document: Document;

  constructor(readonly file: string, readonly text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: true, keepSourceTokens: false, strict: true, logLevel: 'silent' });
    for (const error of this.#document.errors) this.problem(`This is not YAML: ${error.message.replace(/\.$/, '')}.`, 'Mend it: what stands behind it may not be read.', this.#span(error.pos[0], error.pos[1]));
  }

  get root(): Node | null { return this.#document.contents; }
  get whole(): SourceSpan { return this.#span(0, this.text.length); }

  problem(message: string, hint: string, span: SourceSpan): void {
    this.problems.push({ message, hint, span });
  }

  #span(from: number, to: number): SourceSpan {
    const a = this.#lines.linePos(from), b = this.#lines.linePos(Math.max(from, to));
    return { file: this.file, line: Math.max(1, a.line), column: Math.max(0, a.col - 1), endLine: Math.max(1, b.line), endColumn: Math.max(0, b.col - 1) };
  }

  spanOf(node: Node | null | undefined, otherwise: SourceSpan): SourceSpan {
    const range = node?.range;
    if (!range) return otherwise;
    // The value ends before the line end and comments that follow it.
    let end = range[1];
    while (end > range[0] && /\s/.test(this.text[end - 1] ?? '')) end--;
    return this.#span(range[0], end);
  }

  /** What an alias stands for. */
  resolved(node: Node | null, depth = 0): Node | null {
    if (!isAlias(node)) return node;
    const found = (node).resolve(this.#document) as Node | undefined;
    if (found === undefined || depth > MAX_DEPTH) {
      this.problem(`Nothing is called &${(node).source}.`, 'Name an anchor that stands before.', this.spanOf(node, this.whole));
      return null;
    }
    return this.resolved(found, depth + 1);
  }

  /** The fields of a mapping, each with a name that is known; the others are problems. */
  fields(node: Node | null, what: string, known: readonly string[] | undefined, at: SourceSpan): Map<string, Field> {
    const found = new Map<string, Field>(), map = this.resolved(node);
    if (map === null || (isScalar(map) && map.value === null)) return found;
    if (!isMap(map)) {
      this.problem(`${what} is a mapping, not ${kindOf(map)}.`, known ? `Write ${known.slice(0, 3).map((name) => `${name}: …`).join(', ')}.` : 'Write name: value.', this.spanOf(map, at));
      return found;
    }
    for (const pair of (map).items) this.#field(pair as Pair<Node, Node | null>, what, known, at, found);
    return found;
  }

  #field({ key, value }: Pair<Node, Node | null>, what: string, known: readonly string[] | undefined, at: SourceSpan, into: Map<string, Field>): void {
    const name = this.resolved(key);
    if (!isScalar(name)) return this.problem(`A name in ${what} is a text, not ${kindOf(name)}.`, 'Write name: value.', this.spanOf(key, at));
    const text = sourceText(name), span = this.spanOf(name, at);
    if (known && !known.includes(text)) {
      const near = nearest(text, known);
      return this.problem(`${what} has no ${JSON.stringify(text)}.`, near === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`, span);
    }
    into.set(text, { name: text, key: name, value, span: spanning(span, this.spanOf(value, span)) });
  }

  list(node: Node | null, what: string, at: SourceSpan): Node[] {
    const seq = this.resolved(node);
    if (isSeq(seq)) return (seq).items as Node[];
    if (seq === null || (isScalar(seq) && seq.value === null)) this.problem(`${what} is a list, and nothing stands here.`, 'Write [] for none.', this.spanOf(node, at));
    else this.problem(`${what} is a list, not ${kindOf(seq)}.`, 'Write it in [ ], or each on a line of its own behind a dash.', this.spanOf(seq, at));
    return [];
  }

  /** A scalar as it is written; undefined with a problem where it is something else, or nothing. */
  textOf(node: Node | null, what: string, hint: string, at: SourceSpan): string | undefined {
    const scalar = this.resolved(node);
    if (isScalar(scalar) && !isNull(scalar)) return sourceText(scalar);
    this.problem(`${what} is a text, not ${kindOf(scalar)}.`, hint, this.spanOf(scalar ?? node, at));
    return undefined;
  }
}

export const isNull = (scalar: Scalar): boolean => scalar.value === null && scalar.type === 'PLAIN';

/** The text behind a scalar: as it stands for numbers and the like, unescaped for quoted ones. */
export function sourceText(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : scalar.source ?? String(scalar.value ?? '');
}

const spanning = (a: SourceSpan, b: SourceSpan): SourceSpan => ({ ...a, endLine: b.endLine, endColumn: b.endColumn });

export function kindOf(node: Node | null | undefined): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'nothing';
  return typeof node.value === 'number' || typeof node.value === 'bigint' ? `the number ${sourceText(node)}` : typeof node.value === 'boolean' ? `${String(node.value)}` : `the text ${JSON.stringify(node.value)}`;
}
