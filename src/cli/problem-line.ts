/** Problems as `weir check`, `weir run` and `weir test` print them, one line each: what problem matchers of editors and CI read. */
import type { SourceSpan } from '../protocol/run.ts';
import { plainText } from './plain.ts';

export interface PrintedProblem {
  file: string;
  /** Both from 1; columns in UTF-16 units. */
  line: number;
  column: number;
  severity: 'error' | 'warning' | 'info' | 'hint';
  code: string;
  message: string;
}

/** `file:line:column severity code message`. */
export const problemLine = ({ file, line, column, severity, code, message }: PrintedProblem): string => plainText(`${file}:${line}:${column} ${severity} ${code} ${message.trim().replace(/\s*\n\s*/g, ' ')}`);

/** A span's own beginning: its columns count from 0. */
export const placeOf = ({ file, line, column }: SourceSpan): Pick<PrintedProblem, 'file' | 'line' | 'column'> => ({ file, line, column: column + 1 });
