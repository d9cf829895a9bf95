/** The two runs of a comparison, each to its end. What the job prints is not shown: both print it. */
import { join } from 'node:path';
import type { FromRunner } from '../protocol/rpc.ts';
import type { Cell, Problem, QueryInfo, RunEvent, RunOptions, StreamingQueryProgress } from '../protocol/run.ts';
import { Runner } from '../simulator/runner.ts';
import { SparkRun, type SparkRunOptions } from '../spark-local/client.ts';
import { Asker } from './asker.ts';
import { NotComparable } from './compare-cut.ts';
import type { ComparedBatch, ComparedQuery } from './compare-differences.ts';

/** More than a run keeps of a query. */
const ALL = 10_000_000;

export interface SimulatedQuery extends ComparedQuery { trigger: string; batches: Map<number, ComparedBatch> }

/** @throws NotComparable where the job fails there */
export async function onSimulator(options: RunOptions): Promise<{ queries: SimulatedQuery[]; captures: string[] }> {
  const queries: QueryInfo[] = [], progress = new Map<string, StreamingQueryProgress[]>(), captures: string[] = [];
  let problem: Problem | undefined;
  const take = (event: RunEvent): void => {
    if (event.kind === 'query' && !queries.some(({ id }) => id === event.query.id)) queries.push(event.query);
    else if (event.kind === 'progress' && event.progress.durationMs['addBatch'] !== undefined) progress.set(event.progress.id, [...progress.get(event.progress.id) ?? [], event.progress]);
    else if (event.kind === 'problem' && event.problem.severity === 'error') problem ??= event.problem;
  };
  let ended: (exitCode: number) => void = () => undefined;
  const end = new Promise<number>((resolve) => { ended = resolve; });
  const runner = new Runner({ folder: __dirname }, (message: FromRunner) => {
    if (message.type === 'answer') asker.answered(message);
    else if (message.type === 'captures') captures.push(...message.files);
    else if (message.type === 'event') take(message.event);
    else if (message.type === 'end') ended(message.exitCode);
  });
  const asker = new Asker((message) => { runner.send(message); });
  try {
    runner.run(options, { output: 'events', stdin: false });
    const exitCode = await end;
    if (problem) throw failed('in the simulator', exitCode, problem);
    return { captures, queries: await Promise.all(queries.map(async ({ id, label, trigger }) => ({ label, trigger, batches: await batchesOf(id, progress.get(id) ?? [], asker) }))) };
  } finally {
    runner.dispose();
  }
}

async function batchesOf(queryId: string, all: readonly StreamingQueryProgress[], asker: Asker): Promise<Map<number, ComparedBatch>> {
  const batches = new Map<number, ComparedBatch>();
  for (const progress of all) {
    const page = await asker.ask({ ask: 'output', queryId, batchId: progress.batchId, offset: 0, limit: ALL });
    if (page?.missing !== undefined) throw new NotComparable(`The rows of batch ${progress.batchId} are no longer held. ${page.missing}`, 'Compare over smaller captures.');
    batches.set(progress.batchId, { progress, columns: page?.columns ?? [], rows: (page?.rows ?? []).map((row) => row.map(text)) });
  }
  return batches;
}

const text = (cell: Cell): string | null => (cell === null ? null : String(cell));

/** @throws NotComparable where the job fails there, or does what has no counterpart */
export async function onSpark(options: SparkRunOptions): Promise<ComparedQuery[]> {
  const labels: string[] = [], ids: string[] = [], progress = new Map<string, Map<number, StreamingQueryProgress>>(), rows = new Map<string, Omit<ComparedBatch, 'progress'>>();
  let problem: Problem | undefined, refused: string | undefined;
  const run = new SparkRun(options, join(__dirname, 'spark-local'), {
    output: 'bytes', stdin: false,
    line: (line) => {
      if (line.kind === 'rows') rows.set(`${line.query} ${line.batchId}`, line);
      else if (line.kind === 'refused') refused ??= line.what;
    },
  }, (event) => {
    if (event.kind === 'query' && !ids.includes(event.query.id)) {
      ids.push(event.query.id);
      labels.push(event.query.label);
    } else if (event.kind === 'progress' && event.progress.durationMs['addBatch'] !== undefined) {
      const known = progress.get(event.progress.id) ?? new Map<number, StreamingQueryProgress>();
      progress.set(event.progress.id, known.set(event.progress.batchId, event.progress));
    } else if (event.kind === 'problem' && (event.problem.severity === 'error' || event.problem.code === 'progress-lost')) problem ??= event.problem;
  });
  process.once('SIGINT', () => { run.interrupt(); });
  const exitCode = await run.ended;
  if (refused !== undefined) throw new NotComparable(`The job uses ${refused}, which has no counterpart there`, 'Run it on both by itself: weir run, and weir run --target spark.');
  if (problem) throw failed('on Spark', exitCode, problem);
  return ids.map((id, n) => ({
    label: labels[n]!,
    batches: new Map([...progress.get(id) ?? []].map(([batchId, each]): [number, ComparedBatch] => [batchId, { columns: [], rows: [], ...rows.get(`${n} ${batchId}`), progress: each }])),
  }));
}

function failed(where: string, exitCode: number, { message, hint, span }: Problem): NotComparable {
  return new NotComparable(`The job fails ${where} (exit code ${exitCode}${span ? `, line ${span.line}` : ''}): ${message.replace(/\.$/, '')}`, hint ?? 'Mend it, and compare again.');
}
