/** What a test expects. */
import { isScalar, type Node } from 'yaml';
import type { SourceSpan } from '../protocol/run.ts';
import type { Expectations, QueryExpected, RowsExpected } from '../protocol/stream-test.ts';
import { rowsOf } from './expected.ts';
import { sourceText, type Field, type Source } from './nodes.ts';

export const EXPECT_KEYS = ['queries', 'topics', 'error', 'stdout'], QUERY_KEYS = ['rows', 'batches', 'watermark', 'lateRows'], ERROR_KEYS = ['class', 'message', 'line'], STDOUT_KEYS = ['contains'];
export const TOPIC_COLUMNS = ['key', 'value', 'partition', 'timestamp', 'headers'];

export function expectationsOf(source: Source, field: Field | undefined, test: SourceSpan): Expectations {
  const expect: Expectations = { queries: {}, topics: {}, span: field ? source.spanOf(field.key, field.span) : test };
  if (!field) {
    source.problem('The test expects nothing.', 'Write expect: with queries, topics, error or stdout.', { ...test, endLine: test.line, endColumn: test.column + 1 });
    return expect;
  }
  const fields = source.fields(field.value, 'expect', EXPECT_KEYS, field.span), queries = fields.get('queries'), topics = fields.get('topics'), error = fields.get('error'), stdout = fields.get('stdout');
  if (fields.size === 0) source.problem('expect is empty.', `Write ${EXPECT_KEYS.join(', ')}: at least one of them.`, field.span);
  if (queries) for (const { name, value, span } of source.fields(queries.value, 'queries', undefined, queries.span).values()) expect.queries[name] = queryOf(source, name, value, span);
  if (topics) for (const { name, value, span } of source.fields(topics.value, 'topics', undefined, topics.span).values()) expect.topics[name] = topicOf(source, name, value, span);
  if (error) expect.error = errorOf(source, error);
  if (stdout) expect.stdout = stdoutOf(source, stdout);
  return expect;
}

function queryOf(source: Source, name: string, node: Node | null, at: SourceSpan): QueryExpected {
  const fields = source.fields(node, `The query ${name}`, QUERY_KEYS, at), query: QueryExpected = { span: at };
  const rows = fields.get('rows'), batches = fields.get('batches'), watermark = fields.get('watermark'), late = fields.get('lateRows');
  if (fields.size === 0) source.problem(`Nothing is expected of the query ${name}.`, `Write ${QUERY_KEYS.join(', ')}: at least one of them.`, at);
  if (rows) query.rows = rowsOf(source, rows.value, 'rows', rows.span);
  if (batches) query.batches = batchesOf(source, batches);
  if (watermark) {
    const text = source.textOf(watermark.value, 'watermark', 'Write an instant: 2026-01-01T00:10:00Z.', watermark.span);
    if (text !== undefined) query.watermark = { text, span: source.spanOf(watermark.value, watermark.span) };
  }
  if (late) query.lateRows = lateOf(source, late);
  return query;
}

function batchesOf(source: Source, { value, span }: Field): Record<number, RowsExpected> {
  const batches: Record<number, RowsExpected> = {};
  for (const { name, key, value: rows, span: at } of source.fields(value, 'batches', undefined, span).values()) {
    if (/^\d{1,9}$/.test(name)) batches[Number(name)] = rowsOf(source, rows, `Batch ${name}`, at);
    else source.problem(`${JSON.stringify(name)} is no number of a micro-batch.`, 'Micro-batches are counted from 0.', source.spanOf(key, at));
  }
  return batches;
}

function lateOf(source: Source, { value, span }: Field): NonNullable<QueryExpected['lateRows']> {
  const node = source.resolved(value), text = isScalar(node) ? sourceText(node) : undefined;
  if (text === undefined || node === null || (isScalar(node) && node.value === null)) return rowsOf(source, value, 'lateRows', span);
  if (!/^\d{1,15}$/.test(text)) source.problem(`lateRows is how many there are, or the rows, not ${JSON.stringify(text)}.`, 'Write a whole number, or [ {…} ].', source.spanOf(node, span));
  return { count: Number(text), span: source.spanOf(node, span) };
}

function topicOf(source: Source, name: string, node: Node | null, at: SourceSpan): RowsExpected {
  const rows = rowsOf(source, node, `The topic ${name}`, at);
  const known = (column: string, span: SourceSpan): void => { if (!TOPIC_COLUMNS.includes(column)) source.problem(`A message has no ${JSON.stringify(column)}.`, `It has ${TOPIC_COLUMNS.join(', ')}.`, span); };
  for (const column of rows.columns ?? []) known(column, rows.span);
  for (const row of rows.rows) for (const [column] of row.fields) known(column, row.span);
  return rows;
}

function errorOf(source: Source, { value, span }: Field): NonNullable<Expectations['error']> {
  const fields = source.fields(value, 'error', ERROR_KEYS, span), error: NonNullable<Expectations['error']> = { span };
  const text = (name: string, hint: string): string | undefined => { const field = fields.get(name); return field && source.textOf(field.value, name, hint, field.span); };
  const errorClass = text('class', 'Write the class: AnalysisException.'), message = text('message', 'Write a part of the message.'), line = text('line', 'Write the line of the job, from 1.');
  if (fields.size === 0) source.problem('error says nothing of the error.', `Write ${ERROR_KEYS.join(', ')}: at least one of them.`, span);
  if (line !== undefined && !/^[1-9]\d{0,8}$/.test(line)) source.problem(`line is the number of a line, not ${JSON.stringify(line)}.`, 'Lines are counted from 1.', source.spanOf(fields.get('line')?.value, span));
  return { ...error, ...(errorClass !== undefined && { errorClass }), ...(message !== undefined && { message }), ...(line !== undefined && { line: Number(line) }) };
}

function stdoutOf(source: Source, { value, span }: Field): NonNullable<Expectations['stdout']> {
  const contains = source.fields(value, 'stdout', STDOUT_KEYS, span).get('contains');
  if (!contains) {
    source.problem('stdout says nothing of what is printed.', 'Write contains: [ "…" ].', span);
    return { contains: [] };
  }
  return { contains: source.list(contains.value, 'contains', contains.span).flatMap((each) => {
    const text = source.textOf(each, 'A part of what is printed', 'Write it as text.', contains.span);
    return text === undefined ? [] : [{ text, span: source.spanOf(each, contains.span) }];
  }) };
}
