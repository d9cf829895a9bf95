import path from 'node:path';
import * as vscode from 'vscode';
import type { RunHandle } from '../../protocol/rpc';
import type { CrashPoint, RunEvent, RunOptions } from '../../protocol/run';
import type { PreparedTest } from '../../protocol/stream-test';
import { setContext, setting } from '../contract';
import { RunModel } from './model/run-model';
import { environment } from './environment';
import type { Scratch } from './scratch';
import { sparkOptions, type LoadSpark } from './spark';
import type { Standby } from './simulator';

export interface RunRequest { file: string; /** Absent: the simulator. */ target?: 'spark'; source?: string; line?: number; paused?: boolean; crashAt?: CrashPoint; continueFrom?: string; /** The screen has the processor after the first micro-batch, for this long at most. */ showFirstMs?: number; inputs?: Record<string, string>; /** A stream test's: instead of what the settings say. */ test?: PreparedTest }

export interface Run { readonly model: RunModel; readonly scratch: string; handle: RunHandle | undefined; }

const listed = 20;
/** Runs whose process is kept to answer for them after they ended: one costs about 200 MB. */
const answering = 3;
/** Milliseconds after a start in which nothing else is done that can wait: the first micro-batch comes then. */
const settled = 1500;

/** All runs of this window, newest first. One job runs once at a time: starting it again ends the run before. */
export class Runs implements vscode.Disposable {
  readonly list: Run[] = [];
  readonly #changed = new vscode.EventEmitter<{ run: Run; event: RunEvent }>();
  readonly #listed = new vscode.EventEmitter<void>();
  /** Something happened in a run. */
  readonly onEvent = this.#changed.event;
  /** A run was added, removed, or changed its state. */
  readonly onList = this.#listed.event;
  readonly #shown = new vscode.EventEmitter<Run>();
  /** A run's first micro-batch is on screen. */
  readonly onShown = this.#shown.event;
  #count = 0;

  constructor(private readonly standby: Standby, private readonly spark: LoadSpark, private readonly scratch: Scratch, private readonly log: vscode.LogOutputChannel) {}

  /** Of a run that starts now the first micro-batch is there within some tens of milliseconds. */
  get ready(): boolean { return this.standby.ready; }
  newest(file?: string): Run | undefined { return this.list.find((run) => file === undefined || run.model.start.file === file); }
  live(file?: string): Run | undefined { return this.list.find((run) => run.model.active && (file === undefined || run.model.start.file === file)); }
  byKey(key: string): Run | undefined { return this.list.find((run) => run.model.start.key === key); }

