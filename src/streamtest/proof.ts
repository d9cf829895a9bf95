/** A migration is proved: the batch job's results over its own files are what the streaming job has to give over the same rows as messages. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { formatCaptureLine } from '../kafka/capture-line.ts';
import type { ActionRows, ReadRows } from '../protocol/action-rows.ts';
import type { MigratedQuery, MigratedStream, Migration, ProofAnswer, Proving } from '../protocol/migrate.ts';
import type { Problem, RunOptions, SourceSpan } from '../protocol/run.ts';
import type { StreamTestFile, TestFailure, TestSettings } from '../protocol/stream-test.ts';
import type { Stop } from '../protocol/submit-thread.ts';
import { fromJsonValue, type StructType } from '../spark/types.ts';
import { actualCell, quoted } from './cell.ts';
import { testFileOf } from './files.ts';
import { judge, problemText } from './judge.ts';
import { Observed, type ObservedQuery } from './observed.ts';
import { proveBack } from './proof-back.ts';
import { prepareTest } from './prepare.ts';
import { CLOCK, readTests } from './read.ts';
import { rowText } from './rows.ts';
import type { StartRun } from './run.ts';

const SECONDS = 120, GRACE_MS = 2000;
/** Into so many micro-batches the rows are divided, where that changes nothing: state has to outlive them. */
const SLICES = 4, SLICE_MS = 1000;
/** More rows than a person reads in a test. */
const MOST_ROWS = 5000;
const NAME = 'the totals of the batch job';

/** Never writes. Rejects only where something of Weir's own fails. */
export async function prove(start: StartRun, { job, before, migration }: Proving, settings: TestSettings, signal?: Stop): Promise<ProofAnswer> {
  if (migration.to === 'batch') return { proof: await proveBack(start, { job, before, migration }, settings, freshTest, checkStop, signal) };
  const refuse = (reason: string, wayOut: string, at?: Pick<MigratedQuery, 'line' | 'column'>): ProofAnswer => ({ refusals: [{ line: at?.line ?? 1, column: (at?.column ?? 0) + 1, reason, wayOut }] });
  const batch = await runBatch(start, job, before, migration, settings, signal);
  if (batch.problem !== undefined) return refuse(`The batch job does not run in the simulator: ${batch.problem}`, NO_TEST);
  const expected = new Map<string, ActionRows>();
  for (const query of migration.queries) {
    const rows = batch.actions.findLast(({ span }) => samePlace(span, query));
    if (!rows) return refuse(`The batch job did not come to this ${query.what} in the simulator.`, NO_TEST, query);
    if (rows.values.missing !== undefined || rows.values.rows.length > MOST_ROWS) return refuse(`${query.name} has ${rows.values.missing ?? `${rows.values.rows.length} rows`}: more than a test holds (${MOST_ROWS}).`, `Let the job read a smaller folder for the test. ${NO_TEST}`, query);
    expected.set(query.name, rows);
  }
  const inputs: { stream: MigratedStream; messages: string[] }[] = [];
  for (const stream of migration.streams) {
    if (stream.format === 'kafka') continue;
    const read = batch.reads.find(({ span }) => samePlace(span, stream));
    if (!read || read.missing !== undefined) return refuse(read?.missing ?? `${stream.name} was not read by the batch job.`, NO_TEST, stream);
    inputs.push({ stream, messages: read.messages });
  }
  if (inputs.length > 0 && inputs.every(({ messages }) => messages.length === 0)) return refuse('The batch job reads no rows here: a test over nothing would prove nothing.', `Put some files where the job reads, and try again. ${NO_TEST}`);
  if (!['earliest', 'latest'].includes(migration.startingOffsets) && inputs.length > 0) return refuse('A stream that begins at offsets of its own cannot be tried on other messages.', `Begin at the earliest message, or: ${NO_TEST}`);
  return new Prover(start, job, migration, expected, inputs, settings, signal).prove();
}

const NO_TEST = 'Without the test (--no-test) the migration goes on, and is not proved.';
const samePlace = (span: SourceSpan, { line, column, endLine, endColumn }: Pick<MigratedQuery, 'line' | 'column' | 'endLine' | 'endColumn'>): boolean => span.line === line && span.column === column && span.endLine === endLine && span.endColumn === endColumn;

interface BatchRun { actions: ActionRows[]; reads: ReadRows[]; problem?: string }

