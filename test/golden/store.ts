/** The recordings: one JSON file a module of cases, `recorded/<module>.json`, name -> what real Spark 3.3.1 did. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Golden } from './normalise.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const RECORDED = join(HERE, 'recorded');

export type Recordings = Map<string, Map<string, Golden>>;

/** module -> name -> recording. */
export function readRecordings(): Recordings {
  const all: Recordings = new Map();
  if (!existsSync(RECORDED)) return all;
  for (const file of readdirSync(RECORDED).filter((name) => name.endsWith('.json')).sort()) {
    const goldens = JSON.parse(readFileSync(join(RECORDED, file), 'utf8')) as Golden[];
    all.set(file.slice(0, -5), new Map(goldens.map((golden) => [golden.name, golden])));
  }
  return all;
}

export function writeRecordings(module: string, goldens: Golden[]): void {
  mkdirSync(RECORDED, { recursive: true });
  writeFileSync(join(RECORDED, `${module}.json`), `[\n${goldens.map(pretty).join(',\n')}\n]\n`);
}

/** One line a part, one line a batch and a progress: short enough to keep, long enough to read a diff of. */
function pretty(golden: Golden): string {
  const { queries, ...rest } = golden;
  const parts = Object.entries(rest).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  if (queries) parts.push(`  "queries": [\n${queries.map((query) => prettyQuery(query as Record<string, unknown>)).join(',\n')}\n  ]`);
  return ` {\n${parts.join(',\n')}\n }`;
}

function prettyQuery(query: Record<string, unknown>): string {
  const parts = Object.entries(query).map(([key, value]) => {
    if (!Array.isArray(value)) return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    return `${JSON.stringify(key)}: [${value.map((item) => `\n     ${JSON.stringify(item)}`).join(',')}]`;
  });
  return `   {\n    ${parts.join(',\n    ')}\n   }`;
}

/** Cases that Weir is known to get wrong: name -> reason. */
export function readExceptions(): Record<string, string> {
  return JSON.parse(readFileSync(join(HERE, 'exceptions.json'), 'utf8')) as Record<string, string>;
}

export function writeExceptions(exceptions: Record<string, string>): void {
  writeFileSync(join(HERE, 'exceptions.json'), `${JSON.stringify(exceptions, undefined, 1)}\n`);
}
