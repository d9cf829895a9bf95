/** A Python file as it stands in an editor: its text, a syntax tree that is kept up edit by edit, its lines, and its outline once asked for. */
import { TreeFragment, type ChangedRange, type SyntaxNode, type Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { LineIndex } from './line-index.ts';
import { outlineOf, type JobOutline } from './outline.ts';

export type { SyntaxNode };

/** `from` … `to` of the text before becomes `insert`. */
export interface Edit { from: number; to: number; insert: string }

export class PythonDocument {
  readonly lines: LineIndex;
  #outline: JobOutline | undefined;

  private constructor(
    /** Native path, or the URI's text where there is none. */
    readonly file: string,
    readonly version: number, readonly text: string, readonly tree: Tree, readonly fragments: readonly TreeFragment[],
  ) {
    this.lines = new LineIndex(text);
  }

  static of(file: string, text: string, version = 0): PythonDocument {
    const tree = parser.parse(text);
    return new PythonDocument(file, version, text, tree, TreeFragment.addTree(tree));
  }

  /** The document after edits, each in the text that those before it left. */
  edited(edits: readonly Edit[], version: number): PythonDocument {
    let { text, fragments } = this;
    for (const { from, to, insert } of edits) {
      text = text.slice(0, from) + insert + text.slice(to);
      const change: ChangedRange = { fromA: from, toA: to, fromB: from, toB: from + insert.length };
      fragments = TreeFragment.applyChanges(fragments, [change]);
    }
    const tree = parser.parse(text, fragments);
    return new PythonDocument(this.file, version, text, tree, TreeFragment.addTree(tree, fragments));
  }

  get outline(): JobOutline { return this.#outline ??= outlineOf(this.tree, this.text); }

  slice({ from, to }: { from: number; to: number }): string { return this.text.slice(from, to); }

  /** The innermost node at an offset; `side` -1 prefers the one that ends there. */
  nodeAt(offset: number, side: -1 | 0 | 1 = -1): SyntaxNode { return this.tree.resolveInner(offset, side); }
}
