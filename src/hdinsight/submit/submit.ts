/** Sends a job that is ready: uploads, then one POST. A lost answer is looked for by name and by YARN tag, and never leads to a second job. */
import type { LivyBatchRequest, PreflightCheck } from '../../protocol/submit.ts';
import type { Uploaded } from '../../protocol/upload.ts';
import type { Prepared, Upload } from './prepare.ts';

/** A batch as Livy tells it. */
export interface SeenBatch {
  /** Digits. */
  id: string;
  /** Undefined where this Livy tells no names (before 0.7). */
  name: string | undefined;
  appId: string | undefined;
  state: string;
}

export interface SeenApp {
  id: string;
  state: string;
  tags: readonly string[];
}

/** How the cluster is reached. Each rejects with a fault that says what is wrong. */
export interface SubmitPorts {
  /** Puts the files where `remote` says, and tells so; what is there already is not sent again. */
  upload(files: readonly Upload[], signal: AbortSignal | undefined): Promise<readonly Uploaded[]>;
  /** POST /batches, once. Rejects with `AnswerLost` where it is not known whether Livy took it, and with anything else where it did not. */
  create(body: LivyBatchRequest, signal: AbortSignal | undefined): Promise<SeenBatch>;
  /** All batches that Livy knows. */
  batches(signal: AbortSignal | undefined): Promise<SeenBatch[]>;
  /** YARN's applications with a tag; absent where there is no way to YARN. */
  tagged?(tag: string, signal: AbortSignal | undefined): Promise<SeenApp[]>;
  /** Rejects when the signal is given. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** Told at each step, so that what is under way can be kept: `sending` comes before the POST. */
  step?(step: SubmitStep): void;
}

export type SubmitStep = { step: 'uploading'; files: number } | { step: 'uploaded'; where: readonly Uploaded[] } | { step: 'sending'; name: string | undefined; tag: string } | { step: 'looking'; why: string };

/** Where the submit stood when it ended. */
export type Reached = 'nothing' | 'uploading' | 'uploaded' | 'sent' | 'started';

export interface Submitted {
  batch?: SeenBatch;
  appId: string | undefined;
  tag: string;
  /** How it is known: Livy's own answer, or by what it was found again. */
  by: 'answer' | 'name' | 'tag';
}

/** The answer to the POST did not come, or was none of Livy's. */
export class AnswerLost extends Error {}

/** What ended a submit. Says in words what was done already. */
export class SubmitFault extends Error {
  constructor(message: string, readonly hint: string, readonly reached: Reached, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SubmitFault';
  }
}

/** Milliseconds between looks after a lost answer: a gateway may hand a request on late, and YARN knows a job some seconds after Livy. */
const LOOKS = [500, 1500, 3000, 5000, 10_000];

export const tagOf = (body: LivyBatchRequest): string => (body.conf?.['spark.yarn.tags'] ?? '').split(',').find((tag) => /^weir-[0-9a-f]{32}$/.test(tag)) ?? '';

/** @throws SubmitFault */
export async function submit({ prepared, checks }: { prepared: Prepared; checks: readonly PreflightCheck[] }, ports: SubmitPorts, signal?: AbortSignal): Promise<Submitted> {
  const wrong = checks.find(({ verdict }) => verdict === 'error');
  if (wrong) throw new SubmitFault(`Nothing was sent: ${wrong.evidence}`, wrong.wayOut, 'nothing');
  const sender = new Sender(prepared.body, ports, signal);
  await sender.refuseTaken();
  await sender.upload(prepared.uploads);
  return sender.send();
}

class Sender {
  readonly #tag: string;
  #reached: Reached = 'nothing';
  /** This Livy tells names, so it lets no two live batches have one. */
  #named = false;

  constructor(readonly body: LivyBatchRequest, readonly ports: SubmitPorts, readonly signal: AbortSignal | undefined) {
    this.#tag = tagOf(body);
  }

  /** A name that is taken is refused by Livy with nothing started; and a batch of that name afterwards is surely ours. */
  async refuseTaken(): Promise<void> {
    const before = await this.#step(() => this.ports.batches(this.signal));
    this.#named = before.some(({ name }) => name !== undefined);
    const taken = this.body.name === undefined ? undefined : before.find(({ name }) => name === this.body.name);
    if (taken) throw new SubmitFault(`Nothing was sent: batch ${taken.id} (${taken.state}) has the name ${this.body.name}.`, 'End or delete it, or give this job another name.', 'nothing');
  }

  async upload(files: readonly Upload[]): Promise<void> {
    if (files.length === 0) return;
    this.ports.step?.({ step: 'uploading', files: files.length });
    this.#reached = 'uploading';
    const where = await this.#step(() => this.ports.upload(files, this.signal));
    this.#reached = 'uploaded';
    this.ports.step?.({ step: 'uploaded', where });
  }

