/** 200 stream tests of the sample, against the same job on the same messages on real Spark. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureText } from '../../src/streamtest/inputs.ts';
import { readTests } from '../../src/streamtest/index.ts';
import type { StreamTest } from '../../src/protocol/stream-test.ts';
import { ensureSpark, sparkEnvironment, type Spark } from '../stack/spark.ts';
import { figure, median, type Figure } from './figure.ts';
import { inFolder } from './jobs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)), CLI = join(root, 'dist', 'cli.js');
const TESTS = 200, ON_SPARK = 3;

/** The Kafka source as a stream of files, so that Spark needs no broker: that only spares it time. */
const WITHOUT_BROKER = `
from pyspark.sql import streaming
_load, _start = streaming.DataStreamReader.load, streaming.DataStreamWriter.start
def load(self, *args, **kwargs):
    return _load(streaming.DataStreamReader(self._spark).format("json").schema("key STRING, value STRING, timestamp TIMESTAMP"), FOLDER)
streaming.DataStreamReader.load = load
def start(self, *args, **kwargs):
    return _start(self.format("console").trigger(availableNow=True))
streaming.DataStreamWriter.start = start
`;

export async function streamTests(say: (line: string) => void): Promise<Figure[]> {
  const spark = await ensureSpark();
  return inFolder(async (folder) => {
    cpSync(join(root, 'media', 'templates', 'fraud-detection'), folder, { recursive: true });
    const file = join(folder, 'job.stream-test.yaml'), text = readFileSync(file, 'utf8'), head = text.indexOf('  - name:'), items = text.slice(head).split(/\n(?= {2}- name:)/).slice(0, ON_SPARK);
    const copies = Array.from({ length: TESTS }, (_, n) => items[n % items.length]!.replace(/- name: .*/, (name) => `${name} ${n}`)).join('\n');
    writeFileSync(file, `tests:\n${copies}\n`);
    const { tree, problems } = readTests(file, readFileSync(file, 'utf8'));
    if (problems.length > 0 || tree.tests.length !== TESTS) throw new Error(`The tests cannot be read: ${JSON.stringify(problems[0])}`);
    const began = performance.now(), ran = spawnSync(process.execPath, [CLI, 'test'], { cwd: folder, encoding: 'utf8', timeout: 600_000 }), ours = performance.now() - began;
    if (ran.status !== 0) throw new Error(`weir test failed: ${ran.stdout.slice(-2000)}${ran.stderr}`);
    say(`stream tests: ${TESTS} in ${(ours / 1000).toFixed(1)} s, ${(ours / TESTS).toFixed(0)} ms each`);
    const each = tree.tests.slice(0, ON_SPARK).map((test, n) => { const took = onSpark(spark, folder, test, n); say(`stream tests: one on Spark ${(took / 1000).toFixed(1)} s`); return took; });
    return [figure(`${TESTS} stream tests, Weir / Spark 3.3.1 (${TESTS} × the median of ${ON_SPARK} runs of the job, each a process of its own)`, ours / (median(each) * TESTS), { atMost: 1 / 50 }, (v) => `1/${(1 / v).toFixed(0)}`)];
  });
}

/** Milliseconds of `python job.py` on the messages of a test, to the end of both queries. */
function onSpark(spark: Spark, folder: string, { inputs, clock }: StreamTest, n: number): number {
  const place = join(folder, `spark-${n}`), messages = Object.entries(inputs).flatMap(([topic, input]) => ('messages' in input ? captureText(topic, input.messages, clock).trim().split('\n') : []));
  mkdirSync(join(place, 'in'), { recursive: true });
  writeFileSync(join(place, 'in', '0.json'), messages.map((line) => { const { key, value, timestamp } = JSON.parse(line) as { key: string | null; value: string; timestamp: number }; return `${JSON.stringify({ key, value, timestamp: new Date(timestamp).toISOString() })}\n`; }).join(''));
  const job = readFileSync(join(folder, 'job.py'), 'utf8').replace('spark.streams.awaitAnyTermination()', '[query.awaitTermination() for query in (alerts_query, audit_query)]');
  writeFileSync(join(place, 'job.py'), `FOLDER = ${JSON.stringify(join(place, 'in'))}${WITHOUT_BROKER}${job}`);
  cpSync(join(folder, 'profiles.json'), join(place, 'profiles.json'));
  const began = performance.now(), ran = spawnSync(spark.python, ['job.py'], { cwd: place, env: { ...sparkEnvironment(spark), CHECKPOINTS: join(place, 'checkpoints') }, encoding: 'utf8', timeout: 300_000 });
  if (ran.status !== 0) throw new Error(`The job failed on Spark: ${ran.stderr.slice(-2000)}`);
  if (!ran.stdout.includes('Batch: 0')) throw new Error(`Spark ran no micro-batch: ${ran.stdout.slice(-500)}`);
  return performance.now() - began;
}
