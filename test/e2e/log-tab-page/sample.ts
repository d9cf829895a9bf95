/** A driver's log as Spark 3.3 writes it, with what a job prints and a failure. */
import type { LogPiece } from '../../../src/hdinsight/logs/source';

const two = (n: number): string => String(n).padStart(2, '0');

/** @param batches each some 12 lines */
export function sampleLog(batches: number, from = 0): string {
  const lines: string[] = [];
  for (let batch = from; batch < from + batches; batch++) {
    const second = batch * 4, at = (more: number): string => `26/11/28 ${two(Math.floor((second + more) / 3600) % 24)}:${two(Math.floor((second + more) / 60) % 60)}:${two((second + more) % 60)}`;
    lines.push(
      `${at(0)} INFO MicroBatchExecution: Committed offsets for batch ${batch}. Metadata OffsetSeqMetadata(1795866086000,1795866088000,Map(spark.sql.streaming.stateStore.providerClass -> org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider))`,
      `${at(0)} INFO KafkaDataConsumer: From Kafka topicPartition=orders-${batch % 4} groupId=spark-kafka-source-41b2c7-driver-0 read ${6204 + batch % 17} records`,
      ...[17, 18, 19].map((part) => `${at(1)} INFO HDFSBackedStateStoreProvider [Executor task launch worker for task ${part}.0]: Committed version ${batch + 1} for HDFSStateStore[id=(op=0,part=${part}),dir=wasb:///checkpoint/state/0/${part}]`),
      ...(batch % 5 === 2 ? [`${at(2)} WARN ProcessingTimeExecutor: Current batch is falling behind. The trigger interval is 2000 milliseconds, but spent 4112 milliseconds`] : []),
      ...(batch % 40 === 33 ? [`${at(2)} ERROR TaskSetManager: Task 3 in stage ${batch}.0 failed 1 times`, 'org.apache.spark.SparkException: Task failed while writing rows', '\tat org.apache.spark.sql.execution.datasources.FileFormatWriter$.executeTask(FileFormatWriter.scala:296)', '\tat org.apache.spark.scheduler.ResultTask.runTask(ResultTask.scala:90)', "Caused by: ValueError: could not convert string to float: 'n/a'"] : []),
      `${at(2)} INFO MicroBatchExecution: Streaming query made progress: {`, `  "id" : "ee1a67b1-60c4-4ec5-9e44-3e8a6b1e8f6a",`, `  "batchId" : ${batch},`, `  "numInputRows" : 9871`, '}',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A file that grows, shown by bytes as a node's pages show it. */
export class GrowingFile {
  bytes: Buffer;
  ended = false;
  constructor(text = '') { this.bytes = Buffer.from(text); }
  append(text: string): void { this.bytes = Buffer.concat([this.bytes, Buffer.from(text)]); }
  piece = async (start: number): Promise<LogPiece> => {
    const length = this.bytes.length - start;
    return length < 0 ? { text: '', bytes: 0, total: this.bytes.length, cut: false, ended: this.ended }
      : { text: this.bytes.subarray(start).toString('utf8'), cut: false, ended: this.ended, ...(length < this.bytes.length ? { bytes: length } : {}) };
  };
}
