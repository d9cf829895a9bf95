/**
 * Records the golden cases again on real Spark 3.3.1 and says where they differ from the recordings (exit 1).
 *
 *   npm run oracle                     every case
 *   npm run oracle -- json agg_append  these modules or cases
 *   npm run oracle -- --write …        keeps what was recorded
 */
import { differences } from './compare.ts';
import type { Golden } from './normalise.ts';
import { normalise } from './normalise.ts';
import { listCases, runCases, sparkEngine } from './run.ts';
import { readRecordings, writeRecordings } from './store.ts';

const IDLE_SECONDS = 300;

async function main(args: string[]): Promise<number> {
  const write = args.includes('--write');
  const wanted = new Set(args.filter((arg) => !arg.startsWith('--')));
  const engine = await sparkEngine();
  const modules = await listCases(engine);
  const chosen = [...modules].flatMap(([module, names]) => names.filter((name) => wanted.size === 0 || wanted.has(module) || wanted.has(name)));
  for (const name of wanted) {
    if (!modules.has(name) && !chosen.includes(name)) throw new Error(`There is no module and no case named ${name}.`);
  }
  const records = await runCases(engine, chosen, IDLE_SECONDS);
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

main(process.argv.slice(2)).then((code) => { process.exitCode = code; }, (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
