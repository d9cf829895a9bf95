/**
 * Files through an interactive session of Livy, for those who hold no right to the storage: the cluster itself writes them, with its own
 * right. Bytes go as base64 in statements of Scala; the cluster says how many came and their SHA-256 before the file gets its name.
 */
import { randomBytes } from 'node:crypto';
import { HttpFault } from '../../http/fault.ts';
import { oneLine } from '../../http/words.ts';
import type { ThroughLivy } from '../../protocol/upload.ts';
import { at, textAt } from '../fields.ts';
import { HttpClient } from '../http/client.ts';
import { numberField } from '../http/json.ts';
import { httpSettings, type HttpAuth } from '../http/settings.ts';
import { placeText, type Place } from './place.ts';
import { begun, finished, part, PIECE } from './scala.ts';
import type { Source } from './source.ts';
import type { Store, Writing } from './writing.ts';

/** A session needs a driver and one executor; the smallest that start. */
const SESSION = { kind: 'spark', driverMemory: '512m', driverCores: 1, executorMemory: '512m', executorCores: 1, numExecutors: 1, heartbeatTimeoutInSeconds: 300 };
const POLL_MS = 1000, STARTS_MS = 5 * 60_000, RUNS_MS = 2 * 60_000;
const OVER: readonly string[] = ['error', 'dead', 'killed', 'shutting_down', 'success'];

export class SessionFiles implements Store {
  readonly #http: HttpClient;
  #session: Promise<number> | undefined;

  /** @throws HttpFault */
  constructor(private readonly root: Place, { server, password }: ThroughLivy, private readonly writing: Writing) {
    const auth: HttpAuth = server.auth === 'basic' ? { kind: 'basic', user: server.user ?? '', password: password ?? '' } : server.auth === 'bearer' ? { kind: 'bearer', token: () => writing.token('livy') } : { kind: 'none' };
    this.#http = new HttpClient(httpSettings(server, auth));
  }

  /** The session is ended, also where it is only starting. */
  async close(): Promise<void> {
    const id = await this.#session?.catch(() => undefined);
    if (id !== undefined) await this.#http.ask({ method: 'DELETE', path: `/sessions/${id}`, about: `session ${id}` }).catch(() => undefined);
    this.#http.close();
  }

  async write(path: string, source: Source): Promise<boolean> {
    const id = await (this.#session ??= this.#create());
    await this.#idle(id);
    const uri = placeText({ ...this.root, path }), there = await this.#run(id, begun(uri, `${uri}.${randomBytes(6).toString('hex')}.part`, source.bytes));
    if (there === 'there') return true;
    for await (const { at: from, piece } of source.pieces(PIECE)) {
      const sent = from + piece.length, came = await this.#run(id, part(piece));
      if (came !== String(sent)) throw new HttpFault('protocol', `The session wrote ${oneLine(came)} bytes of ${source.name} where ${sent} were sent.`, 'Upload it again.');
      this.writing.progress({ name: source.name, sent, total: source.bytes });
    }
    const end = await this.#run(id, finished());
    if (end !== source.sha256) throw new HttpFault('protocol', `The session wrote other bytes than ${source.name} has.`, 'Upload it again.');
    return false;
  }

  async #create(): Promise<number> {
    const json = await this.#http.json({ method: 'POST', path: '/sessions', body: { ...SESSION, name: `weir-upload-${randomBytes(6).toString('hex')}` }, about: 'a new session', signal: this.writing.signal }), id = numberField(json, 'id');
    if (id === undefined) throw new HttpFault('protocol', `${this.#http.name} gives a session without a number.`, 'Is it a Livy?');
    return id;
  }

  async #idle(id: number): Promise<void> {
    for (let waited = 0; ; waited += POLL_MS) {
      const json = await this.#http.json({ path: `/sessions/${id}/state`, about: `session ${id}`, signal: this.writing.signal }), state = textAt(json, 'state') ?? '';
      if (state === 'idle' || state === 'busy') return;
      if (OVER.includes(state)) throw new HttpFault('refused', `The session through which files are uploaded is ${state}.`, 'Its log in YARN says why. With a right to the storage account no session is needed.');
      if (waited >= STARTS_MS) throw new HttpFault('timeout', `The session through which files are uploaded is still ${oneLine(state)}.`, 'The queue of the cluster may be full.');
      await this.#pause();
    }
  }

  /** What the statement says of itself. */
  async #run(id: number, code: string): Promise<string> {
    const sent = await this.#http.json({ method: 'POST', path: `/sessions/${id}/statements`, body: { code, kind: 'spark' }, about: `session ${id}`, signal: this.writing.signal }), number = numberField(sent, 'id');
    if (number === undefined) throw new HttpFault('protocol', `${this.#http.name} gives a statement without a number.`, 'Is it a Livy?');
    for (let json = sent, waited = 0; ; waited += POLL_MS) {
      const state = textAt(json, 'state') ?? '';
      if (state === 'available') return said(at(json, 'output'));
      if (state === 'error' || state === 'cancelled' || state === 'cancelling') throw new HttpFault('refused', `The session did not run what writes the files (${state}).`, 'Its log in YARN says why.');
      if (waited >= RUNS_MS) throw new HttpFault('timeout', 'The session does not get done with what writes the files.', 'The cluster may be overloaded.');
      await this.#pause();
      json = await this.#http.json({ path: `/sessions/${id}/statements/${number}`, about: `session ${id}`, signal: this.writing.signal });
    }
  }

  async #pause(): Promise<void> {
    await this.writing.wait(POLL_MS);
    this.writing.signal?.throwIfAborted();
  }
}

function said(output: unknown): string {
  if (textAt(output, 'status') !== 'ok') {
    const name = oneLine(textAt(output, 'ename') ?? ''), value = oneLine(String(at(output, 'evalue') ?? ''));
    const denied = /AccessControlException|Permission denied|AuthorizationPermissionMismatch|403/.test(value);
    throw new HttpFault(denied ? 'authorization' : 'refused', `The cluster could not write the file: ${[name, value].filter((each) => each !== '').join(': ')}.`, denied ? 'The user of the session has no right to that folder: choose another one.' : 'Check the folder for uploads.');
  }
  const text = at(output, 'data', 'text/plain'), [, word] = /weir:([0-9a-z]+)/.exec(typeof text === 'string' ? text : '') ?? [];
  if (word === undefined) throw new HttpFault('protocol', 'The session answers something else than what was asked.', 'Is it a session of Spark?');
  return word;
}
