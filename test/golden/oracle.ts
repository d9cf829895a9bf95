/**
 * Records the golden cases again on real Spark 3.3.1 and says where they differ from the recordings (exit 1).
 *
 *   npm run oracle                     every case
 *   npm run oracle -- json agg_append  these modules or cases
 *   npm run oracle -- --write …        keeps what was recorded
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { startKafka } from '../stack/kafka.ts';
import { captureFiles, loadCaptures } from '../stack/load-captures.ts';
import { differences } from './compare.ts';
import type { Golden } from './normalise.ts';
import { normalise } from './normalise.ts';
import { INPUTS, listCases, runCases, sparkEngine } from './run.ts';
import { readRecordings, writeRecordings } from './store.ts';

const IDLE_SECONDS = 300;

async function main(args: string[]): Promise<number> {
  const write = args.includes('--write');
  const wanted = new Set(args.filter((arg) => !arg.startsWith('--')));
  const modules = await listCases(await sparkEngine());
  const chosen = [...modules].flatMap(([module, names]) => names.filter((name) => wanted.size === 0 || wanted.has(module) || wanted.has(name)));
  for (const name of wanted) {
    if (!modules.has(name) && !chosen.includes(name)) throw new Error(`There is no module and no case named ${name}.`);
  }
  const topics = modules.get('kafka') ?? [];
  const records = chosen.some((name) => topics.includes(name)) ? await withBroker(async (broker) => runCases(await sparkEngine(broker), chosen, IDLE_SECONDS))
    : await runCases(await sparkEngine(), chosen, IDLE_SECONDS);
  const recordings = readRecordings();
  let different = 0;
  for (const [module, names] of modules) {
    const kept = recordings.get(module) ?? new Map<string, Golden>();
    let changed = names.length !== kept.size;
    for (const name of names) {
      const record = records.get(name);
      if (!record) continue;
      const golden = normalise(record);
      const found = kept.has(name) ? differences(kept.get(name), JSON.parse(JSON.stringify(golden))) : ['not recorded yet'];
      if (found.length === 0) continue;
      different += 1;
      changed = true;
      process.stdout.write(`${name}\n${found.slice(0, 8).map((line) => `  ${line}\n`).join('')}`);
      kept.set(name, golden);
    }
    if (write && changed) writeRecordings(module, names.flatMap((name) => kept.get(name) ?? []));
  }
  process.stdout.write(`${records.size} cases recorded on Spark 3.3.1, ${different} different${write ? ' (written)' : ''}\n`);
  return different > 0 && !write ? 1 : 0;
}

/** A fresh broker that holds what Weir reads from captures. */
async function withBroker<T>(work: (bootstrap: string) => Promise<T>): Promise<T> {
  const kafka = await startKafka();
  try {
    const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }));
    await loadCaptures(kafka, gateway, captureFiles(INPUTS));
    await gateway.close();
    for (const topic of JSON.parse(readFileSync(join(INPUTS, 'written-topics.json'), 'utf8')) as string[]) await kafka.createTopic(topic);
    return await work(kafka.bootstrap);
  } finally {
    await kafka.stop();
  }
}

main(process.argv.slice(2)).then((code) => { process.exitCode = code; }, (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
