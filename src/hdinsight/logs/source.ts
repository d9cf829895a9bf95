import { HttpFault } from '../../http/fault.ts';
import type { Cluster } from '../cluster.ts';
import type { YarnAttempt } from '../yarn/shapes.ts';
import { unescaped } from './entities.ts';
import { writtenPage, type LogPage } from './page.ts';
import { logPlaces, type LogPlace, type LogStream } from './place.ts';
import { inTurns } from './turns.ts';

const MOST = 32 * 2 ** 20;

export interface LogPiece {
  /** Empty where the log holds nothing there. */
  text: string;
  /** Bytes of the file that the text is; absent where the page does not say it. */
  bytes?: number;
  total?: number;
  /** The text was cut at the size that is read at once. */
  cut: boolean;
  /** It is read from the history: nothing more comes. */
  ended: boolean;
}

/** The log of one attempt of an application: asked of its node while it runs, of the history afterwards. */
export class LogSource {
  #places: LogPlace[] | undefined;

  /** @param attempt from 1; default the last one. @param most bytes of a page that are read at once */
  constructor(private readonly cluster: Cluster, private readonly app: string, readonly stream: LogStream, private readonly attempt?: number, private readonly most = MOST) {}

  /** The attempt that is read. @throws HttpFault */
  async chosen(signal?: AbortSignal): Promise<YarnAttempt> {
    const attempts = await this.cluster.needYarn('A log').attempts(this.app, signal), found = this.attempt === undefined ? attempts.at(-1) : attempts.find(({ number }) => number === this.attempt);
    if (!found) throw new HttpFault('not-found', attempts.length === 0 ? `YARN on ${this.cluster.name} knows no attempt of ${this.app}.` : `${this.app} has no attempt ${this.attempt}; it has ${attempts.length}.`, attempts.length === 0 ? 'Its ResourceManager forgets applications that ended long ago, and with a restart without recovery all.' : '');
    return found;
  }

  /** Bytes from `start` on; below 0 so many from the end. `end`: at least up to there, if the log has so many. @throws HttpFault of kind `not-found` where there is none, `busy` while it is being moved to the history */
  async piece(start: number, signal?: AbortSignal, end?: number): Promise<LogPiece> {
    this.#places ??= logPlaces(this.cluster, await this.chosen(signal), this.stream);
    let moving = false, said = '';
    for (const place of [...this.#places]) {
      const found = await this.#ask(place, `?start=${start}${end === undefined ? '' : `&end=${end}`}`, signal);
      if (found.kind === 'moving') moving = true;
      else if (found.kind === 'none') said ||= found.said;
      else {
        // Where it was found, it is looked for first; once in the history it is nowhere else.
        if (place !== this.#places[0]) this.#places = place.history ? [place] : [place, ...this.#places.filter((each) => each !== place)];
        return found.kind === 'beyond' ? { text: '', bytes: 0, total: found.total, cut: false, ended: place.history } : { text: found.text, cut: found.cut, ended: place.history, ...(found.bytes === undefined ? {} : { bytes: found.bytes }), ...(found.total === undefined ? {} : { total: found.total }) };
      }
    }
    if (moving) throw new HttpFault('busy', `The ${this.stream} of ${this.app} is being moved from its node to the history.`, 'It is there in some seconds, or minutes where it is large.');
    throw new HttpFault('not-found', `There is no ${this.stream} of ${this.app}${said === '' ? '' : `: ${said}`}.`, 'A job that has just started or ended may have none for some seconds. YARN keeps logs after the end only where their aggregation is on.');
  }

  async #ask({ http, path }: LogPlace, part: string, signal: AbortSignal | undefined): Promise<Exclude<LogPage, { kind: 'text' }> | (Extract<LogPage, { kind: 'text' }> & { cut: boolean })> {
    try {
      const { text, cut } = await http.ask({ path: path + part, accept: 'text/html', signal, most: this.most, cut: true, about: `the ${this.stream} of ${this.app}` });
      const page = writtenPage(text);
      return page.kind === 'text' ? { ...page, text: await readBack(page.text), cut } : page;
    } catch (error) {
      // A redirect into the cluster, and a 403 between the end and the history, are no end of the search. Neither is a wrong form of address.
      if (error instanceof HttpFault && ((error.status !== undefined && error.status >= 300 && error.status < 400 && error.kind === 'protocol') || error.kind === 'not-found')) return { kind: 'none', said: '' };
      if (error instanceof HttpFault && error.kind === 'authorization') return { kind: 'moving', said: '' };
      throw error;
    }
  }
}

/** Units of a page that are read at one go. */
const AT_ONCE = 2 ** 16;

/** A log's text as it was before it was written into a page: of a large one others have their turn meanwhile. */
async function readBack(text: string): Promise<string> {
  const parts: string[] = [];
  let at = 0;
  await inTurns(() => {
    // No character's name is cut in two.
    const line = text.indexOf('\n', at + AT_ONCE), end = line < 0 ? text.length : line + 1;
    parts.push(unescaped(text.slice(at, end)));
    at = end;
    return at < text.length;
  }, 1);
  return parts.join('');
}
