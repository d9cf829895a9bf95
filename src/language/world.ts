/** What a feature is given: a job as it stands in the editor, what its last plan-only run told, and what is known around it. Features are pure functions of it. */
import type { TopicFact } from '../protocol/language.ts';
import type { SourceSpan } from '../protocol/run.ts';
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

/** Where a query of another job keeps its checkpoint. */
export interface OtherCheckpoint {
  /** Of that job. */
  file: string;
  label: string;
  /** As `placeOf` in problems/checkpoints gives it. */
  place: string;
  /** Where the query is started. */
  span: SourceSpan;
}

/** Known of more than one job. */
export interface Around {
  /** The Spark that jobs go to, `3.3.1`. */
  sparkVersion: string;
  /** Which other jobs than `file` that were looked at have a checkpoint at a place; absent: none are known. */
  checkpoints?(file: string, place: string): readonly OtherCheckpoint[];
  /** Topics of the editor's connections; empty where the client knows none. Never rejects. */
  topics(): Promise<readonly TopicFact[]>;
}
