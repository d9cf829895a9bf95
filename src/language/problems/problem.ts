/** A problem of a job as the editor and the command line show it. */
import type { SourceSpan } from '../../protocol/run.ts';
import type { Range } from '../../syntax/line-index.ts';
import type { ProblemCode } from './codes.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Replacements in the file; ranges do not overlap. */
export interface Fix { title: string; edits: (Range & { insert: string })[]; /** The one that is right in nearly every case. */ preferred?: boolean }

export interface JobProblem extends Range {
  /** The name of its page in docs/problems. */
  code: ProblemCode;
  severity: Severity;
  message: string;
  related?: (Range & { message: string })[];
  fixes?: Fix[];
  /** Places in other files that belong to it. */
  elsewhere?: { span: SourceSpan; message: string }[];
}