  async send(again = false): Promise<Submitted> {
    this.#refuseAborted();
    this.ports.step?.({ step: 'sending', name: this.body.name, tag: this.#tag });
    try {
      const batch = await this.ports.create(this.body, this.signal);
      return { batch, appId: batch.appId, tag: this.#tag, by: 'answer' };
    } catch (cause) {
      // A second POST that Livy turns down for its name: the first one had arrived. And a POST that was stopped may have arrived.
      if (!again && !(cause instanceof AnswerLost) && this.signal?.aborted !== true) throw await this.#refused(cause);
      this.#reached = 'sent';
      const found = await this.#look(cause);
      if (found) return found;
      if (again || this.signal?.aborted === true || !this.#named || this.body.name === undefined) throw this.#unknown(cause);
      return this.send(true);
    }
  }

  /** The job, if it is there. @throws SubmitFault where that cannot be known, or the signal was given and it is there */
  async #look(cause: unknown): Promise<Submitted | undefined> {
    this.ports.step?.({ step: 'looking', why: wordsOf(cause) });
    const stopped = this.signal?.aborted === true;
    let problem: unknown, looked = false;
    for (const wait of stopped ? LOOKS.slice(0, 2) : LOOKS) {
      // After a stop the looks go on for a moment: what was started has to be said.
      await this.ports.wait(wait, undefined);
      try {
        const found = await this.#once();
        looked = true;
        if (found && stopped) throw new SubmitFault(`The submit was stopped after the job had arrived: ${nameOf(found)} runs.`, 'It goes on by itself; kill it if it shall not.', 'started');
        if (found) return found;
      } catch (error) {
        if (error instanceof SubmitFault) throw error;
        problem = error;
      }
      if (this.signal?.aborted === true && !stopped) break;
    }
    if (!looked) throw this.#unknown(problem ?? cause);
    return undefined;
  }

  async #once(): Promise<Submitted | undefined> {
    const [batches, apps] = await Promise.all([this.ports.batches(undefined), this.ports.tagged?.(this.#tag, undefined).catch(() => []) ?? []]);
    this.#named ||= batches.some(({ name }) => name !== undefined);
    const app = apps.find(({ tags }) => tags.includes(this.#tag)), byApp = app && batches.find(({ appId }) => appId === app.id);
    if (app) return { ...(byApp ? { batch: byApp } : {}), appId: app.id, tag: this.#tag, by: 'tag' };
    const batch = this.body.name === undefined ? undefined : batches.find(({ name }) => name === this.body.name);
    return batch ? { batch, appId: batch.appId, tag: this.#tag, by: 'name' } : undefined;
  }

  async #step<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseAborted();
    try {
      return await work();
    } catch (cause) {
      if (this.signal?.aborted === true) this.#refuseAborted();
      throw this.#fault(cause);
    }
  }

  #refuseAborted(): void {
    if (this.signal?.aborted === true) throw new SubmitFault(`The submit was stopped: ${DONE[this.#reached]}`, '', this.#reached);
  }

  #fault(cause: unknown): SubmitFault {
    if (cause instanceof SubmitFault) return cause;
    return new SubmitFault(`${wordsOf(cause)} ${DONE[this.#reached]}`, hintOf(cause), this.#reached, { cause });
  }

  /** Livy 0.7 keeps a record of a batch that it refuses after it has numbered it; the record never starts, and holds the name. */
  async #refused(cause: unknown): Promise<SubmitFault> {
    const fault = this.#fault(cause), left = this.body.name === undefined ? undefined : (await this.ports.batches(undefined).catch(() => [])).find(({ name, appId }) => name === this.body.name && appId === undefined);
    return left ? new SubmitFault(fault.message, `${fault.hint === '' ? '' : `${fault.hint} `}Livy keeps it as batch ${left.id}, which never starts: delete that before the name is used again.`, fault.reached, { cause }) : fault;
  }

  #unknown(cause: unknown): SubmitFault {
    const { name } = this.body;
    return new SubmitFault(`Whether the job arrived is not known: ${wordsOf(cause)}`,
      `Before it is sent again, look for ${name === undefined ? '' : `a batch called ${name} in Livy, and for `}an application with the tag ${this.#tag} in YARN.`, 'sent', { cause });
  }
}

const DONE: Readonly<Record<Reached, string>> = {
  nothing: 'Nothing was uploaded and nothing sent.', uploading: 'Some files may be uploaded; the job was not sent.', uploaded: 'The files are uploaded; the job was not sent.', sent: 'The job was sent.', started: 'The job was started.',
};

const nameOf = ({ batch, appId }: Submitted): string => (batch ? `batch ${batch.id}` : appId ?? 'the job');
const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
const hintOf = (cause: unknown): string => (typeof cause === 'object' && cause !== null && 'hint' in cause && typeof cause.hint === 'string' ? cause.hint : '');
