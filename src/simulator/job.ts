/** One run, in the thread that blocks: joins Python, the session and whoever watches. */
import { parseExact, stringifyExact } from '../http/exact-json.ts';
import type { MessagePort } from 'node:worker_threads';
import { receiveMessageOnPort } from 'node:worker_threads';
import { readSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { BridgeCallback } from '../protocol/bridge.ts';
import type { RunCommand, RunEvent, RunOptions, RunQuestion, SourceSpan } from '../protocol/run.ts';
import type { FromRunner, RunSettings, ToRunner } from '../protocol/rpc.ts';
import type { PythonEnd, PythonHost, PythonPort } from '../python/host.ts';
import { SparkError, Refusal } from '../spark/errors.ts';
import type { Captures } from './captures.ts';
import { HostClock } from './clock.ts';
import type { Control } from './control.ts';
import { isStopped, takeInterrupt, ticket, waitAfter } from './control.ts';
import { endEvents } from './end.ts';
import { HostFiles } from './files.ts';
import type { CreateSession, Session, SessionHost, SyncIo, WaitEnd } from './host-types.ts';
import { IoError, PythonCallbackError } from './host-types.ts';
import type { Output } from './output.ts';
import { outputFor } from './output.ts';
import { packageFolders } from './packages.ts';
import { PrintedLog } from './printed.ts';
import { KafkaFault } from '../kafka/fault.ts';
import { wayOutOf } from './session/failure.ts';

type Place = [file: string, line: number, column: number, endLine: number, endColumn: number];
/** As `_callbacks.describe` writes it. */
interface CallbackError { class: string; message: string; traceback?: string; feature?: string; wayOut?: string; place?: Place | null }

export interface JobParts {
  options: RunOptions;
  settings: RunSettings;
  python: PythonHost;
  control: Control;
  /** Carries ToRunner and FromRunner. */
  port: MessagePort;
  captures: Captures;
  io: SyncIo & { lastFailure: string | undefined };
  createSession: CreateSession;
}

export class Job {
  readonly #parts: JobParts;
  readonly #commands: RunCommand[] = [];
  readonly #printed = new PrintedLog();
  readonly #output: Output;
  readonly #session: Session;
  readonly #clock: HostClock;
  #seen: number;
  #shown = false;

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#seen = ticket(parts.control);
    this.#output = outputFor(parts.settings, (message) => { this.#post(message); }, this.#printed, () => this.#session.position?.());
    this.#clock = new HostClock(parts.options.clock, { look: () => this.#look(), block: (ms) => { this.#block(ms); } }, parts.options.clockStart === undefined ? undefined : parts.options.clockStart * 1000);
    this.#session = parts.createSession(this.#host());
  }

  /** Runs the script to its end; the session stays, so that pages can still be asked for. */
  run(): number {
    const { options, python } = this.#parts;
    this.#emit({ kind: 'state', state: options.paused === true ? 'paused' : 'running' });
    const end = this.#python(python, options);
    this.#session.close?.();
    this.#post({ type: 'captures', files: this.#parts.captures.files });
    this.#output.end();
    const stopped = isStopped(this.#parts.control);
    for (const event of endEvents(end, { stopped, lastFailure: this.#parts.io.lastFailure })) this.#emit(event);
    return end.exitCode;
  }

  answer(question: RunQuestion): unknown {
    return question.ask === 'printed' ? this.#printed.page(question) : this.#session.answer(question);
  }

  #python(python: PythonHost, options: RunOptions): PythonEnd {
    return python.run({
      file: options.file, source: options.source, args: options.args, cwd: options.cwd, env: options.env, readOnly: options.planOnly === true,
      lineBuffered: this.#parts.settings.output !== 'direct', packages: options.planOnly !== true,
    }, this.#pythonPort());
  }

  #pythonPort(): PythonPort {
    const { settings } = this.#parts;
    const own = settings.output === 'direct';
    return {
      call: (op, payload) => this.#call(op, payload),
      stdout: (bytes) => { this.#output.bytes('stdout', bytes); },
      stderr: (bytes) => { this.#output.bytes('stderr', bytes); },
      stdin: (into) => (settings.stdin ? readInput(into) : 0),
      isatty: (stream) => (stream === 'stdin' ? settings.stdin && isatty(0) : own && isatty(stream === 'stdout' ? 1 : 2)),
      nowMicros: () => this.#clock.tick(),
      monotonicMicros: () => this.#clock.monotonicMicros(),
    };
  }

  #host(): SessionHost {
    const { options, io, captures, control } = this.#parts;
    return {
      options, io, captures, lookBack: this.#parts.settings.output === 'events', clock: this.#clock, files: new HostFiles(options.cwd),
      emit: (event) => { this.#emit(event); },
      callback: (payload) => this.#callback(payload),
      die: (reason) => this.#die(reason),
      interrupted: () => { this.#drain(); return isStopped(control); },
      commands: {
        take: () => { this.#drain(); return this.#commands.shift(); },
        waitForCommand: () => this.#waitForCommand(),
      },
    };
  }

  /** The end of a run that is killed: this thread only answers from here on, until its owner ends it. */
  #die(reason: string): never {
    this.#output.end();
    const exitCode = KILLED;
    this.#emit({ kind: 'problem', problem: { severity: 'error', code: 'killed', message: `The run was ${reason}, as asked.`, hint: 'Run the job again: it goes on from its checkpoint.' } });
    this.#emit({ kind: 'state', state: 'failed', message: `The run was ${reason}.`, exitCode });
    this.#post({ type: 'end', exitCode });
    for (;;) {
      this.#drain();
      this.#block(Infinity);
    }
  }

  #call(op: string, payload: string): string {
    this.#clock.used();
    const { options } = this.#parts;
    try {
      if (op === 'host.packages') return reply(packageFolders(options.python, options.env, options.cwd).map((p) => this.#parts.python.paths.toPython(p)));
      const ok = this.#session.call(op, parseExact(payload));
      return takeInterrupt(this.#parts.control) && op !== 'end' ? JSON.stringify({ error: INTERRUPT }) : reply(ok);
    } catch (error) {
      const data = asData(error);
      if (data['class'] === INTERRUPT.class) takeInterrupt(this.#parts.control);
      return JSON.stringify({ error: data });
    }
  }

  #callback(payload: BridgeCallback): unknown {
    this.#clock.used();
    const text = this.#parts.python.callback(stringifyExact(payload));
    const answer = parseExact(text) as { ok?: unknown; error?: CallbackError };
    if (!answer.error) return answer.ok;
    const { class: name, message, traceback, feature, wayOut, place } = answer.error;
    if (name === 'Refusal') throw new Refusal(feature ?? message, wayOut);
    throw new PythonCallbackError(name, message, traceback ?? '', place ? this.#span(place) : undefined);
  }

  #span([file, line, column, endLine, endColumn]: Place): SourceSpan {
    return { file: this.#parts.python.paths.toNative(file), line, column, endLine, endColumn };
  }

  #emit(event: RunEvent): void {
    if (event.kind === 'stdout' || event.kind === 'stderr') this.#output.text(event);
    else this.#post({ type: 'event', event });
    if (event.kind === 'batch' && !this.#shown) this.#letBeShown();
  }

  /** The first micro-batch comes on screen before the next ones compete with it for the processor. */
  #letBeShown(): void {
    const end = performance.now() + (this.#parts.options.showFirstMs ?? 0);
    for (let left = end - performance.now(); left > 0 && this.#look() === undefined && !this.#shown; left = end - performance.now()) this.#block(left);
    this.#shown = true;
  }

  #post(message: FromRunner): void {
    this.#parts.port.postMessage(message);
  }

  /** Takes in what came: commands are kept, questions answered on the spot. */
  #drain(): void {
    this.#seen = ticket(this.#parts.control);
    for (;;) {
      const received: { message: ToRunner } | undefined = receiveMessageOnPort(this.#parts.port);
      if (received === undefined) return;
      this.take(received.message);
    }
  }

  take(message: ToRunner): void {
    if (message.type === 'command' && message.command.do === 'shown') this.#shown = true;
    else if (message.type === 'command') this.#commands.push(message.command);
    else if (message.type === 'ask') this.#post(this.#answered(message.id, message.question));
  }

  #answered(id: number, question: RunQuestion): FromRunner {
    try {
      return { type: 'answer', id, answer: this.answer(question) as Extract<FromRunner, { answer: unknown }>['answer'] };
    } catch (error) {
      return { type: 'answer', id, error: error instanceof Error ? error.message : String(error) };
    }
  }

  #look(): WaitEnd | undefined {
    this.#drain();
    if (isStopped(this.#parts.control)) return 'interrupted';
    return this.#commands.length > 0 ? 'command' : undefined;
  }

  #block(ms: number): void {
    waitAfter(this.#parts.control, this.#seen, ms);
  }

  #waitForCommand(): RunCommand | undefined {
    for (;;) {
      const found = this.#look();
      if (found === 'interrupted') return undefined;
      if (found === 'command') return this.#commands.shift();
      this.#block(Infinity);
    }
  }
}

const REPORT = 'This is a fault of Weir, not of the job: please report it with the job, or the part of it that fails.';

const present = (fields: Record<string, string | undefined>): Record<string, string> => Object.fromEntries(Object.entries(fields).filter((f): f is [string, string] => f[1] !== undefined));

/** As a shell reports a SIGKILL. */
const KILLED = 137;

/** Ctrl-C during an operation is raised by the operation: the interpreter itself would notice it some lines later, in a `finally` perhaps. */
const INTERRUPT = { class: 'KeyboardInterrupt', message: '' };

const reply = (ok: unknown): string => stringifyExact({ ok: ok ?? null });

/** Errors as protocol/bridge.ts writes them. */
export function asData(error: unknown): Record<string, unknown> {
  if (error instanceof SparkError) {
    const { javaClass, stackTrace, wayOut } = error.options;
    return { class: error.errorClass, message: error.message, ...present({ javaClass, stackTrace, wayOut }) };
  }
  if (error instanceof Refusal) return { class: 'Refusal', message: error.message, feature: error.feature, wayOut: error.wayOut };
  if (error instanceof PythonCallbackError) return { class: error.pythonClass, message: error.message, stackTrace: error.traceback };
  if (error instanceof IoError && error.code === 'interrupted') return { ...INTERRUPT };
  if (error instanceof IoError || error instanceof KafkaFault) return { class: 'UnknownException', message: error.message, ...present({ wayOut: wayOutOf(error) }) };
  const found = error instanceof Error ? error : new Error(String(error));
  return { class: 'UnknownException', message: `Weir itself failed: ${found.message}`, javaClass: 'weir.InternalError', stackTrace: `weir.InternalError: ${found.message}`, wayOut: REPORT };
}

function readInput(into: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, into);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else if (code === 'EOF' || code === 'EPIPE') return 0;
      else throw error;
    }
  }
}
