/** What a feature is given: a job as it stands in the editor, what its last plan-only run told, and what is known around it. Features are pure functions of it. */
import type { TopicFact } from '../protocol/language.ts';
import type { PythonDocument } from '../syntax/python-document.ts';
import type { KnownFacts } from './plan/known-facts.ts';

export interface Job {
  /** As the client names it. */
  uri: string;
  document: PythonDocument;
  /** The last run that told what its calls give, moved to the text as it stands; absent: none yet. */
  facts?: KnownFacts;
  around: Around;
}

/** Known of more than one job. */
export interface Around {
  /** The Spark that jobs go to, `3.3.1`. */
  sparkVersion: string;
  /** Topics of the editor's connections; empty where the client knows none. Never rejects. */
  topics(): Promise<readonly TopicFact[]>;
}
