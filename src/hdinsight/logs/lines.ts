import { masked } from '../mask.ts';

export const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof LEVELS)[number];

export interface LogLine {
  /** Without what looks like a secret. */
  text: string;
  /** Its own, or that of the line it goes on from; absent before the first line that has one. */
  level?: LogLevel;
}

/** log4j's layouts begin with a time, and name the level within the first words. */
const HEAD = /^(?:\[?\d{2,4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}:\d{2}\S*|\[?\d{2}:\d{2}:\d{2}\S*)(?: \[[^\]]{0,80}\])? {1,6}(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b/;
const OTHER: Readonly<Record<string, LogLevel>> = { WARNING: 'WARN', FATAL: 'ERROR' };

/** Reads levels line by line: a stack trace has the level of the line that it stands under. */
export class LevelReader {
  #level: LogLevel | undefined;

  read(line: string): LogLine {
    const [, own] = HEAD.exec(line) ?? [];
    if (own !== undefined) this.#level = OTHER[own] ?? own as LogLevel;
    return { text: masked(line), ...(this.#level === undefined ? {} : { level: this.#level }) };
  }
}

/** Whether a line is of a level or above. A line without one always is: a job's own print has none. */
export const atLeast = ({ level }: LogLine, least: LogLevel): boolean => level === undefined || LEVELS.indexOf(level) >= LEVELS.indexOf(least);
