/**
 * What differs from Spark 3.3.1 on Weir, one line an answer: `node --import tsx test/golden/failures.ts [module or case]…`.
 *
 * `--prune` takes needless entries out of exceptions.json; an answer that differs and is not in there makes it exit 1.
 */
import { differencesByAnswer } from './compare.ts';
import { normalise } from './normalise.ts';
import { runCases, weirEngine } from './run.ts';
import { readExceptions, readRecordings, writeExceptions } from './store.ts';

async function main(args: readonly string[]): Promise<number> {
  const prune = args.includes('--prune');
  const wanted = new Set(args.filter((arg) => !arg.startsWith('--')));
  const recordings = readRecordings();
  const names = [...recordings].flatMap(([module, goldens]) => [...goldens.keys()].filter((name) => wanted.size === 0 || wanted.has(module) || wanted.has(name)));
  const records = await runCases(weirEngine(), names, 90);
  const exceptions = readExceptions();
  const differing = new Set<string>();
  const counts: string[] = [];
  let unexpected = 0;
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
        const key = answer === '' ? name : `${name}/${answer}`;
        differing.add(name).add(key);
        const known = key in exceptions || name in exceptions;
        if (!known) unexpected += 1;
        if (prune && known) continue;
        process.stdout.write(`${known ? '-' : '! not in exceptions.json:'} ${key}: ${lines.slice(0, 3).map((line) => line.slice(0, 500)).join(' ;; ')}${lines.length > 3 ? ` (+${lines.length - 3})` : ''}\n`);
      }
    }
    if (run > 0) counts.push(`${module} ${equal}/${run}`);
  }
  process.stdout.write(`\n${counts.join(', ')}\n`);
  if (prune && wanted.size === 0) writeExceptions(Object.fromEntries(Object.entries(exceptions).filter(([key]) => differing.has(key))));
  return prune && unexpected > 0 ? 1 : 0;
}

void main(process.argv.slice(2)).then((code) => { process.exitCode = code; });
