/** Submits from a form: answers over a port of its own, in the thread that speaks to clusters. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { HttpFault } from '../../http/fault.ts';
import type { ClusterOpening } from '../../protocol/cluster-questions.ts';
import type { Answered } from '../../protocol/explorer.ts';
import type { Around, FromSubmit, Given, PlanRun, ProfilesFound, SubmitAnswers, SubmitQuestion, ToSubmit } from '../../protocol/submit-thread.ts';
import type { Uploaded } from '../../protocol/upload.ts';
import { livyAt, type Cluster } from '../cluster.ts';
import { problemOf } from '../jobs/list.ts';
import { reportOf } from '../preflight/plan.ts';
import { livyUrl } from '../profile/fields.ts';
import { profilesAbove, profilesIn } from '../profile/find.ts';
import { withProfile } from '../profile/write.ts';
import { StorageClient } from '../storage/client.ts';
import { Checker } from './check.ts';
import { clusterPorts } from './cluster-ports.ts';
import { DependencyError } from './dependencies.ts';
import { fieldsSaid, formOf, profileOf } from './form.ts';
import { submit, SubmitFault } from './submit.ts';
import { uploadPort, waysTo } from './upload.ts';

type Send = Extract<SubmitQuestion, { ask: 'send' }>;

export class SubmitService {
  readonly #asked = new Map<number, AbortController>();
  readonly #wanted = new Map<number, (value: Given) => void>();
  readonly #checker: Checker;
  #uploader: StorageClient | undefined;
  #wants = 0;

  /** @param clusterOf the connection for an opening; throws an HttpFault. @param dist native and absolute */
  constructor(private readonly port: MessagePort, private readonly clusterOf: (opening: ClusterOpening) => Cluster, private readonly dist: string) {
    this.#checker = new Checker(dist, async (job, signal) => reportOf(await this.#want({ want: 'plan', job }, signal) as PlanRun), async (reads) => await this.#want({ want: 'around', reads }) as Around);
    port.on('message', (message: ToSubmit) => { this.#receive(message); });
  }

  #tell(message: FromSubmit): void { this.port.postMessage(message); }

  #receive(message: ToSubmit): void {
    if (message.type === 'ask') void this.#answer(message.id, message.question);
    else if (message.type === 'stop') this.#asked.get(message.id)?.abort();
    else if (message.type === 'given') {
      this.#wanted.get(message.wanted)?.(message.value);
      this.#wanted.delete(message.wanted);
    } else {
      for (const each of this.#asked.values()) each.abort();
      this.#uploader?.dispose();
      this.port.close();
    }
  }

  async #answer(id: number, question: SubmitQuestion): Promise<void> {
    const stop = new AbortController();
    this.#asked.set(id, stop);
    const answer = await this.#value(id, question, stop.signal).then((value) => ({ value }), (error: unknown) => ({
      problem: error instanceof SubmitFault || error instanceof DependencyError ? { kind: error.cause instanceof HttpFault ? error.cause.kind : 'unsupported', message: error.message, hint: error.hint }
        : stop.signal.aborted ? { kind: 'closed', message: 'It was stopped.', hint: '' } : problemOf(error),
    }));
    this.#asked.delete(id);
    this.#tell({ type: 'answer', id, answer });
  }

  async #value(id: number, question: SubmitQuestion, signal: AbortSignal): Promise<SubmitAnswers[SubmitQuestion['ask']]> {
    switch (question.ask) {
      case 'profiles': return profiles(question);
      case 'fields': return fieldsSaid(question.form, question.job);
      case 'check': return (await Promise.race([this.#checker.look(question, this.clusterOf(question.opening), livyAt(question.opening.description), { signal }), stopped(signal)])).checked;
      case 'send': return this.#send(id, question, signal);
      case 'save': return save(question);
    }
  }

  async #send(id: number, question: Send, signal: AbortSignal): Promise<SubmitAnswers['send']> {
    const { opening, seen } = question, cluster = this.clusterOf(opening), told = (step: Extract<FromSubmit, { type: 'told' }>['step']): void => { this.#tell({ type: 'told', id, step }); };
    const { checked, input, checks } = await this.#checker.look(question, cluster, livyAt(opening.description), { fresh: true, signal });
    if (!input || !checks || checked.view?.seen !== seen || checks.some(({ verdict }) => verdict === 'error')) return { changed: checked };
    let where: Uploaded[] = [];
    const done = await submit({ prepared: input.prepared, checks }, clusterPorts(cluster, {
      upload: this.#upload(question, told),
      step: (step) => {
        if (step.step === 'uploaded') where = [...step.where];
        told(step.step === 'uploaded' ? { step: 'uploaded', where: [...step.where] } : step.step === 'sending' ? { step: 'sending' } : step);
      },
    }), signal);
    const { batch, appId, tag, by } = done;
    return { sent: { ...(batch ? { batch: batch.id } : {}), ...(appId === undefined ? {} : { app: appId }), tag, by, where } };
  }

  #upload({ opening, access, form }: Send, told: (step: Extract<FromSubmit, { type: 'told' }>['step']) => void): ReturnType<typeof uploadPort> {
    const storage = form.storage.trim(), local = waysTo(storage) === 'local';
    const right = local ? { auth: { kind: 'none' as const } } : access.by === 'right' ? { auth: access.auth, ...(access.endpoint === undefined ? {} : { endpoint: access.endpoint }) }
      : { auth: { kind: 'none' as const }, through: { server: { ...opening.description, url: livyAt(opening.description) }, ...(opening.password === undefined ? {} : { password: opening.password }) } };
    return uploadPort(this.#uploader ??= new StorageClient(this.dist), storage, right, {
      token: async (what) => await this.#want({ want: 'token', what, cluster: opening.id, storage }) as Answered<string>,
      progress: ({ name, sent, total }) => { told({ step: 'bytes', name, sent, total }); },
    });
  }

  #want(want: Extract<FromSubmit, { type: 'wanted' }>['want'], signal?: AbortSignal): Promise<Given> {
    const wanted = ++this.#wants;
    return new Promise((resolve) => {
      this.#wanted.set(wanted, resolve);
      signal?.addEventListener('abort', () => { this.#tell({ type: 'unwanted', wanted }); }, { once: true });
      this.#tell({ type: 'wanted', wanted, want });
    });
  }
}