  async start(request: RunRequest): Promise<Run> {
    const { file, line } = request;
    const before = this.live(file);
    before?.handle?.command({ do: 'stop' });
    before?.handle?.dispose();
    if (before) this.#apply(before, { kind: 'state', state: 'stopped', message: 'Started again.' });
    const onSpark = request.target === 'spark', scratch = onSpark ? '' : request.continueFrom ?? await this.scratch.fresh(file);
    const model = new RunModel({ key: `run ${++this.#count}`, file, title: path.basename(file), target: request.target ?? 'simulator', startedAt: Date.now(), ...(line !== undefined && { line }) });
    const run: Run = { model, scratch, handle: undefined };
    this.list.unshift(run);
    for (const old of this.list.splice(listed)) old.handle?.dispose();
    setTimeout(() => { this.#let(); }, settled).unref();
    this.#listed.fire();
    this.#context();
    if (onSpark) {
      await this.#onSpark(run);
      return run;
    }
    const options = request.test ? { ...request.test.options, scratch, paused: true } : optionsOf(request, scratch);
    this.log.info(`Simulating ${file}${options.continueFromCheckpoint ? ' from its checkpoint' : ''}; checkpoints and file sinks go to ${scratch}`);
    try {
      const simulator = await this.standby.get();
      run.handle = simulator.startRun(options, (event) => { this.#apply(run, event); });
      if (request.paused) stepWhenReady(run, line, this.onEvent);
      if (request.test) void run.handle.ended.then(request.test.dispose);
    } catch (error) {
      this.#apply(run, { kind: 'state', state: 'failed', message: `The simulator did not start: ${error instanceof Error ? error.message : String(error)}` });
    }
    return run;
  }

  async #onSpark(run: Run): Promise<void> {
    const { file } = run.model.start;
    this.log.info(`Running ${file} on local Spark; it writes where it says`);
    try {
      const [spark, options] = await Promise.all([this.spark(), sparkOptions(file)]);
      run.handle = spark.startRun(options, (event) => { this.#apply(run, event); });
    } catch (error) {
      this.#apply(run, { kind: 'state', state: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  shown(run: Run): void {
    run.handle?.command({ do: 'shown' });
    this.#shown.fire(run);
  }

  clear(): void {
    for (const run of this.list.filter((r) => !r.model.active)) { run.handle?.dispose(); this.list.splice(this.list.indexOf(run), 1); }
    this.#listed.fire();
    this.#context();
  }

  dispose(): void {
    clearTimeout(this.#contextTimer);
    for (const run of this.list) run.handle?.dispose();
    this.#changed.dispose();
    this.#listed.dispose();
    this.#shown.dispose();
  }

  /** All but each job's newest run, and all but the newest few, no longer answer. */
  #let(): void {
    const ended = this.list.filter((run) => !run.model.active && run.handle);
    for (const run of ended.filter((r, i) => i >= answering || r !== this.newest(r.model.start.file))) { run.handle?.dispose(); run.handle = undefined; }
  }

  #apply(run: Run, event: RunEvent): void {
    if (!run.model.active && event.kind === 'state') return;
    run.model.apply(event);
    if (event.kind === 'problem' || event.kind === 'note' || event.kind === 'state') this.#write(run, event);
    this.#changed.fire({ run, event });
    if (event.kind !== 'state') return;
    this.#listed.fire();
    this.#context();
    if (run.model.active) return;
    // First: the next interpreter starts in the process of a run that is let go.
    this.#let();
    if (run.model.start.target === 'simulator') void this.standby.warm();
  }

  #write(run: Run, event: Extract<RunEvent, { kind: 'problem' | 'note' | 'state' }>): void {
    const name = run.model.start.title;
    if (event.kind === 'note') return this.log.info(`${name}: ${event.text}`);
    if (event.kind === 'state') return this.log.info(`${name}: ${event.state}${event.message ? `: ${event.message}` : ''}${event.exitCode === undefined ? '' : ` (exit code ${event.exitCode})`}`);
    const { severity, errorClass, message, span } = event.problem;
    const text = `${name}${span ? `:${span.line}` : ''}: ${errorClass ? `${errorClass}: ` : ''}${message}`;
    if (severity === 'error') this.log.error(text); else this.log.warn(text);
  }

  /** A little later: menus are drawn anew for it. */
  #context(): void {
    this.#contextTimer ??= setTimeout(() => {
      this.#contextTimer = undefined;
      void setContext('weir.running', this.live() !== undefined);
      void setContext('weir.hasRuns', this.list.length > 0);
    }, 250);
  }
  #contextTimer: ReturnType<typeof setTimeout> | undefined;
}

function optionsOf(request: RunRequest, scratch: string): RunOptions {
  const { file, source, paused, crashAt, continueFrom, showFirstMs } = request, uri = vscode.Uri.file(file);
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(file);
  const clock = setting('weir.simulator.clock', uri), python = setting('weir.simulator.python', uri);
  const inputs = { ...Object.fromEntries(Object.entries(setting('weir.simulator.inputs', uri)).map(([topic, capture]) => [topic, path.resolve(folder, capture)])), ...request.inputs };
  return {
    file, args: setting('weir.simulator.arguments', uri), cwd: folder, env: environment(process.env), inputs, outputs: {}, scratch,
    ...(source !== undefined && { source }), ...(clock !== 'auto' && { clock }), ...(python !== '' && { python }), ...(paused && { paused }), ...(crashAt && { crashAt }), ...(showFirstMs !== undefined && { showFirstMs }), ...(continueFrom !== undefined && { continueFromCheckpoint: true }),
  };
}

/** A run that starts paused takes its first step once the query that was meant is there: the one at the line, else the first. */
function stepWhenReady(run: Run, line: number | undefined, onEvent: vscode.Event<{ run: Run; event: RunEvent }>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const step = (queryId?: string): void => {
    clearTimeout(timer);
    listener.dispose();
    run.handle?.command({ do: 'step', ...(queryId !== undefined && { queryId }) });
  };
  const listener = onEvent(({ run: other, event }) => {
    if (other !== run) return;
    if (!run.model.active) { listener.dispose(); return; }
    if (event.kind !== 'query') return;
    const { id, span } = event.query;
    if (line === undefined || (span && span.line <= line && span.endLine >= line)) return step(id);
    // No query stands at that line, or none says where it stands: whichever is next.
    timer ??= setTimeout(() => { step(); }, 500);
  });
}
