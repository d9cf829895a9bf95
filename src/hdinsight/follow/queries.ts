/** What readers say of a job's queries, as events: each batch and each figure once, whichever reader it came from. */
import type { FollowEvent, QuerySample } from '../../protocol/cluster-run.ts';
import type { QueryInfo, StreamingQueryProgress } from '../../protocol/run.ts';
import { batchOf, sinkWords, sourcesOf } from '../../spark/progress/summary.ts';
import { masked } from '../mask.ts';
import type { BatchStatus, QueryStatus, Reading } from '../progress/status.ts';
import { sampleOf } from './samples.ts';

interface Known {
  /** Its id; its name where only that is known. */
  key: string;
  id: string | undefined;
  info: QueryInfo;
  /** Of the newest whole progress that was told, as Spark writes it. */
  told: string;
  newest: QuerySample | undefined;
  /** The run that was told to have ended. */
  ended: string | undefined;
}

const LONGEST = 200;
/** Queries that are known: a job may start one after the other. */
const MOST = 200;

export class FollowedQueries {
  readonly #known = new Map<string, Known>();

  constructor(private readonly tell: (event: FollowEvent) => void) {}

  take({ queries, reader, triggerMs }: Reading): void {
    const byKey = new Map<Known, QueryStatus[]>();
    for (const status of queries) {
      const known = this.#of(status);
      if (known) byKey.set(known, [...byKey.get(known) ?? [], status]);
    }
    for (const [known, runs] of byKey) {
      // One query may have been started more than once: its newest run counts.
      const [last, ...before] = runs.sort(newestFirst), info = this.#info(known, last!, byKey.size === 1 ? triggerMs : undefined);
      if (JSON.stringify(info) !== JSON.stringify(known.info) || !this.#known.has(known.key)) this.tell({ event: 'run', run: { kind: 'query', query: info } });
      known.info = info;
      this.#keep(known);
      for (const run of before.reverse()) this.#batches(known, run, false);
      this.#batches(known, last!, true);
      this.#end(known, last!, reader === 'query page');
    }
  }

  /** The id that a query's progress carries. */
  idOf(key: string): string {
    return this.#known.get(key)?.id ?? key;
  }

  /** The one that was told last is the last to be let go of. */
  #keep(known: Known): void {
    this.#known.delete(known.key);
    this.#known.set(known.key, known);
    const [silent] = this.#known.keys();
    if (this.#known.size > MOST) this.#known.delete(silent!);
  }

  #of({ id, name }: QueryStatus): Known | undefined {
    const all = [...this.#known.values()], found = all.find((each) => id !== undefined && each.id === id) ?? all.findLast((each) => typeof name === 'string' && each.info.name === shown(name) && (id === undefined || each.id === undefined));
    if (found) {
      found.id ??= id;
      return found;
    }
    const key = id ?? name ?? undefined;
    return key === undefined ? undefined : { key, id, info: { id: key, runId: '', name: null, label: '', outputMode: '', trigger: '', sink: '', sources: [], plan: [], timeZone: 'UTC', watermarks: [] }, told: '', newest: undefined, ended: undefined };
  }

  #info({ key, info }: Known, status: QueryStatus, triggerMs: number | undefined): QueryInfo {
    const { progress, earlier } = status, whole = progress ?? earlier.findLast((each) => each.progress !== undefined)?.progress;
    const name = typeof status.name === 'string' ? shown(status.name) : info.name, sink = whole ? shown(sinkWords(whole)) : info.sink, short = key.slice(0, 8);
    const wanted = name ?? (sink === '' ? short : sink), taken = [...this.#known.values()].some((each) => each.key !== key && each.info.label === wanted);
    return {
      ...info, runId: status.runId ?? info.runId, name, sink, sources: whole ? sourcesOf(whole).map(shown) : info.sources, label: taken ? `${wanted} ${short}` : wanted,
      ...(triggerMs !== undefined && { trigger: `every ${triggerMs / 1000} s` }),
    };
  }

  #batches(known: Known, status: QueryStatus, newest: boolean): void {
    for (const batch of [...status.earlier, status]) {
      if (batch.progress) this.#progress(known, batch, batch.progress);
      else if (newest) this.#sample(known, sampleOf(batch, batch === status ? status.at : undefined));
    }
  }

  #progress(known: Known, batch: BatchStatus, progress: StreamingQueryProgress): void {
    if (progress.timestamp <= known.told) return;
    known.told = progress.timestamp;
    const summary = batchOf(progress);
    if (summary) this.tell({ event: 'run', run: { kind: 'batch', batch: { ...summary, queryId: known.key } } });
    this.tell({ event: 'run', run: { kind: 'progress', progress: withoutSecrets(progress) } });
    const sample = sampleOf(batch, undefined);
    if (!sample) return;
    if (known.newest === undefined || sample.at >= known.newest.at) known.newest = sample;
    this.tell({ event: 'sample', queryId: known.key, sample });
  }

  /** What is older than what was told says nothing new. */
  #sample(known: Known, sample: QuerySample | undefined): void {
    const { newest } = known;
    if (!sample || (newest && (sample.at < newest.at || (sample.at === newest.at && JSON.stringify(sample) === JSON.stringify(newest))))) return;
    // A number alone, of a list that says no time, is news once.
    if (newest && Object.keys(sample).every((each) => each === 'at' || each === 'batchId') && sample.batchId === newest.batchId) return;
    known.newest = sample;
    this.tell({ event: 'sample', queryId: known.key, sample });
  }

  /** An execution that failed ends no query by itself: the job may have caught it. */
  #end(known: Known, { state, runId = '', error }: QueryStatus, lists: boolean): void {
    if (!lists || (state !== 'finished' && state !== 'failed') || known.ended === runId) return;
    known.ended = runId;
    this.tell({ event: 'run', run: { kind: 'queryEnd', queryId: known.key, ...(state === 'failed' && error !== undefined && error !== '' && { error: masked(error) }) } });
  }
}

const shown = (text: string): string => masked(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const newestFirst = (a: QueryStatus, b: QueryStatus): number => Number(b.state === 'running') - Number(a.state === 'running') || (b.timestamp ?? '').localeCompare(a.timestamp ?? '');

function withoutSecrets(progress: StreamingQueryProgress): StreamingQueryProgress {
  return { ...progress, sources: progress.sources.map((source) => ({ ...source, description: masked(source.description) })), sink: { ...progress.sink, description: masked(progress.sink.description) } };
}
