/** A streaming job that became a batch one: both run on the captures beside the job, and what can be equal is compared. */
import { existsSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import type { ActionRows } from '../protocol/action-rows.ts';
import type { MigratedQuery, Proof, Proving } from '../protocol/migrate.ts';
import type { RunEvent } from '../protocol/run.ts';
import type { StreamTestFile, TestSettings } from '../protocol/stream-test.ts';
import type { Stop } from '../protocol/submit-thread.ts';
import type { ExactValue, ValuesPage } from '../protocol/values.ts';
import { fromJsonValue, type StructType } from '../spark/types.ts';
import { actualCell, quoted } from './cell.ts';
import { testFileOf } from './files.ts';
import { problemText } from './judge.ts';
import { Observed, type ObservedQuery } from './observed.ts';
import { prepareTest } from './prepare.ts';
import { CLOCK } from './read.ts';
import { rowText } from './rows.ts';
import type { StartRun } from './run.ts';

const SECONDS = 120, MOST_LINES = 500;
const NAME = 'the totals of the streaming job';

interface Ran { observed: Observed; actions: ActionRows[]; outputs: Map<string, ValuesPage>; failed?: string }

/** Never refuses: a batch counts rows that a stream dropped, and that is said. `fresh`: a name that no file has. */
export async function proveBack(start: StartRun, { job, before, migration }: Proving, settings: TestSettings, fresh: (own: string) => string, checkStop: (signal: Stop | undefined) => void, signal?: Stop): Promise<Proof> {
  const none = (note: string): Proof => ({ files: [], notes: [`Not compared: ${note}`] }), stream = await ran(start, job, before, settings, checkStop, signal);
  if (stream.failed !== undefined) return none(`the streaming job does not run in the simulator: ${stream.failed}`);
  if (stream.observed.queries.every(({ batches }) => batches.length === 0)) return none('there is no capture beside the job that its topics could be read from.');
  const batch = await ran(start, job, migration.text, settings, checkStop, signal);
  if (batch.failed !== undefined) return none(`the batch job does not run in the simulator: ${batch.failed}`);
  const actions = batch.actions.filter(({ what }) => what === 'show' || what === 'write'), { queries } = migration;
  const notes: string[] = [], equal = queries.map((query) => {
    const seen = stream.observed.queries.find(({ info }) => (info.name ?? info.label) === query.name), { became } = query, action = became && actions.find(({ span }) => span.line >= became.from && span.endLine <= became.to);
    const said = !became ? { equal: false, note: `${query.name} was not compared: its rows go through a function of the job.` } : !action ? { equal: false, note: `${query.name} was not compared: what it became neither shows nor writes.` } : compared(query, seen, seen && stream.outputs.get(seen.info.id), action);
    notes.push(said.note);
    return said.equal;
  });
  const file = testFileOf(job);
  if (existsSync(file)) notes.push(`The tests in ${basename(file)} look at queries, which are gone.`);
  const lines = batch.observed.stdout.split('\n').filter((line) => line.startsWith('|')), captures = Object.assign({}, ...stream.observed.queries.map(({ info }) => info.captures ?? {})) as Record<string, string>;
  if (equal.includes(false) || lines.length === 0 || lines.length > MOST_LINES || !queries.some(({ what }) => what === 'show')) return { files: [], notes };
  const path = fresh(file), own = path === file, inputs = Object.entries(captures).map(([topic, capture]) => `      ${quoted(topic)}: ${quoted(relative(dirname(job), capture).split(sep).join('/'))}`);
  const text = [`# What ${basename(job)} gave as a streaming job at the end of the captures, in the simulator, is what it prints as a batch job.`, ...(own ? [] : [`job: ${quoted(basename(job))}`]), 'tests:', `  - name: ${NAME}`, ...(inputs.length > 0 ? ['    inputs:', ...inputs] : []), '    expect:', '      stdout:', '        contains:', ...lines.map((line) => `          - ${JSON.stringify(line)}`), ''].join('\n');
  return { files: [{ path, text }], notes };
}

function compared({ name, mode }: MigratedQuery, query: ObservedQuery | undefined, page: ValuesPage | undefined, { values }: ActionRows): { equal: boolean; note: string } {
  if (!query || !page || page.missing !== undefined || values.missing !== undefined) return { equal: false, note: `${name} was not compared: ${page?.missing ?? values.missing ?? 'the query is not known.'}` };
  const last = query.batches.at(-1)?.batchId, came = textsOf(page, mode === 'complete' ? page.rows.filter((_, i) => page.batchIds[i] === last) : page.rows), is = textsOf(values, values.rows), dropped = query.batches.reduce((sum, { droppedRows }) => sum + (droppedRows ?? 0), 0);
  const left = new Map<string, number>();
  for (const text of came) left.set(text, (left.get(text) ?? 0) + 1);
  const found = is.filter((text) => {
    const n = left.get(text) ?? 0;
    left.set(text, n - 1);
    return n > 0;
  }).length;
  // In update mode earlier rows of a group came too.
  if (found === is.length && (mode === 'update' || came.length === is.length)) return { equal: true, note: `${name}: the batch gives the ${is.length} rows that the stream ended with.` };
  const why = dropped > 0 ? ` The stream dropped ${dropped} late ${dropped === 1 ? 'row' : 'rows'}, which the batch counts.` : query.info.watermarks.length > 0 ? ' Windows that were still open at the end are in the batch.' : '';
  return { equal: false, note: `${name}: the batch gives ${is.length} rows, of which the stream gave ${found} over the same messages.${why}` };
}

function textsOf({ schema }: ValuesPage, rows: readonly ExactValue[][]): string[] {
  const { fields } = fromJsonValue(schema) as StructType, names = fields.map(({ name }) => name);
  return rows.map((row) => rowText(names, row.map((value, i) => actualCell(value, fields[i]!.type))));
}

async function ran(start: StartRun, job: string, source: string, settings: TestSettings, checkStop: (signal: Stop | undefined) => void, signal: Stop | undefined): Promise<Ran> {
  const file: StreamTestFile = { file: testFileOf(job), job, arguments: [], environment: {}, tests: [] }, span = { file: job, line: 1, column: 0, endLine: 1, endColumn: 0 }, observed = new Observed(), actions: ActionRows[] = [];
  const prepared = prepareTest(file, { name: NAME, span, nameSpan: span, inputs: {}, clock: CLOCK, timeoutSeconds: SECONDS, expect: { queries: {}, topics: {}, span } }, settings);
  try {
    checkStop(signal);
    const handle = await start({ ...prepared.options, source, timeoutSeconds: SECONDS, actionRows: 'json' }, (event: RunEvent) => {
      if (event.kind === 'action') actions.push(event.action);
      observed.take(event);
    });
    signal?.addEventListener('abort', () => { handle.dispose(); }, { once: true });
    const exitCode = await handle.ended;
    checkStop(signal);
    observed.ended(handle, exitCode);
    const outputs = new Map<string, ValuesPage>();
    for (const query of observed.queries) outputs.set(query.info.id, await observed.values(query, 'output'));
    handle.dispose();
    const [problem] = observed.errors, query = observed.queries.find(({ error }) => error !== undefined), failed = problem ? problemText(problem) : query?.error ?? (exitCode !== 0 ? `it ended with exit code ${exitCode}.` : undefined);
    return { observed, actions: actions.filter((action) => action.span.file === job), outputs, ...(failed !== undefined && { failed }) };
  } finally {
    prepared.dispose();
  }
}
