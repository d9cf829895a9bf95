import { HttpFault } from '../../http/fault.ts';
import type { Cluster } from '../cluster.ts';
import { logPage } from '../logs/page.ts';
import { logPlaces, type LogPlace } from '../logs/place.ts';

/** The pages of a running job by their short paths, for whoever reads its progress: `ui/…` below its Spark UI, `driverlog/<file>/…` below its log. */
export class JobPages {
  #place: LogPlace | undefined;

  constructor(private readonly cluster: Cluster, readonly appId: string) {}

  /** The text of a page. Keeps the trailing slash of a path: without it Spark redirects to an address inside the cluster. @throws HttpFault */
  async text(path: string, signal: AbortSignal): Promise<string> {
    const yarn = this.cluster.needYarn('The progress of a job'), [, where, rest] = /^(ui|driverlog)\/(.*)$/s.exec(path) ?? [];
    if (rest === undefined || /(^|\/)\.\.?(\/|$)/.test(rest)) throw new HttpFault('unsupported', `There is no page ${path.slice(0, 100)} of a job.`);
    if (where === 'ui') return (await yarn.http.ask({ path: `${yarn.base}${yarn.base === '' ? '' : '/hn'}/proxy/${this.appId}/${rest}`, signal, retries: 0, about: `the pages of ${this.appId}` })).text;
    if (this.#place) {
      const found = await this.#known(this.#place, rest, signal);
      if (found !== undefined) return found;
    }
    const attempt = (await yarn.attempts(this.appId, signal)).at(-1);
    if (!attempt) throw new HttpFault('not-found', `YARN knows no attempt of ${this.appId}.`);
    let last: unknown, none: string | undefined;
    for (const place of logPlaces(this.cluster, attempt, 'stderr')) {
      try {
        const text = await this.#log(place, rest, signal);
        if (logPage(text).kind !== 'none') {
          this.#place = place;
          return text;
        }
        none = text;
      } catch (error) {
        if (!isElsewhere(error)) throw error;
        last = error;
      }
    }
    // What a page says instead of a log is for whoever reads it.
    if (none !== undefined) return none;
    throw last ?? new HttpFault('not-found', `There is no log of ${this.appId} yet.`);
  }

  /** Undefined where the log is not there any more: another attempt has another one, and that of an ended job goes to the history. */
  async #known(place: LogPlace, rest: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      const text = await this.#log(place, rest, signal);
      if (!['none', 'moving'].includes(logPage(text).kind)) return text;
    } catch (error) {
      if (!isElsewhere(error)) throw error;
    }
    this.#place = undefined;
    return undefined;
  }

  async #log({ http, path }: LogPlace, rest: string, signal: AbortSignal): Promise<string> {
    return (await http.ask({ path: `${path.replace(/[^/]+$/, '')}${rest}`, accept: 'text/html', signal, retries: 0, about: `the log of ${this.appId}` })).text;
  }
}

const isElsewhere = (error: unknown): error is HttpFault => error instanceof HttpFault && ['not-found', 'protocol', 'authorization'].includes(error.kind);
