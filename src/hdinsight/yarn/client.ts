import { HttpFault } from '../../http/fault.ts';
import type { HttpClient } from '../http/client.ts';
import { textField } from '../http/json.ts';
import { known } from '../livy/client.ts';
import { APP_ID, appOf, appsOf, attemptsOf, metricsOf, otherShape, queuesOf, type QueueFree, type YarnApp, type YarnAttempt } from './shapes.ts';
import { field } from '../http/json.ts';
import { given } from '../fields.ts';

const NOT_ENDED = 'NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING';
/** What is large and not looked at. */
const LEAN = 'deSelects=resourceRequests,timeouts,appNodeLabelExpression,amNodeLabelExpression,resourceInfo';

/** A ResourceManager below an address. Every method rejects with an `HttpFault`. */
export class YarnClient {
  /** @param base where `/ws/v1/cluster` is below the client's address: `/yarnui` at a gateway, nothing at a ResourceManager by itself */
  constructor(readonly http: HttpClient, readonly base: string) {}

  /** Undefined where YARN does not know it (any more). */
  async app(id: string, signal?: AbortSignal): Promise<YarnApp | undefined> {
    const json = await known(this.#json(`/apps/${application(id)}?${LEAN}`, id, signal));
    if (json === undefined) return undefined;
    const app = appOf(field(json, 'app'), this.http.name);
    if (app.id !== id) throw otherShape(`${id} was asked for, and ${app.id} answered`, this.http.name);
    return app;
  }

  /** Applications that have not ended. */
  async active(signal?: AbortSignal): Promise<YarnApp[]> {
    return appsOf(await this.#json(`/apps?applicationTypes=SPARK&states=${NOT_ENDED}&${LEAN}`, 'the list of applications', signal), this.http.name);
  }

  /** Applications that ended since. @param since epoch ms */
  async ended(since: number, signal?: AbortSignal): Promise<YarnApp[]> {
    return appsOf(await this.#json(`/apps?applicationTypes=SPARK&states=FINISHED,FAILED,KILLED&finishedTimeBegin=${Math.max(0, Math.floor(since))}&${LEAN}`, 'the list of applications', signal), this.http.name);
  }

  /** Newest first. YARN keeps tags in lower case. */
  async byTag(tag: string, signal?: AbortSignal): Promise<YarnApp[]> {
    return newestFirst(appsOf(await this.#json(`/apps?applicationTags=${encodeURIComponent(tag.toLowerCase())}&${LEAN}`, `the applications with the tag ${tag}`, signal), this.http.name));
  }

  /** Newest first, of this name exactly. */
  async byName(name: string, signal?: AbortSignal): Promise<YarnApp[]> {
    return newestFirst(appsOf(await this.#json(`/apps?applicationTypes=SPARK&${LEAN}`, 'the list of applications', signal), this.http.name).filter((app) => app.name === name));
  }

  /** In their order; empty where YARN does not know the application. */
  async attempts(id: string, signal?: AbortSignal): Promise<YarnAttempt[]> {
    const json = await known(this.#json(`/apps/${application(id)}/appattempts`, `the attempts of ${id}`, signal));
    return json === undefined ? [] : attemptsOf(json, this.http.name);
  }

  /** False: YARN did not know it. It is ending when this resolves; its state says when it has. */
  async kill(id: string, signal?: AbortSignal): Promise<boolean> {
    const json = await known(this.http.json({ method: 'PUT', path: `${this.base}/ws/v1/cluster/apps/${application(id)}/state`, body: { state: 'KILLED' }, signal, about: id }));
    return json !== undefined && textField(json, 'state') !== undefined;
  }

  /** What the cluster has free now, and whether the queue takes jobs. @throws HttpFault where there is no such queue */
  async free(queue = 'default', signal?: AbortSignal): Promise<QueueFree> {
    const [metrics, scheduler] = await Promise.all([this.#json('/metrics', 'its metrics', signal), this.#json('/scheduler', 'its queues', signal)]);
    const free = metricsOf(metrics, this.http.name), queues = queuesOf(scheduler), found = queues.find(({ name }) => name === queue);
    if (queues.length > 0 && !found) throw new HttpFault('not-found', `There is no queue ${queue} on ${this.http.name}.`, `Its queues are ${queues.slice(0, 20).map(({ name }) => name).join(', ')}.`);
    const share = found?.usedPercent !== undefined && found.maxPercent !== undefined ? Math.max(0, found.maxPercent - found.usedPercent) / 100 : 1;
    return { queue, ...free, freeMemoryMb: Math.min(free.freeMemoryMb, Math.floor(free.totalMemoryMb * share)) };
  }

  /** The smallest and the largest container, in MiB; absent where a gateway keeps YARN's settings from us. Never rejects, but when the signal is given. */
  async allocation(signal?: AbortSignal): Promise<{ minimumMb?: number; maximumMb?: number }> {
    const value = async (key: string): Promise<number | undefined> => {
      // HDInsight's gateway has the pages of the ResourceManager below `hn`.
      const json = await this.http.json({ path: `${this.base === '' ? '' : `${this.base}/hn`}/conf?name=yarn.scheduler.${key}`, signal, about: `the setting ${key}` }).catch(() => undefined), text = textField(field(json, 'property'), 'value');
      return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
    };
    const [minimumMb, maximumMb] = await Promise.all([value('minimum-allocation-mb'), value('maximum-allocation-mb')]);
    signal?.throwIfAborted();
    return { ...given('minimumMb', minimumMb), ...given('maximumMb', maximumMb) };
  }

  #json(path: string, about: string, signal: AbortSignal | undefined): Promise<unknown> {
    return this.http.json({ path: `${this.base}/ws/v1/cluster${path}`, signal, about });
  }
}

function application(id: string): string {
  if (!APP_ID.test(id)) throw new HttpFault('not-found', `${id.slice(0, 60)} is no id of an application.`, 'It is written as application_1700000000000_0001.');
  return id;
}

export const newestFirst = (apps: YarnApp[]): YarnApp[] => apps.sort((a, b) => (b.started ?? 0) - (a.started ?? 0) || (a.id < b.id ? 1 : -1));
