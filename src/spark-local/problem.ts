/** What a job died of, at the line of the user's own file. */
import { readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Problem, SourceSpan } from '../protocol/run.ts';
import type { HookException } from './hook-lines.ts';

/** Frames of the job itself, not of what is installed. */
const INSTALLED = /[\\/](?:site-packages|dist-packages|lib[\\/]python[\d.]+|pyspark(?:\.zip)?|py4j[\w.-]*)[\\/]/i;
const EMBEDDED = /File "([^"\n]+)", line (\d+)/g;
const CODES: Record<string, string> = { AnalysisException: 'spark-analysis', ParseException: 'spark-analysis', StreamingQueryException: 'spark-query-failed', MemoryError: 'out-of-memory', ModuleNotFoundError: 'missing-module' };
const CONNECTOR = /Failed to find data source: kafka/;
const LONGEST = 4000;

/** `file`: the job, native and absolute. Undefined: Ctrl-C, which is no problem. */
export function problemOf(exception: HookException, file: string): Problem | undefined {
  const { class: errorClass, syntax } = exception;
  if (errorClass === 'KeyboardInterrupt') return undefined;
  const span = placeOf(exception, file), hint = CONNECTOR.test(exception.message) ? 'Weir adds the Kafka connector where the job names the format kafka in a file beside it. Give its jars: --jars, or the setting weir.spark.jars.' : undefined;
  return { severity: 'error', code: syntax ? 'python-syntax' : CODES[errorClass] ?? 'python-exception', errorClass, message: syntax ? syntax[2] : messageOf(exception.message) || errorClass, ...(span && { span }), ...(hint !== undefined && { hint }) };
}

/** Without Java's stack trace and the query's plan. */
function messageOf(text: string): string {
  const cut = [text.indexOf('\n\tat '), text.indexOf('\n=== Streaming Query ===')].filter((at) => at >= 0);
  return text.slice(0, Math.min(LONGEST, ...cut)).trim();
}

/** A function that Spark called (foreachBatch, a UDF) has its traceback in the message: that is where it happened. */
function placeOf({ frames, message, syntax }: HookException, file: string): SourceSpan | undefined {
  if (syntax) return syntax[0] && syntax[1] ? spanOf(syntax[0], syntax[1]) : undefined;
  const inside = [...message.matchAll(EMBEDDED)].map(([, path = '', line]): [string, number] => [path, Number(line)]);
  const found = inside.findLast(([path]) => own(path, file)) ?? frames.findLast(([path]) => own(path, file));
  return found && spanOf(...found);
}

const own = (path: string, file: string): boolean => path === file || (resolve(path).startsWith(dirname(file) + sep) && !INSTALLED.test(path));

/** The whole line: Python before 3.11 does not say which part of it. */
function spanOf(file: string, line: number): SourceSpan {
  const text = lineOf(file, line), column = text.length - text.trimStart().length;
  return { file, line, column, endLine: line, endColumn: Math.max(column + 1, text.trimEnd().length) };
}

function lineOf(file: string, line: number): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
  } catch {
    return '';
  }
}