const stopped = (signal: AbortSignal): Promise<never> => new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new Error('stopped')); }, { once: true }); });

const same = (url: string): string => url.replace(/\/+$/, '').toLowerCase();

function profiles({ job, clusters }: Extract<SubmitQuestion, { ask: 'profiles' }>): ProfilesFound {
  const file = profilesAbove(dirname(job));
  if (file === undefined) return { profiles: [], problems: [] };
  const found = read(file);
  if (found.problems.length > 0) return { file, profiles: [], problems: found.problems };
  return {
    file, problems: [], profiles: [...found.profiles].map(([name, profile]) => {
      const url = profile.cluster === undefined ? undefined : livyUrl(profile.cluster), linked = url === undefined ? undefined : clusters.find(({ description }) => same(livyAt(description)) === same(url));
      return { name, form: formOf(profile), ...(linked ? { cluster: linked.id } : url === undefined ? {} : { unlinked: url }) };
    }),
  };
}

function read(file: string): ReturnType<typeof profilesIn> {
  try {
    return profilesIn(file);
  } catch (cause) {
    throw new HttpFault('refused', `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Check whether it may be read.', { cause });
  }
}

/** HDInsight's clusters are named, others have an address. */
const clusterText = (url: string): string => /^https:\/\/([a-z0-9-]+)\.azurehdinsight\.net\/livy$/i.exec(url)?.[1] ?? url;

/** Relative paths begin at the file of profiles from now on. */
function moved(paths: readonly string[], from: string, to: string): string[] {
  return from === to ? [...paths] : paths.map((each) => (/^(?:[a-z][a-z0-9+.-]+:|[\\/])/i.test(each) ? each : relative(to, resolve(from, each)).replaceAll('\\', '/')));
}

function save({ file, name, folder, form, description }: Extract<SubmitQuestion, { ask: 'save' }>): SubmitAnswers['save'] {
  const { profile, wrong } = profileOf(form, ''), [first] = Object.entries(wrong);
  if (first) throw new HttpFault('refused', `Not saved: ${first[0]} is wrong. ${first[1]}`, 'Mend it first.');
  const written = withProfile(existsSync(file) ? readFileSync(file, 'utf8') : undefined, file, name, {
    cluster: clusterText(livyAt(description)), ...profile, ...Object.fromEntries((['pyFiles', 'files', 'jars', 'archives'] as const).map((list) => [list, moved(profile[list], folder, dirname(file))])),
  });
  try {
    writeFileSync(file, written.text);
  } catch (cause) {
    throw new HttpFault('refused', `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Check whether it may be written.', { cause });
  }
  return { file, line: written.line };
}
