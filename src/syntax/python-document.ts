/** A Python file as it stands in an editor: its text, a syntax tree that is kept up edit by edit, its lines, and its outline once asked for. */
import { TreeFragment, type SyntaxNode, type Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { LineIndex } from './line-index.ts';
import { JobOutline, type Before } from './outline.ts';

export type { SyntaxNode };

/** `from` … `to` of the text before becomes `insert`. */
export interface Edit { from: number; to: number; insert: string }

type Fragments = readonly TreeFragment[];
const changed = (fragments: Fragments, edits: readonly Edit[]): Fragments => edits.reduce((all, { from, to, insert }) => TreeFragment.applyChanges(all, [{ fromA: from, toA: to, fromB: from, toB: from + insert.length }]), fragments);

const whole = (outline: JobOutline): Before => ({ outline, head: Infinity, tail: Infinity });
/** What edits of a text of a length leave of it at both ends. */
function kept(before: Before | undefined, edits: readonly Edit[], length: number): Before | undefined {
  if (!before) return undefined;
  let { head, tail } = before, long = length;
  for (const { from, to, insert } of edits) {
    head = Math.min(head, from);
    tail = Math.min(tail, long - to);
    long += insert.length - (to - from);
  }
  return { outline: before.outline, head, tail };
}

/** What is known of a text from those before it, moved along with its edits. */
interface Known {
  /** Of the last tree of a text that stood in the editor. */
  parsed: Fragments;
  /** Of the last tree that nothing half-typed went through: behind an open bracket every statement is another one. */
  sound: Fragments;
  outline?: Before | undefined;
}

/** Parsed and read when it is asked for. */
export class PythonDocument {
  #tree: Tree | undefined;
  #outline: JobOutline | undefined;
  /** The last one that was made of this by closing what is open, and the edits. */
  #closed: { by: readonly Edit[]; document: PythonDocument } | undefined;

  private constructor(
    /** Native path, or the URI's text where there is none. */
    readonly file: string,
    readonly version: number, readonly lines: LineIndex, private readonly known: Known,
  ) {}

  static of(file: string, text: string, version = 0): PythonDocument {
    return new PythonDocument(file, version, new LineIndex(text), { parsed: [], sound: [] });
  }

  /** The document after edits, each in the text that those before it left. */
  edited(edits: readonly Edit[], version: number): PythonDocument {
    const { parsed, sound, outline } = this.#knownNow();
    return new PythonDocument(this.file, version, this.#linesAfter(edits), { parsed: changed(parsed, edits), sound: changed(sound, edits), outline: kept(outline, edits, this.text.length) });
  }

  /** The same document, closed by edits where it is half-typed. */
  closedBy(edits: readonly Edit[]): PythonDocument {
    const same = this.#closed?.by.length === edits.length && this.#closed.by.every(({ from, to, insert }, i) => edits[i]!.from === from && edits[i]!.to === to && edits[i]!.insert === insert);
    if (!same || !this.#closed) {
      const { sound, outline } = this.#knownNow(), fragments = changed(sound, edits);
      this.#closed = { by: edits, document: new PythonDocument(this.file, this.version, this.#linesAfter(edits), { parsed: fragments, sound: fragments, outline: kept(outline, edits, this.text.length) }) };
    }
    return this.#closed.document;
  }

  /** The same, with nothing read of it: to compare with. */
  unread(): PythonDocument {
    const document = new PythonDocument(this.file, this.version, this.lines, { ...this.known, outline: undefined });
    document.#tree = this.tree;
    return document;
  }

  #linesAfter(edits: readonly Edit[]): LineIndex {
    return edits.reduce((lines, edit) => new LineIndex(lines.text.slice(0, edit.from) + edit.insert + lines.text.slice(edit.to), lines, edit), this.lines);
  }

  #knownNow(): Known {
    const closed = this.#closed?.document, outline = this.#outline ? whole(this.#outline) : this.known.outline, parsed = this.#tree ? TreeFragment.addTree(this.#tree) : this.known.parsed;
    if (closed && closed.#tree) {
      // What was put in last is taken out first.
      const out = this.#closed!.by.map(({ from, insert }): Edit => ({ from, to: from + insert.length, insert: '' })).reverse();
      return { parsed, sound: changed(TreeFragment.addTree(closed.#tree), out), outline: closed.#outline ? kept(whole(closed.#outline), out, closed.text.length) : outline };
    }
    const isSound = this.#tree && (this.known.sound.length === 0 || this.#outline?.whole === true);
    return { parsed, sound: isSound ? parsed : this.known.sound, outline };
  }

  get text(): string { return this.lines.text; }

  get tree(): Tree { return this.#tree ??= parser.parse(this.text, this.known.parsed); }

  /** A tree that goes up to an offset at least: what stands behind it need not have been looked at. */
  treeTo(offset: number): Tree {
    if (this.#tree) return this.#tree;
    const parse = parser.startParse(this.text, this.known.parsed);
    if (offset < this.text.length) parse.stopAt(offset);
    for (;;) {
      const tree = parse.advance();
      if (tree) return tree;
    }
  }

  get outline(): JobOutline { return this.#outline ??= new JobOutline(this.tree, this.text, this.known.outline); }

  slice({ from, to }: { from: number; to: number }): string { return this.text.slice(from, to); }

  /** The innermost node at an offset; `side` -1 prefers the one that ends there. */
  nodeAt(offset: number, side: -1 | 0 | 1 = -1): SyntaxNode { return this.tree.resolveInner(offset, side); }
}
