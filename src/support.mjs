// docs/support.md: what is simulated. Functions come from the registry; sources, sinks and the rest are told here.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import * as esbuild from 'esbuild';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const FILE = path.join(root, 'docs', 'support.md');
const KINDS = [['scalar', 'Functions of one row'], ['higherOrder', 'With a lambda'], ['aggregate', 'Aggregates'], ['generator', 'Generators'], ['window', 'Over a window']];

const HEAD = `# What is simulated

Everything here equals Spark 3.3.1 or is refused by name, with the way out; \`weir run\` then exits 78. Tables written by hand are marked so;
the lists of functions are made from the function registry by the build.

## Sources and sinks (by hand)

| format | streaming read | batch read | streaming write | batch write |
|---|---|---|---|---|
| kafka | capture or broker | capture or broker | simulated topic, the real one with \`--send\` | as streaming |
| json, csv, text | yes | yes | yes | yes |
| rate, socket | yes | Spark has none | Spark has none | Spark has none |
| console | Spark has none | Spark has none | yes | recorded output |
| noop | Spark has none | Spark has none | yes | yes |
| memory | Spark has none | Spark has none | yes | Spark has none |
| foreachBatch, foreach | | | yes | |
| parquet, orc | refused | refused | recorded output | recorded output |
| delta, iceberg, hudi, cassandra, mongo, elasticsearch, … | refused | refused | recorded output | recorded output |
| jdbc | Spark has none | refused | Spark has none | recorded output |
| rate-micro-batch | refused | Spark has none | | |
| tables (\`toTable\`, \`saveAsTable\`) | | | refused | refused |

*Recorded output*: the rows are kept and shown, nothing is written, and the run says so.

## Not simulated (by hand)

- the continuous trigger; arbitrary stateful processing of the JVM APIs; \`spark.sql.ansi.enabled=true\`
- pandas UDFs and everything else that needs pandas or Arrow; Python UDFs are simulated
- \`input_file_name()\` refuses when it is computed
- \`sample\`, TABLESAMPLE and random splits: the rows depend on Spark's partitions
- reading \`hdfs:\`, \`abfss:\`, \`wasbs:\` and \`dbfs:\` paths; writing there goes to a named scratch folder
- state that Spark itself wrote to a checkpoint; offsets and commits are read
`;

/** The text of the page. */
export async function supportPage() {
  const { outputFiles } = await esbuild.build({ entryPoints: [path.join(root, 'src', 'spark', 'functions', 'registry.ts')], bundle: true, platform: 'node', target: 'node20', format: 'cjs', write: false, logLevel: 'warning' });
  const module = { exports: {} };
  compileFunction(outputFiles[0].text, ['module', 'exports', 'require'], { filename: 'registry.cjs' })(module, module.exports, createRequire(import.meta.url));
  const all = [...new Set(module.exports.registry.values())].filter(({ name }) => /^[a-z_]/.test(name));
  const refused = all.filter(({ doc }) => doc.startsWith('Not simulated'));
  const names = (functions) => functions.map(({ name }) => name).sort().map((name) => `\`${name}\``).join(', ');
  const lists = KINDS.map(([kind, title]) => [title, all.filter((each) => each.kind === kind && !refused.includes(each))]).filter(([, functions]) => functions.length > 0);
  return `${HEAD}
## Functions: ${all.length - refused.length} simulated, ${refused.length} refused

${lists.map(([title, functions]) => `**${title}** (${functions.length}): ${names(functions)}`).join('\n\n')}

**Refused** (${refused.length}): ${names(refused)}
`;
}

/** Writes the page where it changed; not in CI, so that the test can see an old one. */
export async function writeSupportPage() {
  const text = await supportPage();
  if (process.env.CI || (existsSync(FILE) && readFileSync(FILE, 'utf8').replaceAll('\r\n', '\n') === text)) return;
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
}
