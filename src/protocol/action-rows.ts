/** What a run with `actionRows` tells of a batch job. */
import type { ActionKind } from './language.ts';
import type { SourceSpan } from './run.ts';
import type { ValuesPage } from './values.ts';

/** All rows of the DataFrame that an action was called on, whatever the action shows of them. */
export interface ActionRows {
  what: ActionKind;
  span: SourceSpan;
  /** Without micro-batches: `batchIds` is empty. */
  values: ValuesPage;
}

/** What a batch read of files gave, a message for each row. */
export interface ReadRows {
  span: SourceSpan;
  /** Lines of the files as they stand there, or each row in the format that was asked for. */
  messages: string[];
  /** Why there are none, or not all. */
  missing?: string;
}
