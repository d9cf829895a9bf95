/** Plan-only runs in a simulator of the server's own: one at a time, the newest of a file wins. */
import { dirname } from 'node:path';
import type { JobFacts, PlanFacts, Planner } from '../../protocol/language.ts';
import type { RunHandle } from '../../protocol/rpc.ts';
import type { Problem, QueryInfo } from '../../protocol/run.ts';
import type { Simulator } from '../../simulator/client.ts';

export interface PlannerOptions {
  simulator: Pick<Simulator, 'startRun' | 'prepare' | 'release'>;
  /** After this a job is ended: one that starts a server, sleeps or loops before its first query. */
  limitSeconds: number;
  env: Record<string, string>;
  /** Interpreter whose packages a job may import; empty: none. */
  python(file: string): string;
}

interface Wanted { job: Parameters<Planner['plan']>[0]; file: string; done(facts: PlanFacts | undefined): void }
/** Python is told to stop at the limit; what does not hear is given this much longer before the process is left behind. */
const GRACE_MS = 3000;
const NO_FACTS: JobFacts = { frames: [], framesLeftOut: 0, views: {}, findings: [] };

export class SimulatorPlanner implements Planner {
  readonly #options: PlannerOptions;
  /** By file, in the order in which they came. */
  readonly #waiting = new Map<string, Wanted>();
  #running: { wanted: Wanted; run: RunHandle; outdated: boolean } | undefined;
  #closed = false;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  prepare(): void {
    if (!this.#closed) void this.#options.simulator.prepare();
  }

  plan(job: Wanted['job']): Promise<PlanFacts | undefined> {
    const { file } = job;
    return new Promise((done) => {
      if (this.#closed) return done(undefined);
      this.#waiting.get(file)?.done(undefined);
      this.#waiting.delete(file);
      this.#waiting.set(file, { job, file, done });
      if (this.#running?.wanted.file === file) {
        this.#running.outdated = true;
        this.#running.run.command({ do: 'stop' });
      }
      this.#next();
    });
  }

  close(): void {
    this.#closed = true;
    for (const { done } of this.#waiting.values()) done(undefined);
    this.#waiting.clear();
    this.#running?.run.dispose();
    this.#options.simulator.release();
  }

  #next(): void {
    const first = this.#waiting.values().next().value;
    if (this.#running || !first || this.#closed) return;
    this.#waiting.delete(first.file);
    void this.#run(first);
  }

  async #run(wanted: Wanted): Promise<void> {
    const { simulator, limitSeconds, env, python } = this.#options, { file } = wanted, { source, args = [], cwd = dirname(file), python: interpreter = python(file) } = wanted.job;
    const problems: Problem[] = [], queries: QueryInfo[] = [];
    let facts = NO_FACTS;
    const run = simulator.startRun(
      { file, source, args, cwd, env, inputs: {}, outputs: {}, planOnly: true, facts: true, timeoutSeconds: limitSeconds, ...(interpreter !== '' && { python: interpreter }) },
      (event) => {
        if (event.kind === 'problem') problems.push(event.problem);
        else if (event.kind === 'query') queries.push(event.query);
        else if (event.kind === 'facts') facts = event.facts;
      },
    );
    const own = { wanted, run, outdated: false };
    this.#running = own;
    const exitCode = await within(run.ended, limitSeconds * 1000 + GRACE_MS);
    run.dispose();
    this.#running = undefined;
    const cut = exitCode === undefined || problems.some(({ code }) => code === 'timed-out');
    wanted.done(own.outdated || this.#closed ? undefined : { file, ...facts, queries, problems: problems.filter(({ code }) => code !== 'timed-out'), exitCode: exitCode ?? 1, ...(cut && { cut: { afterSeconds: limitSeconds } }) });
    this.#next();
    // The next interpreter is made ready meanwhile, after whatever waits has taken the one that was.
    this.prepare();
  }
}

async function within(ended: Promise<number>, ms: number): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => { resolve(undefined); }, ms); });
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}
