/** Cold start: the whole command, from an empty process to its end, on the same files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { figure, median } from './figure.ts';
import { inFolder, runJob } from './jobs.ts';

const PAIRS = 3;

export async function coldStart(say: (line: string) => void): Promise<Figure[]> {
  return inFolder(async (folder) => {
    for (let n = 0; n < 5; n++) writeFileSync(join(folder, `readings-${n}.json`), readings(n * 200, 200));
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const took = { weir: 0, spark: 0 };
      for (const engine of ['weir', 'spark'] as const) {
        took[engine] = await inFolder(async (checkpoint) => (await runJob(engine, 'windowed.py', [folder, join(checkpoint, 'checkpoint')])).ms);
      }
      say(`cold start: Weir ${took.weir.toFixed(0)} ms, Spark ${took.spark.toFixed(0)} ms`);
      ratios.push(took.spark / took.weir);
    }
    return [figure('cold start, Spark 3.3.1 / Weir', median(ratios), { atLeast: 15 }, (v) => `${v.toFixed(1)} ×`)];
  });
}

function readings(from: number, count: number): string {
  const start = Date.UTC(2023, 0, 1);
  return Array.from({ length: count }, (_, i) => `${JSON.stringify({ sensor: `s${(from + i) % 5}`, ts: new Date(start + (from + i) * 100).toISOString(), value: ((from + i) % 100) + 0.25 })}\n`).join('');
}
