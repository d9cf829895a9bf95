/** Writes what differs on Weir, one line an answer: `node --import tsx test/golden/failures.ts [module or case]…`. */
import { differencesByAnswer } from './compare.ts';
import { normalise } from './normalise.ts';
import { runCases, weirEngine } from './run.ts';
import { readRecordings } from './store.ts';

async function main(): Promise<void> {
  const wanted = new Set(process.argv.slice(2));
  const recordings = readRecordings();
  const names = [...recordings].flatMap(([module, goldens]) => [...goldens.keys()].filter((name) => wanted.size === 0 || wanted.has(module) || wanted.has(name)));
  const records = await runCases(weirEngine(), names, 90);
  const counts: string[] = [];
  for (const [module, goldens] of recordings) {
    let equal = 0;
    let run = 0;
    for (const [name, golden] of goldens) {
      const record = records.get(name);
      if (!record) continue;
      run += 1;
      const found = differencesByAnswer(golden, JSON.parse(JSON.stringify(normalise(record))));
      if (found.size === 0) equal += 1;
      for (const [answer, lines] of found) {
        process.stdout.write(`- ${name}${answer && `/${answer}`}: ${lines.slice(0, 3).map((line) => line.slice(0, 500)).join(' ;; ')}${lines.length > 3 ? ` (+${lines.length - 3})` : ''}\n`);
      }
    }
    if (run > 0) counts.push(`${module} ${equal}/${run}`);
  }
  process.stdout.write(`\n${counts.join(', ')}\n`);
}

void main();
