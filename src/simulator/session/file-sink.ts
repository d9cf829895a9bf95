import type { Plan } from '../../spark/plan/plan.ts';
import { toRows } from '../../engine/columns/batch.ts';
import type { Sink, SinkBatch } from '../../engine/query/contracts.ts';
import { PartFiles } from './part-files.ts';
import { SinkLog } from './sink-log.ts';
import { schemaOf, type World } from './world.ts';

/**
 * FileStreamSink (3.3.1): part files, then one entry in `_spark_metadata` per batch. A batch that is already in the log is
 * not written again, so a reader never sees a row twice; part files of a batch that died are no part of the table.
 */
export class FileSink implements Sink {
  readonly api = 'v1';
  readonly description: string;
  readonly #log: SinkLog;
  /** `partitionBy`: positions in the plan's output. */
  constructor(readonly format: string, shown: string, readonly folder: string, readonly partitionBy: readonly number[], readonly plan: Plan, readonly options: Readonly<Record<string, string>>, readonly w: World) {
    this.description = `FileSink[${shown}]`;
    this.#log = new SinkLog(folder, w);
  }

  addBatch(b: SinkBatch): void {
    if (this.#log.latest >= b.batchId) { b.rows(); return; }
    const parts = new PartFiles(schemaOf(this.plan), this.partitionBy, this.format, this.options, this.w);
    const written = parts.write(toRows(b.rows()), this.folder, () => globalThis.crypto.randomUUID());
    b.filesWritten?.();
    this.#log.commit(b.batchId, written);
  }
}
