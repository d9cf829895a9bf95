/** A job that was run once, with something typed into it since. */
import { KnownFacts } from '../../../src/language/plan/known-facts.ts';
import type { Job } from '../../../src/language/world.ts';
import type { PlanFacts, TopicFact } from '../../../src/protocol/language.ts';
import { PythonDocument } from '../../../src/syntax/python-document.ts';
import { around, caretIn } from './language.ts';

export interface Typed extends Job { offset: number }

export class TypedJob {
  readonly #document: PythonDocument;

  constructor(readonly source: string, readonly facts: PlanFacts, readonly topics: readonly TopicFact[] = []) {
    this.#document = PythonDocument.of(facts.file, source);
  }

  /** The job with a text at its end, or in place of a mark in it; the caret of the text is the offset. */
  typed(given: string, mark?: string): Typed {
    const { text, offset } = caretIn(given), at = mark === undefined ? this.source.length : this.source.indexOf(mark);
    if (at < 0) throw new Error(`no ${mark} in the job`);
    const edits = [{ from: at, to: at + (mark?.length ?? 0), insert: text }];
    return { uri: 'file:///job.py', document: this.#document.edited(edits, 1), facts: KnownFacts.of(this.facts, this.source).edited(edits), around: around(this.topics), offset: at + offset };
  }

  /** The job as it is, with the offset of a place in it: `before|behind` as it stands there. */
  at(place: string): Typed {
    const [before, behind] = place.split('|') as [string, string], at = this.source.indexOf(before + behind);
    if (at < 0) throw new Error(`no ${place} in the job`);
    return { uri: 'file:///job.py', document: this.#document, facts: KnownFacts.of(this.facts, this.source), around: around(this.topics), offset: at + before.length };
  }
}
