/**
 * A computed run for trying the panel without a simulator: 10 s windows per card, delay 30 s, Spark's rule (the
 * watermark of a batch comes from the newest event of the batches before it; a window is closed once its end <= watermark).
 * Every figure on the page agrees with every other.
 */
import type { BatchSummary, LateRow, PlanNode, QueryInfo, RunAnswers, RunEvent, RunQuestion, StateEntry, StreamingQueryProgress, TableColumn } from '../../../src/protocol/run';

const file = '/home/you/fraud-detection/job.py';
const base = Date.UTC(2024, 4, 6, 12, 0, 0) * 1000;
const delay = 30_000_000;
const windowLength = 10_000_000;
const second = 1_000_000;
const cards = ['4711', '0815', '2203', '9034'];
const span = (line: number, column: number, endColumn: number) => ({ file, line, column, endLine: line, endColumn });
const col = (name: string, type: string): TableColumn => ({ name, type, numeric: /int|double|decimal/.test(type) });
const iso = (micros: number) => new Date(micros / 1000).toISOString().replace('T', ' ').replace('Z', '');

const plan: PlanNode[] = [
  { id: 0, name: 'Kafka source', detail: 'topic card-transactions, startingOffsets earliest', inputs: [], stateful: false, span: span(30, 4, 40) },
  { id: 1, name: 'Project', detail: 'from_json(cast(value as string)) as tx', inputs: [0], stateful: false, span: span(36, 4, 60) },
  { id: 2, name: 'Watermark', detail: 'event_time, delay 30 seconds', inputs: [1], stateful: false, span: span(41, 4, 48), moved: 'The filter below was moved above the watermark: rows that it drops do not move the watermark.' },
  { id: 3, name: 'Relation', detail: 'profiles.csv, 4 rows', inputs: [], stateful: false, span: span(24, 0, 50) },
  { id: 4, name: 'Join', detail: 'inner on card', inputs: [2, 3], stateful: false, span: span(42, 4, 40) },
  { id: 5, name: 'Aggregate', detail: 'window(event_time, 10 seconds), card: count, sum(amount)', inputs: [4], stateful: true, span: span(44, 4, 70) },
  { id: 6, name: 'Filter', detail: 'n > 26', inputs: [5], stateful: false, span: span(46, 4, 30) },
  { id: 7, name: 'Console sink', detail: 'append, alerts', inputs: [6], stateful: false, span: span(52, 4, 20) },
];

export interface GeneratedOptions { batches: number; rowsPerBatch?: number; hostile?: boolean; failing?: boolean; outputRows?: number }
interface Made { summary: BatchSummary; late: LateRow[]; output: (string | number)[][]; state: StateEntry[] }

export class GeneratedRun {
  readonly #made: Made[] = [];
  readonly #state = new Map<string, { end: number; card: string; n: number; total: number; updated: number }>();
  #seed = 7;
  #max = -Infinity;
  #watermark = 0;
  printed = '';

  constructor(private readonly options: GeneratedOptions, private readonly emit: (event: RunEvent) => void) {}

