/** A job on a cluster as it would be told: the same events for the same options, so that pictures are comparable. */
import type { FollowEvent, FollowStatus, LogAnswer, LogRequest } from '../../../src/protocol/cluster-run';
import type { RunAnswers, RunQuestion, StreamingQueryProgress } from '../../../src/protocol/run';

export interface JobOptions {
  batches: number;
  /** `gauges`: a reader that knows no batches. */
  reader: 'log' | 'gauges';
  attempt: number;
  verdicts: boolean;
  hostile: boolean;
}

const start = Date.UTC(2024, 4, 6, 12, 0, 0), id = '6a8f1b20-3d4e-4f5a-9b6c-7d8e9f0a1b2c';
const hostile = '<img src=x onerror=alert(1)> ‮evil‬ "quotes" \' & ünïcödé ' + 'x'.repeat(300);

export class GeneratedJob {
  readonly #progress = new Map<number, StreamingQueryProgress>();

  constructor(private readonly options: JobOptions, private readonly tell: (event: FollowEvent) => void) {}

  begin(state: FollowStatus['job']['state'] = 'running'): void {
    if (state === 'running') this.tell({ event: 'run', run: { kind: 'state', state: 'running' } });
    this.tell({ event: 'status', status: this.status(state) });
    if (state === 'starting') return;
    for (const [queryId, label] of [[id, this.options.hostile ? hostile : 'alerts'], ['7b', 'profile_audit']] as const) {
      this.tell({ event: 'run', run: { kind: 'query', query: { id: queryId, runId: queryId, name: label, label, outputMode: 'update', trigger: '', sink: 'kafka', sources: ['KafkaV2[Subscribe[card-transactions]]'], plan: [], timeZone: 'UTC', watermarks: [] } } });
    }
    for (let i = 0; i < this.options.batches; i++) this.step(i);
  }

  status(state: FollowStatus['job']['state'] = 'running'): FollowStatus {
    const { attempt, verdicts, hostile: bad, reader } = this.options, name = bad ? hostile : 'fraud.py', now = Date.now();
    return {
      job: { key: '7 application_1763_0042', batch: '7', app: 'application_1763123456789_0042', name, user: 'livy', queue: 'default', state, livyState: state, yarnState: state === 'running' ? 'RUNNING' : 'ACCEPTED', attempt, started: now - 7_200_000, memoryMb: 6144, cores: 5, tags: ['weir-1'] },
      maxAttempts: 2, requestsPerMinute: 14, everyMs: 5000,
      progress: reader === 'log' ? { reader: "the driver's log", at: now - 1200, lacks: ['whether a query still runs'], better: [], doubts: [] }
        : { reader: "Spark's gauges", at: now - 1200, lacks: ['batch numbers', 'rows of a batch'], better: [{ reader: "the driver's log", reason: 'the job logs less than INFO' }], doubts: ['alerts: the latency is -1'] },
      verdicts: verdicts ? [
        { id: 'falling-behind', queryId: id, severity: 'warning', about: 'rate', text: 'behind by 430 rows/s for 6 min', hint: 'Give it more cores, or limit what a trigger reads with maxOffsetsPerTrigger.', since: now - 360_000 },
        { id: 'slow-batches', queryId: id, severity: 'warning', about: 'time', text: 'trigger is 2 s; addBatch takes 88 %', hint: 'A batch takes longer than its trigger.', since: now - 360_000 },
      ] : [],
      failures: attempt > 1 ? [{ attempt: 1, at: now - 14 * 60_000, failure: { kind: 'python', exception: 'ValueError', message: bad ? hostile : "could not convert string to float: 'n/a'", at: { file: '/mnt/hadoop/container_1/fraud.py', line: 58, function: 'score' }, trace: ['Traceback (most recent call last):', '  File "/mnt/hadoop/container_1/fraud.py", line 58, in score', "ValueError: could not convert string to float: 'n/a'"], from: 'stdout' } }] : [],
    };
  }

