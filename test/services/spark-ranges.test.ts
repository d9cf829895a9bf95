/** Our division of offsets among tasks against Spark 3.3.1's own KafkaOffsetRangeCalculator. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { offsetRanges } from '../../src/kafka/offset-ranges.ts';
import type { ReadingTask } from '../../src/protocol/reading-plan.ts';
import { ensureSpark, sparkEnvironment } from '../stack/spark.ts';

const SCRIPT = `
import json, sys
from pyspark.sql import SparkSession
cases = json.load(open(sys.argv[1]))
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.jars", sys.argv[3]).getOrCreate()
jvm = spark._jvm
kafka = jvm.org.apache.spark.sql.kafka010
nothing, scala = getattr(getattr(jvm.scala, "None$"), "MODULE$"), jvm.scala.collection.JavaConverters
def seq(items):
    array = jvm.java.util.ArrayList()
    for item in items:
        array.add(item)
    return scala.asScalaBufferConverter(array).asScala().toSeq()
answers = []
for case in cases:
    least = case["minPartitions"]
    calculator = kafka.KafkaOffsetRangeCalculator(nothing if least is None else jvm.scala.Some(least))
    ranges = seq([kafka.KafkaOffsetRange(jvm.org.apache.kafka.common.TopicPartition("t", r["partition"]), r["from"], r["until"], nothing) for r in case["ranges"]])
    found = calculator.getRanges(ranges, seq([]))
    answers.append([{"partition": r.topicPartition().partition(), "from": r.fromOffset(), "until": r.untilOffset()} for r in (found.apply(i) for i in range(found.size()))])
json.dump(answers, open(sys.argv[2], "w"))
spark.stop()
`;

/** The same cases each time: a linear congruential generator. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

describe('tasks of a batch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-ranges-'));
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  test('are divided as Spark divides them', { timeout: 600_000 }, async () => {
    const pick = random(7), scales = [1, 5, 100, 1_000_000, 2 ** 40];
    const cases = Array.from({ length: 300 }, (_, i): { minPartitions: number | null; ranges: ReadingTask[] } => ({
      minPartitions: i % 10 === 0 ? null : 1 + pick(i % 3 === 0 ? 200 : 20),
      ranges: Array.from({ length: 1 + pick(12) }, (__, partition) => {
        const from = pick(3) * pick(1_000_000), scale = scales[pick(scales.length)]!;
        return { partition, from, until: from + pick(5) * pick(scale) + pick(3) };
      }),
    }));
    const [given, answered, script] = ['given.json', 'answered.json', 'ranges.py'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(given, JSON.stringify(cases));
    writeFileSync(script, SCRIPT);
    const spark = await ensureSpark();
    const ran = spawnSync(spark.python, [script, given, answered, spark.jars.join(',')], { encoding: 'utf8', env: sparkEnvironment(spark) });
    assert.equal(ran.status, 0, ran.stderr);
    const answers = JSON.parse(readFileSync(answered, 'utf8')) as ReadingTask[][];
    cases.forEach(({ minPartitions, ranges }, i) => { assert.deepEqual(offsetRanges(ranges, minPartitions ?? undefined), answers[i], JSON.stringify(cases[i])); });
    assert.ok(answers.some((tasks, i) => tasks.length > cases[i]!.ranges.length), 'nothing was split');
  });
});
