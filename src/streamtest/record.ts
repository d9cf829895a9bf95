/** A simulation becomes a test: the job runs as a test runs it, and what came out is what is expected from now on. */
import { dirname, relative, sep } from 'node:path';
import type { Recorded, Recording, StreamTest, StreamTestFile, TestSettings } from '../protocol/stream-test.ts';
import type { ValuesPage } from '../protocol/values.ts';
import { fromJsonValue, type StructType } from '../spark/types.ts';
import { actualCell, instantText, quoted } from './cell.ts';
import { testFileOf } from './files.ts';
import { judge, problemText } from './judge.ts';
import { Observed, type ObservedQuery } from './observed.ts';
import { prepareTest } from './prepare.ts';
import { CLOCK, readTests } from './read.ts';
import { rowText } from './rows.ts';
import type { StartRun } from './run.ts';
import { withTest } from './written.ts';

const SECONDS = 120;
/** Late rows that are written down one by one; more are counted. */
const MOST_LATE = 50;
/** More rows than a person reads in a test. */
const MOST_ROWS = 5000;

/** @throws an Error that says why it cannot become a test */
export async function recordTest(start: StartRun, { job, name, inputs, arguments: args }: Recording, existing: string | undefined, settings: TestSettings): Promise<Recorded> {
  const file = testFileOf(job), read = existing === undefined ? undefined : readTests(file, existing);
  if (read && read.problems.length > 0) throw new Error(`${file} has problems: ${read.problems[0]!.message} Mend it, and record again.`);
  const tree: StreamTestFile = read?.tree ?? { file, job, arguments: args ?? [], environment: {}, tests: [] }, span = { file, line: 1, column: 0, endLine: 1, endColumn: 0 };
  const test: StreamTest = { name: freeName(name, tree), span, nameSpan: span, inputs: Object.fromEntries(Object.entries(inputs ?? {}).map(([topic, capture]) => [topic, { capture }])), clock: CLOCK, timeoutSeconds: SECONDS, expect: { queries: {}, topics: {}, span } };
  const observed = new Observed(), prepared = prepareTest({ ...tree, job }, test, settings), handle = await start(prepared.options, (event) => { observed.take(event); });
  const timer = setTimeout(() => { handle.command({ do: 'stop' }); setTimeout(() => { handle.dispose(); }, 2000).unref(); }, SECONDS * 1000);
  try {
    observed.ended(handle, await handle.ended);
    const [problem] = observed.errors;
    if (problem !== undefined || observed.exitCode !== 0) throw new Error(`The job failed: ${problem ? problemText(problem) : `it ended with exit code ${observed.exitCode}.`}`);
    if (observed.queries.length === 0) throw new Error('The job started no streaming query: there is nothing to record.');
    const lines = await testLines(test.name, observed, dirname(file));
    const { text, line } = withTest(existing, lines, { arguments: tree.arguments });
    await check(file, text, test.name, observed);
    return { file, text, name: test.name, line };
  } finally {
    clearTimeout(timer);
    handle.dispose();
    prepared.dispose();
  }
}

function freeName(name: string, { tests }: StreamTestFile): string {
  const taken = new Set(tests.map((each) => each.name));
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name} ${n}`;
    if (!taken.has(free)) return free;
  }
}

async function testLines(name: string, observed: Observed, folder: string): Promise<string[]> {
  const captures = Object.assign({}, ...observed.queries.map(({ info }) => info.captures ?? {})) as Record<string, string>, labels = observed.queries.map(labelOf);
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined) throw new Error(`Two queries are called ${twice}: give each a queryName of its own, and record again.`);
  const queries = await Promise.all(observed.queries.map(async (query) => queryLines(query, await observed.values(query, 'output'), await observed.values(query, 'late'))));
  const inputs = Object.entries(captures).map(([topic, capture]) => `    ${quoted(topic)}: ${quoted(relative(folder, capture).split(sep).join('/'))}`);
  return [`- name: ${quoted(name)}`, ...(inputs.length > 0 ? ['  inputs:', ...inputs] : []), '  expect:', '    queries:', ...queries.flat()];
}

const labelOf = ({ info }: ObservedQuery): string => info.name ?? info.label;

function queryLines(query: ObservedQuery, output: ValuesPage, late: ValuesPage): string[] {
  if (output.missing !== undefined || output.rows.length > MOST_ROWS) throw new Error(`${labelOf(query)} wrote more than ${MOST_ROWS} rows: record it over a smaller capture.`);
  const watermark = query.progress?.eventTime?.watermark, dropped = query.batches.reduce((sum, { droppedRows }) => sum + (droppedRows ?? 0), 0);
  const lateLines = dropped === 0 || late.missing !== undefined || late.rows.length > MOST_LATE ? [`        lateRows: ${dropped}`] : list('lateRows', late);
  return [`      ${quoted(labelOf(query))}:`, ...list('rows', output), ...(watermark === undefined ? [] : [`        watermark: ${instantText(Date.parse(watermark) * 1000)}`]), ...lateLines];
}

function list(key: string, { schema, rows }: ValuesPage): string[] {
  if (rows.length === 0) return [`        ${key}: []`];
  const { fields } = fromJsonValue(schema) as StructType, names = fields.map(({ name }) => name);
  return [`        ${key}:`, ...rows.map((row) => `          - ${rowText(names, row.map((value, i) => actualCell(value, fields[i]!.type)))}`)];
}

/** What was written is read again and compared with the run that it came from: a test that would fail at once is none. */
async function check(file: string, text: string, name: string, observed: Observed): Promise<void> {
  const { tree, problems } = readTests(file, text), test = tree.tests.find((each) => each.name === name);
  const wrong = problems[0]?.message ?? (test ? (await judge(test, observed, {}))[0]?.message : 'the test is not in the file');
  if (wrong !== undefined) throw new Error(`What came out cannot be written as a test: ${wrong}`);
}
