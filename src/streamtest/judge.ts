/** A run against what was expected of it. */
import { basename } from 'node:path';
import type { Problem, SourceSpan } from '../protocol/run.ts';
import type { QueryExpected, RowsExpected, StreamTest, TestFailure } from '../protocol/stream-test.ts';
import type { ValuesPage } from '../protocol/values.ts';
import { fromJsonValue, type StructType } from '../spark/types.ts';
import { actualCell, instantText, scalarCell } from './cell.ts';
import { nearest } from './nearest.ts';
import type { Observed, ObservedQuery } from './observed.ts';
import { compareRows, type ActualRows } from './rows.ts';
import { topicRows } from './topics.ts';

/** `outputs`: the captures that the run left, by topic. */
export async function judge(test: StreamTest, observed: Observed, outputs: Readonly<Record<string, string>>): Promise<TestFailure[]> {
  const failures = test.expect.error ? errorFailures(test.expect.error, observed) : [];
  for (const [name, expected] of Object.entries(test.expect.queries)) failures.push(...await queryFailures(name, expected, observed));
  for (const [topic, expected] of Object.entries(test.expect.topics)) failures.push(...compareRows(expected, topicRows(topic, outputs[topic] ?? '', expected)));
  for (const { text, span } of test.expect.stdout?.contains ?? []) if (!observed.stdout.includes(text)) failures.push({ message: `What the job printed does not contain ${JSON.stringify(text)}.`, span, expected: text, actual: observed.stdout });
  return failures;
}

function queryOf(name: string, observed: Observed, span: SourceSpan): ObservedQuery | TestFailure {
  const found = observed.queries.filter(({ info }) => info.name === name), labelled = found.length > 0 ? found : observed.queries.filter(({ info }) => info.label === name);
  if (labelled.length === 1) return labelled[0]!;
  if (labelled.length > 1) return { message: `The job started ${labelled.length} queries that are called ${name}. Give each a queryName of its own.`, span };
  const names = observed.queries.map(({ info }) => info.name ?? info.label), near = nearest(name, names);
  return { message: `The job started no query ${name}. ${near !== undefined ? `Did you mean ${near}?` : names.length === 0 ? 'It started none.' : `It started ${names.join(', ')}.`}`, span };
}

async function queryFailures(name: string, expected: QueryExpected, observed: Observed): Promise<TestFailure[]> {
  const query = queryOf(name, observed, expected.span);
  if ('message' in query) return [query];
  const failures: TestFailure[] = [];
  if (expected.rows || expected.batches) {
    const page = await observed.values(query, 'output');
    if (expected.rows) failures.push(...rowsFailures(expected.rows, page, `Rows of ${name}`));
    for (const [batch, rows] of Object.entries(expected.batches ?? {})) failures.push(...batchFailures(Number(batch), rows, page, name, query));
  }
  if (expected.watermark) failures.push(...watermarkFailures(expected.watermark, name, query));
  if (expected.lateRows && 'count' in expected.lateRows) {
    const { count, span } = expected.lateRows, came = query.batches.reduce((sum, { droppedRows }) => sum + (droppedRows ?? 0), 0);
    if (came !== count) failures.push({ message: `${name} dropped ${came} late ${came === 1 ? 'row' : 'rows'}, not ${count}.`, span, expected: `${count}\n`, actual: `${came}\n` });
  } else if (expected.lateRows) failures.push(...rowsFailures(expected.lateRows, await observed.values(query, 'late'), `Late rows of ${name}`));
  return failures;
}

export const actualRows = ({ schema, timeZone, rows }: ValuesPage, what: string): ActualRows => ({ what, fields: (fromJsonValue(schema) as StructType).fields, rows, timeZone });

function rowsFailures(expected: RowsExpected, page: ValuesPage, what: string): TestFailure[] {
  if (page.missing !== undefined) return [{ message: `${what} cannot be compared: ${page.missing}`, span: expected.span }];
  // Where nothing was dropped the columns are not known: then no row has any.
  const actual = actualRows(page, what), unknownColumns = page.rows.length === 0 && actual.fields.length === 0 && expected.rows.length > 0;
  return unknownColumns ? [{ message: `${what}: there are none, ${expected.rows.length} expected.`, span: expected.span }] : compareRows(expected, actual);
}

function batchFailures(batch: number, expected: RowsExpected, page: ValuesPage, name: string, query: ObservedQuery): TestFailure[] {
  const newest = query.batches.at(-1)?.batchId ?? -1;
  if (!query.batches.some(({ batchId }) => batchId === batch)) return [{ message: `${name} ran no micro-batch ${batch}: ${newest < 0 ? 'it ran none' : `the last was ${newest}`}.`, span: expected.span }];
  return rowsFailures(expected, { ...page, rows: page.rows.filter((_, i) => page.batchIds[i] === batch) }, `Rows of ${name} in batch ${batch}`);
}

function watermarkFailures({ text, span }: { text: string; span: SourceSpan }, name: string, query: ObservedQuery): TestFailure[] {
  const wanted = scalarCell(text, true, { kind: 'timestamp' }, query.info.timeZone);
  if (!wanted) return [{ message: `The watermark is an instant such as 2026-01-31T08:00:00Z, not ${JSON.stringify(text)}.`, span }];
  const said = query.progress?.eventTime?.watermark;
  if (said === undefined) return [{ message: `${name} has no watermark.`, span, expected: `${wanted.shown}\n`, actual: 'none\n' }];
  const actual = actualCell(Date.parse(said) * 1000, { kind: 'timestamp' });
  return actual.key === wanted.key ? [] : [{ message: `The watermark of ${name} is ${instantText(Date.parse(said) * 1000)}, not ${wanted.shown}.`, span, expected: `${wanted.shown}\n`, actual: `${actual.shown}\n` }];
}

const simple = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function errorFailures(expected: NonNullable<StreamTest['expect']['error']>, observed: Observed): TestFailure[] {
  const { errorClass, message, line, span } = expected, candidates = [...observed.errors, ...observed.queries.flatMap(({ error }): Problem[] => (error === undefined ? [] : [{ severity: 'error', code: 'query', errorClass: 'StreamingQueryException', message: error }]))];
  if (candidates.length === 0) return [{ message: 'The job was expected to fail, and did not.', span }];
  const fits = (problem: Problem): boolean => (errorClass === undefined || simple(errorClass) === simple(problem.errorClass ?? '')) && (message === undefined || problem.message.includes(message)) && (line === undefined || problem.span?.line === line);
  if (candidates.some(fits)) return [];
  const [first] = candidates, text = (parts: (string | undefined)[]): string => `${parts.filter((part) => part !== undefined).join('\n')}\n`;
  return [{
    message: `The job failed in another way: ${problemText(first!)}`, span,
    expected: text([errorClass && `class: ${simple(errorClass)}`, message && `message: ${message}`, line === undefined ? undefined : `line: ${line}`]),
    actual: text([`class: ${simple(first!.errorClass ?? '')}`, `message: ${first!.message}`, first!.span && `line: ${first!.span.line}`]),
  }];
}

export function problemText({ errorClass, message, hint, span }: Problem): string {
  const named = errorClass === undefined || message.startsWith(errorClass) ? '' : `${errorClass}: `;
  return `${named}${message}${span ? ` (${basename(span.file)}:${span.line})` : ''}${hint === undefined || message.includes(hint) ? '' : `\n${hint}`}`;
}
