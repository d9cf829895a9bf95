import { analysisError, illegalArgument, SparkError } from '../../spark/errors.ts';
import { zoneOf } from '../../spark/datetime/zone.ts';

type Check = (value: string, key: string) => void;

/** String.trim and toInt of Java: digits with a sign, within 32 bits. */
function intOf(value: string, key: string): number {
  const text = value.trim(), n = Number(text);
  if (!/^[+-]?\d+$/.test(text) || n !== (n | 0)) throw illegalArgument(`${key} should be int, but was ${value}`);
  return n;
}
const int: Check = (value, key) => { intOf(value, key); };
const boolean: Check = (value, key) => {
  if (!/^(true|false)$/i.test(value.trim())) throw illegalArgument(`${key} should be boolean, but was ${value}`);
};
/** ConfigBuilder.checkValue and checkValues. */
const intIn = (valid: (n: number) => boolean, message: string): Check => (value, key) => {
  const n = intOf(value, key);
  if (!valid(n)) throw illegalArgument(`'${n}' in ${key} is invalid. ${message}`);
};
const oneOf = (...values: string[]): Check => (value, key) => {
  const v = value.toUpperCase();
  if (!values.includes(v)) throw illegalArgument(`The value of ${key} should be one of ${values.join(', ')}, but was ${v}`);
};
const version = intIn((n) => n === 1 || n === 2, 'Valid versions are 1 and 2');

/** SQLConf's types and checks of the keys that the simulator knows. */
const checks: Readonly<Record<string, Check>> = {
  'spark.sql.shuffle.partitions': intIn((n) => n > 0, 'The value of spark.sql.shuffle.partitions must be positive'),
  'spark.sql.session.timeZone': (value, key) => {
    try { zoneOf(value); } catch (e) {
      if (!(e instanceof SparkError)) throw e;
      throw illegalArgument(`'${value}' in ${key} is invalid. Cannot resolve the given timezone with ZoneId.of(_, ZoneId.SHORT_IDS)`);
    }
  },
  'spark.sql.legacy.timeParserPolicy': oneOf('CORRECTED', 'EXCEPTION', 'LEGACY'),
  'spark.sql.mapKeyDedupPolicy': oneOf('EXCEPTION', 'LAST_WIN'),
  'spark.sql.timestampType': oneOf('TIMESTAMP_LTZ', 'TIMESTAMP_NTZ'),
  'spark.sql.streaming.multipleWatermarkPolicy': (value, key) => {
    const v = value.toLowerCase();
    if (v !== 'min' && v !== 'max') throw illegalArgument(`'${v}' in ${key} is invalid. Invalid value for 'spark.sql.streaming.multipleWatermarkPolicy'. Valid values are 'min' and 'max'`);
  },
  'spark.sql.streaming.minBatchesToRetain': int, 'spark.sql.streaming.numRecentProgressUpdates': int,
  'spark.sql.streaming.join.stateFormatVersion': version, 'spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion': version, 'spark.sql.streaming.aggregation.stateFormatVersion': version,
  'spark.sql.streaming.stateStore.rocksdb.formatVersion': intIn((n) => n >= 0, 'Must not be negative'),
  ...Object.fromEntries(['spark.sql.caseSensitive', 'spark.sql.ansi.enabled', 'spark.sql.adaptive.enabled', 'spark.sql.jsonGenerator.ignoreNullFields', 'spark.sql.repl.eagerEval.enabled',
    'spark.sql.execution.arrow.pyspark.enabled', 'spark.sql.legacy.sizeOfNull', 'spark.sql.decimalOperations.allowPrecisionLoss', 'spark.sql.streaming.noDataMicroBatches.enabled',
    'spark.sql.streaming.statefulOperator.checkCorrectness.enabled', 'spark.sql.streaming.unsupportedOperationCheck', 'spark.sql.streaming.schemaInference', 'spark.sql.streaming.metricsEnabled',
    'spark.sql.streaming.statefulOperator.useStrictDistribution', 'spark.sql.analyzer.failAmbiguousSelfJoin', 'spark.sql.selfJoinAutoResolveAmbiguity'].map((k) => [k, boolean])),
};

/** StaticSQLConf. */
const fixed = new Set(['spark.sql.warehouse.dir', 'spark.sql.catalogImplementation', 'spark.sql.extensions', 'spark.sql.globalTempDatabase', 'spark.sql.streaming.streamingQueryListeners', 'spark.sql.streaming.ui.enabled',
  'spark.sql.streaming.ui.retainedProgressUpdates', 'spark.sql.streaming.ui.retainedQueries', 'spark.sql.queryExecutionListeners', 'spark.sql.cache.serializer', 'spark.sql.legacy.sessionInitWithConfigDefaults']);
/** Entries of Spark's core that jobs most often try to set too late. */
const core = new Set(['spark.executor.memory', 'spark.executor.cores', 'spark.executor.instances', 'spark.driver.memory', 'spark.driver.cores', 'spark.driver.maxResultSize', 'spark.dynamicAllocation.enabled', 'spark.serializer',
  'spark.jars', 'spark.executor.extraJavaOptions', 'spark.driver.extraJavaOptions', 'spark.eventLog.enabled', 'spark.ui.enabled', 'spark.task.cpus', 'spark.executor.memoryOverhead']);

/** What SQLConf says against a value, wherever it comes from. */
export function checkConfValue(key: string, value: string): void { checks[key]?.(value, key); }

/** RuntimeConfig.requireNonStaticConf. */
export function checkConfKey(key: string): void {
  if (fixed.has(key)) throw analysisError(`Cannot modify the value of a static config: ${key}`);
  if (core.has(key)) throw analysisError(` Cannot modify the value of a Spark config: ${key}. See also 'https://spark.apache.org/docs/latest/sql-migration-guide.html#ddl-statements'        `);
}