  get done(): boolean { return this.#made.length >= this.options.batches; }

  begin(): void {
    const query = (id: string, label: string, span0: number): QueryInfo => ({
      id, runId: `run-${id}`, name: label, label, outputMode: 'append', trigger: 'default', sink: 'console', timeZone: 'UTC',
      sources: ['topic card-transactions from captures/card-transactions.capture.jsonl'], span: span(span0, 0, 20), plan,
      watermarks: [{ node: 2, column: 'event_time', delay: '30 seconds', span: span(41, 4, 48) }],
    });
    this.emit({ kind: 'state', state: 'running' });
    this.emit({ kind: 'query', query: query('q1', this.options.hostile ? '<img src=x onerror=alert(1)> alerts' : 'alerts', 52) });
    this.emit({ kind: 'query', query: query('q2', 'profile_audit', 60) });
    this.emit({ kind: 'note', text: 'Checkpoints go to a scratch folder of this run.' });
    this.#print('starting\n');
  }

  step(): void {
    const batchId = this.#made.length, made = this.#batch(batchId);
    this.#made.push(made);
    this.emit({ kind: 'batch', batch: made.summary });
    this.emit({ kind: 'progress', progress: this.#progress(made.summary) });
    if (batchId % 4 === 0) this.emit({ kind: 'batch', batch: { ...made.summary, queryId: 'q2', batchId: batchId / 4, outputRows: 0, droppedRows: 0, points: [] } });
    this.#print(`-------------------------------------------\nBatch: ${batchId}\n-------------------------------------------\n`);
    if (this.options.failing && this.done) this.#fail();
    else if (this.done) this.emit({ kind: 'state', state: 'succeeded', exitCode: 0 });
  }

  async ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]> {
    return this.#answer(question) as RunAnswers[Q['ask']];
  }

  #answer(q: RunQuestion): RunAnswers[keyof RunAnswers] {
    const cut = <T>(rows: T[]) => 'offset' in q ? rows.slice(q.offset, q.offset + q.limit) : rows;
    switch (q.ask) {
      case 'output': return this.#output(q);
      case 'late': {
        const rows = this.#made.filter((m) => q.batchId === undefined || m.summary.batchId === q.batchId).flatMap((m) => m.late);
        return { columns: [col('card', 'string'), col('amount', 'double'), col('event_time', 'timestamp')], rows: cut(rows), offset: q.offset, total: rows.length };
      }
      case 'state': {
        const all = this.#made[q.batchId]?.state ?? [];
        const rows = q.filter ? all.filter((e) => JSON.stringify(e.key).includes(q.filter ?? '')) : all;
        return { operators: [{ node: 5, name: 'stateStoreSave', total: all.length }], keyColumns: [col('window', 'struct<start:timestamp,end:timestamp>'), col('card', 'string')],
          valueColumns: [col('count', 'bigint'), col('sum', 'double')], rows: cut(rows), offset: q.offset, total: rows.length };
      }
      case 'values': return { schema: { type: 'struct', fields: [] }, timeZone: 'UTC', rows: [], batchIds: [], missing: 'The panel does not ask for them.' };
      case 'progress': { const made = this.#made[q.batchId]; return made ? this.#progress(made.summary) : null; }
      // The panel compares nothing.
      case 'values': return { schema: { type: 'struct', fields: [] }, timeZone: 'UTC', rows: [], batchIds: [], missing: 'A made-up run has no exact values.' };
      case 'printed': return { text: this.printed.slice(q.offset, q.offset + q.limit), offset: q.offset, total: this.printed.length };
    }
  }

  #output(q: Extract<RunQuestion, { ask: 'output' }>): RunAnswers['output'] {
    const columns = [col('window', 'struct<start:timestamp,end:timestamp>'), col('card', 'string'), col('n', 'bigint'), col('total', 'double')];
    if (this.options.outputRows) {
      const rows = Array.from({ length: Math.min(q.limit, this.options.outputRows - q.offset) }, (_, i) => [`row ${q.offset + i}`, cards[i % 4] ?? '', q.offset + i, i / 4]);
      return { columns, rows, offset: q.offset, total: this.options.outputRows };
    }
    const rows = this.#made[q.batchId]?.output ?? [];
    return { columns, rows: rows.slice(q.offset, q.offset + q.limit), offset: q.offset, total: rows.length };
  }

  #random(): number { this.#seed = (this.#seed * 16807) % 2147483647; return this.#seed / 2147483647; }
  #print(text: string): void { this.printed += text; this.emit({ kind: 'stdout', text }); }

  #batch(b: number): Made {
    const r = () => this.#random(), previousMax = this.#max, n = (this.options.rowsPerBatch ?? 84) + Math.floor(r() * 50), watermark = this.#watermark;
    const late: LateRow[] = [], points: BatchSummary['points'] = [];
    let min = Infinity, max = -Infinity;
    for (let i = 0; i < n; i++) {
      const back = r() < .012 ? 45 + r() * 45 : r() < .04 ? 24 + r() * 14 : r() * 7;
      const t = base + Math.round(Math.max(0, 10 + b * 9.4 + r() * 9 - back) * 1000) * 1000, end = Math.floor((t - base) / windowLength) * windowLength + windowLength + base;
      const at = .05 + .9 * r(), card = cards[Math.floor(r() * 4)] ?? '', amount = Math.round((5 + r() * r() * 1200) * 100) / 100;
      const kind = watermark && end <= watermark ? 'dropped' : t < watermark ? 'late' : 'inTime';
      points.push({ batchId: b, at, eventTime: t, kind });
      min = Math.min(min, t); max = Math.max(max, t); this.#max = Math.max(this.#max, t);
      if (kind === 'dropped') {
        late.push({ batchId: b, node: 5, eventTime: t, watermark, lateBy: watermark - t, window: { start: end - windowLength, end }, neededDelay: Math.floor((previousMax - end) / second + 1) * second,
          row: [this.options.hostile ? '<script>alert(1)</script>' : card, amount, iso(t)] });
      } else {
        const key = `${end} ${card}`, was = this.#state.get(key) ?? { end, card, n: 0, total: 0, updated: b };
        this.#state.set(key, { ...was, n: was.n + 1, total: was.total + amount, updated: b });
      }
    }
    const output: (string | number)[][] = [];
    for (const [key, s] of this.#state) {
      if (s.end > watermark) continue;
      this.#state.delete(key);
      if (s.n > 26) output.push([`{${iso(s.end - windowLength)}, ${iso(s.end)}}`, s.card, s.n, Math.round(s.total * 100) / 100]);
    }
    this.#watermark = Math.max(this.#watermark, this.#max - delay);
    const state = [...this.#state.values()].map((s): StateEntry => ({ key: [`{${iso(s.end - windowLength)}, ${iso(s.end)}}`, s.card], value: [s.n, Math.round(s.total * 100) / 100], updatedIn: s.updated, evictAt: s.end }));
    const counts = [0, 1, 2].map((id) => ({ id, rowsIn: n, rowsOut: n })).concat([{ id: 3, rowsIn: 4, rowsOut: 4 }, { id: 4, rowsIn: n + 4, rowsOut: n }]);
    const summary: BatchSummary = { queryId: 'q1', batchId: b, inputRows: n, outputRows: this.options.outputRows ?? output.length, droppedRows: late.length, droppedBySpark: late.length, watermark, eventTime: { min, max },
      stateRows: state.length, tookMs: b === 0 ? 61 : 11 + Math.floor(r() * 12), noData: false, points: points.slice(0, 500),
      counts: [...counts, { id: 5, rowsIn: n, rowsOut: output.length + 2, dropped: late.length, state: state.length }, { id: 6, rowsIn: output.length + 2, rowsOut: output.length }, { id: 7, rowsIn: output.length, rowsOut: output.length }] };
    return { summary, late, output, state };
  }

  #progress(b: BatchSummary): StreamingQueryProgress {
    const operator = { operatorName: 'stateStoreSave', numRowsTotal: b.stateRows, numRowsUpdated: 12, allUpdatesTimeMs: 2, numRowsRemoved: 4, allRemovalsTimeMs: 1, commitTimeMs: 3, memoryUsedBytes: 24576,
      numRowsDroppedByWatermark: b.droppedBySpark, numShufflePartitions: 200, numStateStoreInstances: 200, customMetrics: {} };
    return { id: b.queryId, runId: `run-${b.queryId}`, name: 'alerts', timestamp: new Date(base / 1000 + b.batchId * 1000).toISOString(), batchId: b.batchId, numInputRows: b.inputRows,
      inputRowsPerSecond: b.inputRows * 10, processedRowsPerSecond: Math.round(b.inputRows * 1000 / b.tookMs), durationMs: { addBatch: b.tookMs - 4, triggerExecution: b.tookMs }, stateOperators: [operator],
      sources: [{ description: 'KafkaV2[Subscribe[card-transactions]]', startOffset: { 'card-transactions': { 0: b.batchId * 100 } }, endOffset: { 'card-transactions': { 0: b.batchId * 100 + 100 } }, latestOffset: null, numInputRows: b.inputRows }],
      sink: { description: 'org.apache.spark.sql.execution.streaming.ConsoleTable$', numOutputRows: b.outputRows } };
  }

  #fail(): void {
    this.emit({ kind: 'problem', problem: { severity: 'error', code: 'python-exception', errorClass: 'ValueError', message: "could not convert string to float: 'abc'", hint: 'Guard the conversion or filter malformed rows first.', span: span(46, 4, 30) } });
    this.emit({ kind: 'queryEnd', queryId: 'q1', error: "ValueError: could not convert string to float: 'abc'" });
    this.emit({ kind: 'state', state: 'failed', message: "ValueError: could not convert string to float: 'abc'", exitCode: 1 });
  }
}
