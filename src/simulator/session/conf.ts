import { checkConfValue } from './conf-rules.ts';
import { Refusal, SparkError } from '../../spark/errors.ts';

/** Defaults of Spark 3.3.1 (SQLConf) for the keys that jobs and the engine read. */
const defaults: Readonly<Record<string, string>> = {
  'spark.sql.shuffle.partitions': '200',
  'spark.sql.caseSensitive': 'false',
  'spark.sql.ansi.enabled': 'false',
  'spark.sql.sources.default': 'parquet',
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.legacy.timeParserPolicy': 'EXCEPTION',
  'spark.sql.adaptive.enabled': 'true',
  'spark.sql.autoBroadcastJoinThreshold': '10485760b',
  'spark.sql.jsonGenerator.ignoreNullFields': 'true',
  'spark.sql.repl.eagerEval.enabled': 'false',
  'spark.sql.warehouse.dir': 'spark-warehouse',
  'spark.sql.catalogImplementation': 'in-memory',
  'spark.sql.execution.arrow.pyspark.enabled': 'false',
  'spark.sql.mapKeyDedupPolicy': 'EXCEPTION',
  'spark.sql.legacy.sizeOfNull': 'true',
  'spark.sql.columnNameOfCorruptRecord': '_corrupt_record',
  'spark.sql.timestampType': 'TIMESTAMP_LTZ',
  'spark.sql.decimalOperations.allowPrecisionLoss': 'true',
  'spark.sql.streaming.multipleWatermarkPolicy': 'min',
  'spark.sql.streaming.noDataMicroBatches.enabled': 'true',
  'spark.sql.streaming.minBatchesToRetain': '100',
  'spark.sql.streaming.numRecentProgressUpdates': '100',
  'spark.sql.streaming.statefulOperator.checkCorrectness.enabled': 'true',
  'spark.sql.streaming.unsupportedOperationCheck': 'true',
  'spark.sql.streaming.schemaInference': 'false',
  'spark.sql.streaming.metricsEnabled': 'false',
  'spark.sql.streaming.pollingDelay': '10ms',
  'spark.sql.streaming.noDataProgressEventInterval': '10000ms',
  'spark.sql.streaming.stateStore.providerClass': 'org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider',
  'spark.sql.streaming.join.stateFormatVersion': '2',
  'spark.sql.streaming.stateStore.compression.codec': 'lz4',
  'spark.sql.streaming.stateStore.rocksdb.formatVersion': '5',
  'spark.sql.streaming.statefulOperator.useStrictDistribution': 'true',
  'spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion': '2',
  'spark.sql.streaming.aggregation.stateFormatVersion': '2',
};

/** Modes that change what expressions give: only Spark's defaults are simulated. */
const modes: Readonly<Record<string, string>> = { 'spark.sql.ansi.enabled': 'false', 'spark.sql.timestampType': 'TIMESTAMP_LTZ', 'spark.sql.decimalOperations.allowPrecisionLoss': 'true' };
function refuseMode(key: string, value: string): void {
  const only = modes[key];
  if (only !== undefined && value.trim().toLowerCase() !== only.toLowerCase()) {
    throw new Refusal(`${key}=${value}`, `Leave it at ${only}, or run this job on a real Spark 3.3.1.`);
  }
}

/** RuntimeConfig: what the job set, else Spark's default. */
export class SessionConf {
  readonly #set = new Map<string, string>();
  constructor(timeZone: string) { this.#set.set('spark.sql.session.timeZone', timeZone); }
  get(key: string): string | undefined { return this.#set.get(key) ?? defaults[key]; }
  /** For the engine's own keys: always a text. */
  read(key: string): string { return this.get(key) ?? ''; }
  set(key: string, value: string): void {
    checkConfValue(key, value);
    refuseMode(key, value);
    this.#set.set(key, value);
  }
  unset(key: string): void { this.#set.delete(key); }
  getOrThrow(key: string): string {
    const v = this.get(key);
    if (v === undefined) throw new SparkError('Py4JJavaError', key, { javaClass: 'java.util.NoSuchElementException' });
    return v;
  }
  entries(): [string, string][] { return [...new Map([...Object.entries(defaults), ...this.#set])]; }
  get timeZone(): string { return this.read('spark.sql.session.timeZone'); }
}