  step(i: number): void {
    const at = start + i * 5000, wave = Math.round(400 * Math.sin(i / 7)), input = 2000 + wave + i * 4, processed = 1900 + (i * 7919) % 300, took = 3000 + (i * 104_729) % 1400, state = 1_200_000 + wave * 10, watermark = (at - 32_000) * 1000;
    for (const queryId of [id, '7b']) {
      this.tell({ event: 'sample', queryId, sample: { at, inputRate: input, processedRate: processed, watermark, stateRows: state, stateBytes: 212_000_000, tookMs: took,
        ...(this.options.reader === 'log' && { batchId: i, inputRows: input * 5, newestEvent: at * 1000, durationMs: { triggerExecution: took, addBatch: Math.round(took * .88), queryPlanning: 40, walCommit: 60 } }) } });
    }
    if (this.options.reader !== 'log') return;
    const progress: StreamingQueryProgress = {
      id, runId: id, name: 'alerts', timestamp: new Date(at).toISOString(), batchId: i, numInputRows: input * 5, inputRowsPerSecond: input, processedRowsPerSecond: processed,
      durationMs: { addBatch: Math.round(took * .88), getBatch: 0, latestOffset: 12, queryPlanning: 40, triggerExecution: took, walCommit: 60 }, eventTime: { avg: new Date(at - 9000).toISOString(), max: new Date(at).toISOString(), min: new Date(at - 20_000).toISOString(), watermark: new Date(at - 32_000).toISOString() },
      stateOperators: [{ operatorName: 'stateStoreSave', numRowsTotal: state, numRowsUpdated: 8000, allUpdatesTimeMs: 90, numRowsRemoved: 7900, allRemovalsTimeMs: 40, commitTimeMs: 200, memoryUsedBytes: 212_000_000, numRowsDroppedByWatermark: i % 9 === 0 ? 3 : 0, numShufflePartitions: 200, numStateStoreInstances: 200, customMetrics: {} }],
      sources: [{ description: 'KafkaV2[Subscribe[card-transactions]]', startOffset: { 'card-transactions': { 0: i * 100 } }, endOffset: { 'card-transactions': { 0: i * 100 + 100 } }, latestOffset: { 'card-transactions': { 0: i * 100 + 2300 } }, numInputRows: input * 5, inputRowsPerSecond: input, processedRowsPerSecond: processed }],
      sink: { description: 'org.apache.spark.sql.kafka010.KafkaSourceProvider$KafkaTable@1', numOutputRows: -1 },
    };
    this.#progress.set(i, progress);
    this.tell({ event: 'run', run: { kind: 'batch', batch: { queryId: id, batchId: i, inputRows: input * 5, droppedBySpark: i % 9 === 0 ? 3 : 0, watermark, stateRows: state, tookMs: took, noData: false } } });
    this.tell({ event: 'run', run: { kind: 'progress', progress } });
  }

  ask(question: RunQuestion): Promise<RunAnswers[RunQuestion['ask']]> {
    if (question.ask === 'progress') return Promise.resolve(this.#progress.get(question.batchId) ?? null);
    return Promise.reject(new Error(`${question.ask} is not known of a job on a cluster`));
  }

  log(request: LogRequest): Promise<LogAnswer> {
    const names = ['MicroBatchExecution', 'KafkaDataConsumer', 'HDFSBackedStateStoreProvider', 'ProcessingTimeExecutor'], total = 400;
    const lines = Array.from({ length: total }, (_, n) => {
      const warn = n % 7 === 3, logger = warn ? names[3]! : names[n % 3]!, time = new Date(start + n * 1000).toISOString().slice(11, 19), head = `${time} ${warn ? 'WARN' : 'INFO'} ${logger}: `;
      return { n, text: `${head}${warn ? 'Current batch is falling behind. The trigger interval is 2000 milliseconds, but spent 4112 milliseconds' : `Committed version ${n} for state store (op=0,part=${n % 20})`}`, level: warn ? 'WARN' as const : 'INFO' as const, time, logger, from: head.length };
    });
    const passing = lines.filter(({ level }) => request.least !== 'WARN' || level === 'WARN'), offset = request.offset < 0 ? Math.max(0, passing.length + request.offset) : request.offset;
    const found = request.find ? passing.flatMap(({ text }, i) => (text.toLowerCase().includes(request.find!.toLowerCase()) ? [i] : [])) : [];
    return Promise.resolve({ lines: passing.slice(offset, offset + request.limit), offset, total: passing.length, found, foundAll: found.length, before: 0, gaps: [], following: true });
  }
}
