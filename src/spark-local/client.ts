/** Starts a job on local Spark, for the command line and the editor. */
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { RunHandle } from '../protocol/rpc.ts';
import type { RunAnswers, RunCommand, RunEvent, RunOptions, RunQuestion } from '../protocol/run.ts';
import { PrintedLog } from '../simulator/printed.ts';
import { Answers } from '../spark/progress/answers.ts';
import { connectorJars, withJars } from './connector.ts';
import { SparkFault } from './fault.ts';
import type { HookLine } from './hook-lines.ts';
import { findPython, type SparkPython } from './interpreter.ts';
import { checkJava } from './java.ts';
import { JobProcess } from './job-process.ts';
import { RunEvents } from './run-events.ts';

/** What a run on Spark takes of RunOptions. */
export type SparkRunOptions = Pick<RunOptions, 'file' | 'args' | 'cwd' | 'env' | 'python' | 'timeoutSeconds'> & {
  /** The Kafka connector's jars, native and absolute; empty: found or fetched where the job uses Kafka. */
  jars: readonly string[];
  /** The job's topics are not read from brokers: the connector is not looked for. */
  noConnector?: boolean;
  /** More files for the hook's folder: name to text. */
  files?: Readonly<Record<string, string>>;
};

export interface SparkOutput {
  /** `direct`: the job has this process's own streams. `bytes`: what it prints is told. `events`: as events, and kept. */
  output: 'direct' | 'bytes' | 'events';
  stdin: boolean;
  bytes?(stream: 'stdout' | 'stderr', data: Uint8Array): void;
  /** A progress as Spark wrote it, with every digit. */
  progress?(text: string): void;
  line?(line: HookLine): void;
}

/** What the job is run with. @throws SparkFault with what is missing */
export async function prepare(options: SparkRunOptions, folder: string, say: (text: string) => void): Promise<{ python: SparkPython; env: Record<string, string> }> {
  const { cwd } = options, own = { ...options.env };
  const python = await findPython(options.python, { env: own, cwd, folder });
  await checkJava(own, cwd);
  // As the chosen interpreter's, unless said otherwise: PySpark would start its workers with whatever python3 is first on the path.
  const env = { PYSPARK_PYTHON: python.program, PYSPARK_DRIVER_PYTHON: python.program, ...own };
  const jars = options.noConnector ? [] : await connectorJars(resolve(cwd, options.file), options.jars, python, { env, cwd, folder }, say);
  return { python, env: withJars(env, jars) };
}

export class SparkRun implements RunHandle {
  readonly ended: Promise<number>;
  readonly #printed = new PrintedLog();
  readonly #answers = new Answers();
  readonly #events: RunEvents;
  #resolveEnd: (exitCode: number) => void = () => undefined;
  #job: JobProcess | undefined;
  #stopped = false;
  #over = false;
  #timeout: NodeJS.Timeout | undefined;

  /** @param folder dist/spark-local, native and absolute */
  constructor(private readonly options: SparkRunOptions, private readonly folder: string, private readonly output: SparkOutput, private readonly emit: (event: RunEvent) => void) {
    this.ended = new Promise((done) => { this.#resolveEnd = done; });
    this.#events = new RunEvents(resolve(options.cwd, options.file), (event) => { this.#answers.take(event); emit(event); });
    emit({ kind: 'state', state: 'starting' });
    void this.#start();
  }

  command(command: RunCommand): void {
    if (command.do !== 'stop') return;
    this.#stopped = true;
    if (this.#job) this.#job.interrupt();
  }

  /** Ctrl-C. */
  interrupt(): void { this.command({ do: 'stop' }); }
  kill(): void { this.#job?.kill(); }

  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]> {
    const answer = question.ask === 'printed' ? this.#printed.page(question) : this.#answers.answer(question);
    return Promise.resolve(answer as RunAnswers[Q['ask']]);
  }

  dispose(): void {
    if (!this.#over) this.command({ do: 'stop' });
  }

  async #start(): Promise<void> {
    const { options, folder, output } = this;
    try {
      const { python, env } = await prepare(options, folder, (text) => { this.emit({ kind: 'note', text }); });
      if (this.#stopped) return this.#end(INTERRUPTED);
      const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
      this.#job = new JobProcess({
        program: python.program, args: [options.file, ...options.args], cwd: options.cwd, env, folder, output: output.output === 'direct' ? 'inherit' : 'pipe', stdin: output.stdin,
        ...(options.files && { files: options.files }),
      }, {
        line: (line) => { this.#line(line); },
        bytes: (stream, data) => { if (output.output === 'events') this.#text(stream, decoders[stream].write(data)); else output.bytes?.(stream, data); },
        ended: (exitCode, failure) => { this.#end(exitCode, failure); },
      });
    } catch (error) {
      if (!(error instanceof SparkFault)) throw error;
      this.emit({ kind: 'problem', problem: { severity: 'error', code: error.code, message: error.message, hint: error.hint } });
      this.#end(NOT_STARTED, error.message);
    }
  }

  #line(line: HookLine): void {
    if (line.kind === 'hello') {
      this.emit({ kind: 'state', state: 'running' });
      this.#startTime();
    } else if (line.kind === 'progress') this.output.progress?.(line.text);
    this.output.line?.(line);
    // What PySpark dies of when it is interrupted in a call to the JVM is no fault of the job.
    if (!this.#stopped || line.kind !== 'exception') this.#events.take(line);
  }

  /** Python is up: from here on time counts. */
  #startTime(): void {
    const { timeoutSeconds } = this.options;
    if (timeoutSeconds === undefined) return;
    this.#timeout = setTimeout(() => {
      this.#job?.stopQueries();
      this.#timeout = setTimeout(() => {
        this.emit({ kind: 'problem', problem: { severity: 'warning', code: 'timed-out', message: `The job still ran ${timeoutSeconds} s after its start, when its time was up, and was interrupted.` } });
        this.interrupt();
      }, STOP_MS);
    }, timeoutSeconds * 1000);
  }

  #text(kind: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    this.#printed.add(text);
    this.emit({ kind, text });
  }

  #end(code: number, failure?: string): void {
    // PySpark 3.3 turns a KeyboardInterrupt in a call to the JVM into a Py4JError of its own, and Python then ends with 1.
    const exitCode = this.#stopped && code !== 0 ? INTERRUPTED : code;
    this.#over = true;
    clearTimeout(this.#timeout);
    this.#events.end(exitCode, this.#stopped, failure);
    this.#resolveEnd(exitCode);
  }
}

const INTERRUPTED = 130;
/** Queries that are stopped give up the batch that they are in, which takes Spark some seconds. */
const STOP_MS = 60_000;
/** As the command line says that something cannot be run here. */
export const NOT_STARTED = 78;

/** The editor's way to it. */
export class SparkLocal {
  /** @param folder dist, native and absolute */
  constructor(private readonly folder: string) {}

  startRun(options: SparkRunOptions, onEvent: (event: RunEvent) => void): RunHandle {
    return new SparkRun(options, `${this.folder}/spark-local`, { output: 'events', stdin: false }, onEvent);
  }
}
