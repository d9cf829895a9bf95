/** Python files that are open in the editor, kept up edit by edit, each with the facts of its last plan-only run. */
import { fileURLToPath } from 'node:url';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { PlanFacts } from '../protocol/language.ts';
import { LineIndex } from '../syntax/line-index.ts';
import { PythonDocument, type Edit } from '../syntax/python-document.ts';
import { KnownFacts } from './plan/known-facts.ts';

/** Beyond this a file gets no features: a syntax tree of ten megabytes answers nobody in time. UTF-16 units. */
export const MAX_TEXT = 1_000_000;
/** Facts that so many edits went over are no longer moved along. */
const MAX_EDITS = 2000;

export interface OpenDocument {
  uri: string;
  /** Undefined: too large. */
  document: PythonDocument | undefined;
  version: number;
  /** Native path; undefined: on no disk. */
  file: string | undefined;
  /** Of the last run that told of calls. */
  facts: KnownFacts | undefined;
  /** Of the last run: what is wrong. */
  told: KnownFacts | undefined;
}

export class Documents {
  readonly #open = new Map<string, OpenDocument & { text: string }>();

  get(uri: string): OpenDocument | undefined { return this.#open.get(uri); }
  get all(): Iterable<OpenDocument> { return this.#open.values(); }

  opened(uri: string, text: string, version: number): OpenDocument {
    const file = pathOf(uri), opened = { uri, text, version, file, facts: undefined, told: undefined, document: text.length <= MAX_TEXT ? PythonDocument.of(file ?? uri, text, version) : undefined };
    this.#open.set(uri, opened);
    return opened;
  }

  changed(uri: string, changes: readonly TextDocumentContentChangeEvent[], version: number): OpenDocument | undefined {
    const open = this.#open.get(uri);
    if (!open) return undefined;
    const edits: Edit[] = [], before = open.document;
    let { text } = open, lines = before?.lines ?? new LineIndex(text);
    for (const change of changes) {
      const edit = 'range' in change ? { from: lines.offsetAt(change.range.start), to: lines.offsetAt(change.range.end), insert: change.text } : difference(text, change.text);
      edits.push(edit);
      text = text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
      if (changes.length > 1) lines = new LineIndex(text);
    }
    Object.assign(open, { text, version });
    open.document = text.length > MAX_TEXT ? undefined : before ? before.edited(edits, version) : PythonDocument.of(open.file ?? uri, text, version);
    const moved = (known: KnownFacts | undefined): KnownFacts | undefined => (known && known.edits + edits.length <= MAX_EDITS ? known.edited(edits) : undefined), same = open.told === open.facts;
    open.facts = moved(open.facts);
    open.told = same ? open.facts : moved(open.told);
    return open;
  }

  closed(uri: string): void { this.#open.delete(uri); }

  /** Facts of a run of this version of the text. False: the text is another one by now, so that they were not taken. */
  planned(uri: string, version: number, facts: PlanFacts): boolean {
    const open = this.#open.get(uri);
    if (open?.version !== version) return false;
    // A job that broke early says less than its last good run did.
    const { frames } = facts, before = open.facts;
    open.told = KnownFacts.of(facts, open.text);
    if (frames.length > 0 || !before || before.facts.frames.length === 0 || facts.exitCode === 0) open.facts = open.told;
    return true;
  }
}

/** Of a text that is told as a whole: what stands between the ends that are the same. */
function difference(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let from = 0, end = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  while (end < most - from && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
