import { Refusal, SparkError } from '../../spark/errors.ts';
import type { Plan } from '../../spark/plan/plan.ts';
import { catalogString, type DataType } from '../../spark/types.ts';
import type { Row } from '../../spark/values.ts';
import { toRows } from '../../engine/columns/batch.ts';
import type { Sink, SinkBatch } from '../../engine/query/contracts.ts';
import { rowWriter } from './row-writer.ts';
import { SINK_LOG, sinkEntries } from './sink-log.ts';
import type { World } from './world.ts';

interface Written { path: string; size: number; isDir: boolean; modificationTime: number; blockReplication: number; blockSize: number; action: 'add' }

/**
 * FileStreamSink (3.3.1): part files, then one entry in `_spark_metadata` per batch. A batch that is already in the log is
 * not written again, so a reader never sees a row twice; part files of a batch that died are no part of the table.
 */
export class FileSink implements Sink {
  readonly api = 'v1';
  readonly description: string;
  constructor(readonly format: string, shown: string, readonly folder: string, readonly partitionBy: readonly string[], readonly plan: Plan, readonly options: Readonly<Record<string, string>>, readonly w: World) {
    const { files } = w.host;
    this.description = `FileSink[${files.uri(files.resolve(shown)).replace(/^file:/, 'file:')}]`;
    if (partitionBy.length > 0) throw new Refusal('partitionBy on a file sink', 'Write without partitionBy in the simulation, or run the job with local Spark.');
  }

  addBatch(b: SinkBatch): void {
    const { files } = this.w.host;
    const log = files.resolve(this.folder, SINK_LOG);
    if (this.#latest(log) >= b.batchId) { b.rows(); return; }
    this.#checkTypes();
    const rows = toRows(b.rows());
    const added: Written[] = [];
    const name = `part-00000-${this.#uuid()}-c000.${this.format === 'text' ? 'txt' : this.format}`;
    const write = rowWriter(this.format, this.plan.output, this.options, this.w);
    const path = files.resolve(this.folder, name);
    const data = write(rows as Row[]);
    files.write(path, data);
    added.push({ path: `file://${files.uri(path).replace(/^file:\/*/, '/')}`, size: data.length, isDir: false, modificationTime: Math.floor(files.stat(path)!.mtimeMs), blockReplication: 1, blockSize: 33554432, action: 'add' });
    b.filesWritten?.();
    this.#commit(log, b.batchId, added);
  }

  #latest(log: string): number { return Math.max(-1, ...this.w.host.files.list(log).map((e) => /^(\d+)(?:\.compact)?$/.exec(e.name)?.[1]).filter((n): n is string => n !== undefined).map(Number)); }

  /** Every tenth entry holds all before it (CompactibleFileStreamLog). */
  #commit(log: string, batchId: number, added: readonly Written[]): void {
    const { files } = this.w.host;
    const compact = (batchId + 1) % 10 === 0;
    const before = compact ? sinkEntries(log, batchId, this.w) : [];
    files.write(files.resolve(log, compact ? `${batchId}.compact` : `${batchId}`), ['v1', ...before, ...added.map((e) => JSON.stringify(e))].join('\n'));
  }
  /** DataSourceUtils.verifySchema: what the format cannot hold. */
  #checkTypes(): void {
    const bad = (t: DataType): boolean => this.format === 'csv' && (t.kind === 'struct' || t.kind === 'array' || t.kind === 'map');
    for (const a of this.plan.output) if (bad(a.type)) throw new SparkError('AnalysisException', `CSV data source does not support ${catalogString(a.type)} data type.`);
    if (this.format === 'text' && (this.plan.output.length !== 1 || this.plan.output[0]!.type.kind !== 'string')) {
      throw new SparkError('AnalysisException', this.plan.output.length !== 1 ? `Text data source supports only a single column, and you have ${this.plan.output.length} columns.` : `Text data source does not support ${catalogString(this.plan.output[0]!.type)} data type.`);
    }
  }
  #uuid(): string { return globalThis.crypto.randomUUID(); }
}
