/** Rows per second from a real Kafka 3.2.3, against Spark 3.3.1 `local[2]` from the same broker, and how it goes on as a topic grows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka } from '../stack/kafka.ts';
import type { Figure } from './figure.ts';
import { figure, median, times } from './figure.ts';
import type { EngineName } from './jobs.ts';
import { inFolder, runJob } from './jobs.ts';

const PARTITIONS = 2;
const A_MILLISECOND = 2;
const PAIRS = 2;

interface Reading { rowsPerSecond: number; peakBytes: number; windows: number; readings: number }

export async function throughput(say: (line: string) => void): Promise<Figure[]> {
  const kafka = await startKafka({ say });
  try {
    const java = await kafka.javaClient();
    await java.producer('bench', { 'batch.size': '131072', 'linger.ms': '20' });
    const fill = async (topic: string, count: number): Promise<void> => {
      await kafka.createTopic(topic, { partitions: PARTITIONS });
      await java.readings('bench', topic, count, { aMillisecond: A_MILLISECOND, partitions: PARTITIONS });
    };
    await fill('two-million', 2_000_000);
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const weir = await steady('weir', kafka.bootstrap, 'two-million', 250_000);
      const spark = await steady('spark', kafka.bootstrap, 'two-million', 250_000);
      if (weir.readings !== spark.readings || weir.windows !== spark.windows) throw new Error(`Weir and Spark disagree: ${JSON.stringify({ weir, spark })}`);
      say(`2 M messages: Weir ${perSecond(weir)}, Spark ${perSecond(spark)}`);
      ratios.push(weir.rowsPerSecond / spark.rowsPerSecond);
    }
    const sizes: Reading[] = [];
    for (const count of [100_000, 1_000_000, 10_000_000]) {
      const topic = `readings-${count}`;
      await fill(topic, count);
      const reading = await steady('weir', kafka.bootstrap, topic, 25_000);
      say(`${count} messages, 25 000 a batch: ${perSecond(reading)}, at most ${(reading.peakBytes / 1e6).toFixed(0)} MB`);
      sizes.push(reading);
      await kafka.deleteTopic(topic);
    }
    const [small, middle, large] = sizes as [Reading, Reading, Reading];
    return [
      figure('throughput, Weir / Spark 3.3.1 local[2]', median(ratios), { atLeast: 5 }, times),
      figure('rows/s, 10^7 messages / 10^5', large.rowsPerSecond / small.rowsPerSecond, { atLeast: 0.95 }, times),
      figure('peak memory, 10^7 messages / 10^6', large.peakBytes / middle.peakBytes, { atMost: 1.2 }, times),
    ];
  } finally {
    await kafka.stop();
  }
}

const perSecond = ({ rowsPerSecond }: Reading): string => `${(rowsPerSecond / 1000).toFixed(0)} k rows/s`;

/** The median of the batches after the first. */
async function steady(engine: EngineName, broker: string, topic: string, rowsABatch: number): Promise<Reading> {
  return inFolder(async (folder) => {
    const out = join(folder, 'progress.json');
    const { peakBytes } = await runJob(engine, 'throughput.py', [broker, topic, String(rowsABatch), join(folder, 'checkpoint'), out], true);
    const { batches, windows, readings } = JSON.parse(readFileSync(out, 'utf8')) as { batches: { numInputRows: number; processedRowsPerSecond: number }[]; windows: number; readings: number };
    const rates = batches.filter((batch) => batch.numInputRows > 0).slice(1).map((batch) => batch.processedRowsPerSecond);
    return { rowsPerSecond: median(rates), peakBytes, windows, readings };
  });
}