async function runBatch(start: StartRun, job: string, source: string, { value }: Migration, settings: TestSettings, signal: Stop | undefined): Promise<BatchRun> {
  const actions: ActionRows[] = [], reads: ReadRows[] = [], problems: Problem[] = [], folder = mkdtempSync(join(tmpdir(), 'weir-migrate-'));
  const options: RunOptions = { file: job, source, args: [], cwd: dirname(job), env: settings.env, inputs: {}, outputs: {}, clock: 'virtual', clockStart: CLOCK, offline: true, scratch: folder, actionRows: value, timeoutSeconds: SECONDS, ...(settings.python !== undefined && { python: settings.python }) };
  try {
    const exitCode = await ran(start, options, (event) => {
      if (event.kind === 'action' && event.action.span.file === job) actions.push(event.action);
      else if (event.kind === 'read') reads.push(event.read);
      else if (event.kind === 'problem' && event.problem.severity === 'error') problems.push(event.problem);
    }, signal);
    const [problem] = problems;
    return { actions, reads, ...(problem ? { problem: problemText(problem) } : exitCode !== 0 ? { problem: `it ended with exit code ${exitCode}.` } : {}) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ran(start: StartRun, options: RunOptions, onEvent: Parameters<StartRun>[1], signal: Stop | undefined): Promise<number> {
  checkStop(signal);
  const handle = await start(options, onEvent), stop = (): void => {
    handle.command({ do: 'stop' });
    setTimeout(() => { handle.dispose(); }, GRACE_MS).unref();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const code = await handle.ended;
    checkStop(signal);
    return code;
  } finally {
    handle.dispose();
  }
}

/** Ends as what is aborted ends elsewhere. */
function checkStop(signal: Stop | undefined): void {
  if (signal?.aborted) throw Object.assign(new Error('It was stopped.'), { name: 'AbortError' });
}

interface Run { observed: Observed; captures: { path: string; text: string }[]; failed?: string; folder: string }
type Order = 'exact' | 'any';

class Prover {
  readonly #test: string;

  constructor(private readonly start: StartRun, private readonly job: string, private readonly migration: Migration, private readonly expected: ReadonlyMap<string, ActionRows>, private readonly inputs: readonly { stream: MigratedStream; messages: string[] }[], private readonly settings: TestSettings, private readonly signal: Stop | undefined) {
    this.#test = freshTest(testFileOf(job));
  }

  async prove(): Promise<ProofAnswer> {
    // Rows that a watermark could take for late, and changes of which only the last one counts, come at once.
    const sliced = !this.migration.queries.some(({ mode }) => mode === 'update') && this.inputs.some(({ messages }) => messages.length >= SLICES);
    let last: TestFailure | string | undefined;
    for (const slices of sliced ? [SLICES, 1] : [1]) {
      const run = await this.#run(slices);
      try {
        if (run.failed !== undefined) {
          last = run.failed;
          continue;
        }
        if (slices > 1 && run.observed.queries.some(({ info }) => info.watermarks.length > 0)) continue;
        for (const order of ['exact', 'any'] as const) {
          const made = await this.#written(run, order), failure = await this.#failure(made.text, run.observed);
          if (failure === undefined) return { proof: { files: [...run.captures, { path: this.#test, text: made.text }], notes: this.#notes(made, slices, run.captures, order) } };
          last = failure;
        }
      } finally {
        rmSync(run.folder, { recursive: true, force: true, maxRetries: 5 });
      }
    }
    const said = last === undefined ? 'nothing came out.' : typeof last === 'string' ? last : `${last.message}${last.table === undefined ? '' : `\n${last.table}`}`;
    return { refusals: [{ line: 1, column: 1, reason: `The streaming job does not give the batch job's totals over the same rows: ${said}`, wayOut: `What depends on the order of rows, on the time or on chance cannot be equal: take it out of the job. ${NO_TEST}` }] };
  }

  /** Captures that a test can name stand in their files while it runs. */
  async #run(slices: number): Promise<Run> {
    const folder = mkdtempSync(join(tmpdir(), 'weir-migrate-')), files = this.inputs.map(({ stream: { topic }, messages }, i) => {
      const text = captureOf(topic, messages, slices, this.migration.startingOffsets === 'latest' ? SLICE_MS : 0), held = join(folder, `${i}.capture.jsonl`);
      writeFileSync(held, text);
      return { topic, held, text, path: capturePath(this.job, topic) };
    });
    const file: StreamTestFile = { file: this.#test, job: this.job, arguments: [], environment: {}, tests: [] }, span = { file: this.#test, line: 1, column: 0, endLine: 1, endColumn: 0 };
    const prepared = prepareTest(file, { name: NAME, span, nameSpan: span, inputs: Object.fromEntries(files.map(({ topic, held }) => [topic, { capture: held }])), clock: CLOCK, timeoutSeconds: SECONDS, expect: { queries: {}, topics: {}, span } }, this.settings);
    const observed = new Observed(), captures = files.map(({ path, text }) => ({ path, text }));
    try {
      checkStop(this.signal);
      const handle = await this.start({ ...prepared.options, source: this.migration.text, timeoutSeconds: SECONDS }, (event) => { observed.take(event); });
      const stop = (): void => { handle.dispose(); };
      this.signal?.addEventListener('abort', stop, { once: true });
      const exitCode = await handle.ended;
      checkStop(this.signal);
      observed.ended(handle, exitCode);
      const kept = await keep(observed);
      handle.dispose();
      const [problem] = observed.errors, query = observed.queries.find(({ error }) => error !== undefined), failed = problem ? problemText(problem) : query ? `The query ${query.info.label} failed: ${query.error}` : exitCode !== 0 ? `it ended with exit code ${exitCode}.` : undefined;
      return { observed: kept, captures, folder, ...(failed !== undefined && { failed }) };
    } finally {
      prepared.dispose();
    }
  }

  async #written({ observed, captures }: Run, order: Order): Promise<{ text: string; open: { name: string; out: number; all: number }[] }> {
    const open: { name: string; out: number; all: number }[] = [], folder = dirname(this.job), queries: string[] = [];
    for (const query of this.migration.queries) {
      const rows = this.expected.get(query.name)!, { fields } = fromJsonValue(rows.values.schema) as StructType, names = fields.map(({ name }) => name);
      let texts = rows.values.rows.map((row) => rowText(names, row.map((value, i) => actualCell(value, fields[i]!.type))));
      const seen = observed.queries.find(({ info }) => info.name === query.name);
      if (query.mode === 'append' && seen?.info.watermarks.length) {
        const came = await outputTexts(observed, seen), all = texts.length;
        // Windows that no later row has closed are still open: of the batch's rows those that came out are expected.
        if (came.length < all) {
          texts = taken(texts, came);
          open.push({ name: query.name, out: texts.length, all });
        }
      }
      const exact = query.sorted && order === 'exact' && query.mode === 'complete';
      queries.push(`        ${quoted(query.name)}:`, ...(query.mode === 'complete' ? ['          batches:', ...listed(`            ${lastOf(seen)}`, texts, exact)] : listed('          rows', texts, exact)));
    }
    const inputs = this.inputs.map(({ stream: { topic } }, i) => `      ${quoted(topic)}: ${quoted(relative(folder, captures[i]!.path).split(sep).join('/'))}`), own = this.#test === testFileOf(this.job);
    const head = [
      `# What ${basename(this.job)} gave as a batch job, in the simulator, is what it has to give as a streaming job over the same rows as messages.`,
      ...this.inputs.map(({ stream: { name, topic }, messages }) => `# ${topic}: ${messages.length} ${messages.length === 1 ? 'row' : 'rows'} that ${name} read from files.`.replace(/[\r\n]/g, ' ')),
      ...open.map(({ name, out, all }) => `# ${name}: ${out} of ${all} rows; the windows of the others are still open when the capture ends.`),
      ...(own ? [] : [`job: ${quoted(basename(this.job))}`]),
    ];
    return { text: [...head, 'tests:', `  - name: ${NAME}`, ...(inputs.length > 0 ? ['    inputs:', ...inputs] : []), '    expect:', '      queries:', ...queries, ''].join('\n'), open };
  }

  /** The test as it will be read. Its captures are not there yet: that they are named is no problem of it. */
  async #failure(text: string, observed: Observed): Promise<TestFailure | string | undefined> {
    const { tree, problems } = readTests(this.#test, text.replace(/^ {4}inputs:\n(?: {6}.*\n)+/m, '')), [test] = tree.tests;
    if (problems[0] || !test) return problems[0] ? `${problems[0].message} ${problems[0].hint}` : 'the test cannot be read.';
    return (await judge(test, observed, {}))[0];
  }

  #notes({ open }: { open: readonly { name: string; out: number; all: number }[] }, slices: number, captures: Run['captures'], order: Order): string[] {
    const { queries } = this.migration, kafka = this.migration.streams.some(({ format }) => format === 'kafka');
    return [
      ...this.inputs.map(({ stream: { name, topic }, messages }, i) => `${messages.length} ${messages.length === 1 ? 'row' : 'rows'} of ${name} became messages of ${topic}, in ${basename(captures[i]!.path)}${slices > 1 ? `, which arrive in ${slices} parts, so that state has to outlive a micro-batch` : ', which arrive at once'}.`),
      ...(kafka ? ['Topics that the batch job read itself are read from the same captures.'] : []),
      ...queries.map(({ name, mode }) => `${name} gives the batch job's ${this.expected.get(name)!.values.rows.length} rows${mode === 'complete' ? ' with its last micro-batch' : ''}${open.some((each) => each.name === name) ? ', as far as their windows are closed' : ''}.`),
      ...open.map(({ name, out, all }) => `${all - out} of ${all} rows of ${name} are in windows that are still open when the capture ends: they come with later messages.`),
      ...(open.length > 0 || slices === 1 && queries.some(({ mode }) => mode === 'append') ? ['Where rows come over days, those later than the watermark are dropped, and the totals are smaller than the batch\'s.'].filter(() => open.length > 0) : []),
      ...(order === 'any' && queries.some(({ sorted, mode }) => sorted && mode === 'complete') ? ['Rows that the sort takes for equal may change places, so their order is not compared.'] : []),
    ];
  }
}

/** The pages of a run, kept when the run is gone. */
async function keep(observed: Observed): Promise<Observed> {
  const pages = new Map<ObservedQuery, Awaited<ReturnType<Observed['values']>>>();
  for (const query of observed.queries) pages.set(query, await observed.values(query, 'output'));
  const late = observed.values.bind(observed);
  observed.values = (query, of) => (of === 'output' ? Promise.resolve(pages.get(query)!) : late(query, of));
  return observed;
}

async function outputTexts(observed: Observed, query: ObservedQuery): Promise<string[]> {
  const { schema, rows } = await observed.values(query, 'output'), { fields } = fromJsonValue(schema) as StructType, names = fields.map(({ name }) => name);
  return rows.map((row) => rowText(names, row.map((value, i) => actualCell(value, fields[i]!.type))));
}

/** Those of `texts` that came, each as often at most. */
function taken(texts: readonly string[], came: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const text of came) left.set(text, (left.get(text) ?? 0) + 1);
  return texts.filter((text) => {
    const n = left.get(text) ?? 0;
    left.set(text, n - 1);
    return n > 0;
  });
}

const lastOf = (query: ObservedQuery | undefined): number => query?.batches.at(-1)?.batchId ?? 0;

function listed(key: string, texts: readonly string[], exact: boolean): string[] {
  const indent = /^ */.exec(key)![0];
  if (texts.length === 0) return [`${key}: []`];
  const rows = (by: string): string[] => texts.map((text) => `${by}- ${text}`);
  return exact ? [`${key}:`, `${indent}  order: exact`, `${indent}  rows:`, ...rows(`${indent}    `)] : [`${key}:`, ...rows(`${indent}  `)];
}

/** `from`: when the first ones arrive; what is there before a query starts is nothing to one that begins with the latest. */
function captureOf(topic: string, messages: readonly string[], slices: number, from: number): string {
  const size = Math.ceil(messages.length / slices);
  return messages.map((value, offset) => {
    const at = from + Math.floor(offset / Math.max(1, size)) * SLICE_MS;
    return formatCaptureLine({ topic, partition: 0, offset, timestamp: CLOCK + at, key: null, value: Buffer.from(value, 'utf8'), headers: [], at });
  }).join('');
}

/** Where `weir run` looks for a topic's messages; beside what is there already. */
function capturePath(job: string, topic: string): string {
  const own = join(dirname(job), 'captures', `${topic}.capture.jsonl`);
  return existsSync(own) ? free(join(dirname(job), 'captures', topic), '.files', '.capture.jsonl') : own;
}

const freshTest = (own: string): string => (existsSync(own) ? free(own.replace(/\.stream-test\.yaml$/, ''), '.totals', '.stream-test.yaml') : own);

function free(stem: string, mark: string, end: string): string {
  for (let n = 1; ; n++) {
    const path = `${stem}${mark}${n === 1 ? '' : `-${n}`}${end}`;
    if (!existsSync(path)) return path;
  }
}

