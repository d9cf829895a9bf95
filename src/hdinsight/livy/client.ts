import { HttpFault } from '../../http/fault.ts';
import type { HttpClient } from '../http/client.ts';
import { batchOf, logOf, otherShape, pageOf, type BatchPage, type LivyBatch, type LogPage } from './shapes.ts';
import { textField } from '../http/json.ts';

/** POST /batches, by CreateBatchRequest of Livy 0.5 to 0.7: any other field is refused. */
export interface BatchBody {
  file: string;
  proxyUser?: string;
  className?: string;
  args?: string[];
  jars?: string[];
  pyFiles?: string[];
  files?: string[];
  archives?: string[];
  driverMemory?: string;
  driverCores?: number;
  executorMemory?: string;
  executorCores?: number;
  numExecutors?: number;
  queue?: string;
  name?: string;
  conf?: Record<string, string>;
}

const FIRST = 100;

/** Livy's batches below an address. Ids are digits. Every method rejects with an `HttpFault`. */
export class LivyClient {
  #total = 0;

  /** @param base where Livy is below the client's address: `/livy` at a gateway, nothing at a Livy by itself */
  constructor(readonly http: HttpClient, private readonly base: string) {}

  /** The newest batches, oldest first. Livy lists from the oldest, so that where the last page begins is guessed from the last answer. */
  async newest(count = FIRST, signal?: AbortSignal): Promise<BatchPage> {
    const ask = async (from: number): Promise<BatchPage> => pageOf(await this.http.json({ path: `${this.base}/batches?from=${from}&size=${count}`, signal, about: 'the list of batches' }), this.http.name);
    let page = await ask(Math.max(0, this.#total - count));
    const from = Math.max(0, page.total - count);
    if (from !== page.from && (page.total > page.from + count || page.batches.length < Math.min(count, page.total))) page = await ask(from);
    this.#total = page.total;
    return page;
  }

  /** Undefined where Livy does not know it (any more): finished batches are forgotten after `livy.server.session.state-retain.sec`, 600 s. */
  async batch(id: string, signal?: AbortSignal): Promise<LivyBatch | undefined> {
    const json = await known(this.http.json({ path: `${this.base}/batches/${number(id)}`, signal, about: `batch ${id}` }));
    if (json === undefined) return undefined;
    const batch = batchOf(json, this.http.name);
    if (batch.id !== id) throw otherShape(`batch ${id} was asked for, and ${batch.id} answered`, this.http.name);
    return batch;
  }

  async state(id: string, signal?: AbortSignal): Promise<string | undefined> {
    const json = await known(this.http.json({ path: `${this.base}/batches/${number(id)}/state`, signal, about: `batch ${id}` }));
    if (json === undefined) return undefined;
    const state = textField(json, 'state');
    if (state === undefined) throw otherShape(`batch ${id} has no state`, this.http.name);
    return state;
  }

  /** The last lines of what spark-submit said and of YARN's diagnostics; not the driver's output, which is in YARN's log. */
  async log(id: string, size = 400, signal?: AbortSignal): Promise<LogPage | undefined> {
    const json = await known(this.http.json({ path: `${this.base}/batches/${number(id)}/log?from=-1&size=${size}`, signal, about: `the log of batch ${id}` }));
    return json === undefined ? undefined : logOf(json, this.http.name);
  }

  /** Starts a batch. Sent once: after a lost answer whoever asked looks for its name or tag first. */
  async create(body: BatchBody, signal?: AbortSignal): Promise<LivyBatch> {
    return batchOf(await this.http.json({ method: 'POST', path: `${this.base}/batches`, body, signal, about: 'this batch' }), this.http.name);
  }

  /** Ends the batch and its application, and Livy forgets it. False: Livy did not know it. It may take 120 s while the application has no id yet. */
  async delete(id: string, signal?: AbortSignal): Promise<boolean> {
    const done = await known(this.http.ask({ method: 'DELETE', path: `${this.base}/batches/${number(id)}`, accept: 'application/json', signal, about: `batch ${id}`, timeoutMs: 150_000 }));
    return done !== undefined;
  }
}

function number(id: string): string {
  if (!/^\d{1,19}$/.test(id)) throw new HttpFault('not-found', `${id} is no id of a batch.`, 'Livy counts its batches from 0.');
  return id;
}

/** A 404 is an answer where it may be expected. */
export const known = async <T>(work: Promise<T>): Promise<T | undefined> => work.catch((error: unknown) => {
  if (error instanceof HttpFault && error.kind === 'not-found') return undefined;
  throw error;
});
