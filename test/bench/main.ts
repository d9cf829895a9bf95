/**
 * `npm run bench`: every figure with its goal, measured in one run against the real peer; exits 1 where one is missed.
 *
 *   npm run bench                 all
 *   npm run bench -- cold size    these only
 */
import { activation } from './activation.ts';
import { clusterJob } from './cluster.ts';
import { coldStart } from './cold.ts';
import type { Figure } from './figure.ts';
import { table } from './figure.ts';
import { kafkaReading } from './kafka.ts';
import { driverLog } from './log.ts';
import { language } from './language.ts';
import { packageSize } from './size.ts';
import { streamTests } from './stream-tests.ts';
import { throughput } from './throughput.ts';
import { warmSave } from './warm.ts';

const GROUPS: Record<string, (say: (line: string) => void) => Promise<Figure[]>> = { size: packageSize, activation, cold: coldStart, warm: warmSave, kafka: kafkaReading, cluster: clusterJob, log: driverLog, language, streamtests: streamTests, throughput };

async function main(asked: readonly string[]): Promise<number> {
  const unknown = asked.filter((name) => !(name in GROUPS));
  if (unknown.length > 0) throw new Error(`There is no measurement ${unknown.join(', ')}: ${Object.keys(GROUPS).join(', ')}.`);
  const say = (line: string): void => { process.stderr.write(`${line}\n`); };
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(GROUPS)) if (asked.length === 0 || asked.includes(name)) figures.push(...await measure(say));
  process.stdout.write(`${table(figures)}\n`);
  return figures.every(({ met }) => met) ? 0 : 1;
}

main(process.argv.slice(2)).then((code) => { process.exitCode = code; }, (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
