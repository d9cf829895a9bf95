/** Batches as executions of Spark SQL (`/api/v1/…/sql`, Spark 3.1 and later); their description names the query, as that of the jobs does. */
import { field, numberField, parseJson, textField } from '../http/json.ts';
import { notJson } from './html.ts';
import type { ProgressSource } from './source.ts';
import type { BatchStatus, ProgressReader, QueryStatus, Reading } from './status.ts';
import { Unreadable } from './status.ts';
import { Doubts, present } from './values.ts';

const PAGE = 'the list of executions';
/** Executions of one answer, and how often a list is asked on in one reading. */
const LENGTH = 250, STEPS = 6;
const DESCRIPTION = /^(?:([^]*)\n|\n?)id = ([0-9a-f-]{36})\nrunId = ([0-9a-f-]{36})\nbatch = (\d{1,16}|init)$/;

export interface Execution { id: number; name: string | null; queryId: string; runId: string; batchId: number | undefined; status: string; submitted: string | undefined; ms: number | undefined }

export class ExecutionsReader implements ProgressReader {
  readonly name = 'executions';
  readonly lacks = ['rows', 'rates', 'watermark', 'state', 'offsets', 'parts of the duration'];
  /** Place in Spark's list of the newest execution that was seen; the list is kept short from its beginning, which moves all places. */
  #place = 0;
  readonly #latest = new Map<string, QueryStatus>();

  constructor(private readonly source: ProgressSource, private readonly now: () => number = Date.now) {}

  async read(signal: AbortSignal): Promise<Reading> {
    const doubts = new Doubts();
    for (let step = 0, back = LENGTH; step < STEPS; step++) {
      const text = await this.source.text(`ui/api/v1/applications/${this.source.appId}/sql?details=false&planDescription=false&offset=${this.#place}&length=${LENGTH}`, signal);
      const { total, executions } = parseExecutions(text, doubts);
      take(this.#latest, executions, this.now());
      if (total === 0 && this.#place > 0) {
        this.#place = Math.max(0, this.#place - back);
        back *= 2;
        continue;
      }
      this.#place += Math.max(0, total - 1);
      if (total < LENGTH) break;
    }
    if (this.#latest.size === 0) throw new Unreadable('nothing', `${PAGE} has none of a streaming query (yet)`);
    return { reader: 'executions', queries: [...this.#latest.values()], doubts: doubts.found };
  }
}

/** @throws Unreadable */
export function parseExecutions(text: string, doubts: Doubts): { total: number; executions: Execution[] } {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    throw notJson(text, PAGE);
  }
  if (!Array.isArray(json)) throw new Unreadable('unknown', `${PAGE} is no list`);
  const executions: Execution[] = [];
  for (const each of json as unknown[]) {
    // `jobId`: of the list of jobs.
    const id = numberField(each, 'id') ?? numberField(each, 'jobId'), [, name, queryId, runId, batch] = DESCRIPTION.exec(textField(each, 'description') ?? '') ?? [];
    if (id === undefined || queryId === undefined || runId === undefined) continue;
    const submitted = Date.parse((textField(each, 'submissionTime') ?? '').replace(/GMT$/, 'Z'));
    executions.push({
      id, name: name === undefined || name === '' ? null : name, queryId, runId, status: textField(each, 'status') ?? '',
      batchId: batch === 'init' ? undefined : doubts.count(Number(batch), `${name ?? queryId}: the batch`),
      submitted: Number.isNaN(submitted) ? undefined : doubts.time(submitted, `${name ?? queryId}: the time of a batch`),
      ms: field(each, 'status') === 'COMPLETED' ? doubts.count(field(each, 'duration'), `${name ?? queryId}: the duration`) : undefined,
    });
  }
  return { total: json.length, executions };
}

/** Adds what executions say to what is known; a run's newest batch counts. */
export function take(latest: Map<string, QueryStatus>, executions: readonly Execution[], at: number): void {
  for (const { name, queryId, runId, batchId, status, submitted, ms } of executions) {
    const known = latest.get(runId);
    if (known?.batchId !== undefined && (batchId === undefined || batchId < known.batchId)) {
      latest.set(runId, { ...known, at });
      continue;
    }
    // A batch may be several executions, as with foreachBatch: it began with the first, and how long all took no single one says.
    const again = known?.batchId !== undefined && known.batchId === batchId;
    const earlier = known === undefined || again || known.batchId === undefined ? known?.earlier ?? [] : [...known.earlier, batchOf(known)].slice(-100);
    latest.set(runId, present<QueryStatus>({
      id: queryId, runId, name, state: status === 'FAILED' ? 'failed' : 'running', batchId, timestamp: again ? known.timestamp ?? submitted : submitted,
      durationMs: ms === undefined || (again && known.timestamp !== submitted) ? undefined : { execution: ms }, earlier, at,
    }));
  }
}

function batchOf({ batchId, timestamp, durationMs }: QueryStatus): BatchStatus {
  return present<BatchStatus>({ batchId, timestamp, durationMs });
}
