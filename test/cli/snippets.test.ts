/** Each snippet, as it stands when only Tab is pressed, is a job that Spark takes. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../../src/protocol/run.ts';
import { Simulator } from '../../src/simulator/client.ts';

interface Snippet { prefix: string; description: string; body: string[] }
const root = fileURLToPath(new URL('../..', import.meta.url)), folder = mkdtempSync(join(tmpdir(), 'weir-snippets-'));
mkdirSync(join(folder, 'incoming'));
writeFileSync(join(folder, 'known.json'), '');
after(() => { rmSync(folder, { recursive: true, force: true }); });
const snippets = JSON.parse(readFileSync(join(root, 'snippets', 'python.json'), 'utf8')) as Record<string, Snippet>;

/** What an editor inserts when nothing is changed: defaults, first choices, and what was typed at a stop where it stands again. */
function inserted(body: readonly string[]): string {
  const text = body.join('\n'), typed = new Map<string, string>();
  for (const [, stop, choices, value] of text.matchAll(/\$\{(\d+)(?:\|([^|]*)\||:([^}]*))\}/g)) typed.set(stop!, value ?? choices!.split(',')[0]!);
  return text.replaceAll(/\$(?:\{(\d+)[^}]*\}|(\d+))/g, (_all, braced: string | undefined, bare: string | undefined) => typed.get((braced ?? bare)!) ?? '');
}

const SESSION = 'from pyspark.sql import SparkSession\nfrom pyspark.sql import functions as F\nspark = SparkSession.builder.getOrCreate()\n';
const FRAMES = `messages = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "localhost:1").option("subscribe", "in").load()
events = messages.select(F.from_json(F.col("value").cast("string"), "id STRING, amount DOUBLE, ts TIMESTAMP").alias("d")).select("d.*")
others = messages.select(F.col("key").cast("string").alias("id"), F.col("timestamp").alias("ts"))
`;

async function planOnly(name: string, code: string): Promise<{ events: RunEvent[]; exitCode: number }> {
  const file = join(folder, `${name}.py`), events: RunEvent[] = [];
  writeFileSync(file, code);
  const run = new Simulator({ folder: join(root, 'dist'), onNotice: () => undefined })
    .startRun({ file, args: [], cwd: folder, env: {}, inputs: {}, outputs: {}, planOnly: true }, (event) => { events.push(event); });
  const exitCode = await run.ended;
  run.dispose();
  return { events, exitCode };
}

for (const [title, { prefix, description, body }] of Object.entries(snippets)) {
  test(`${title} (${prefix}) runs with its defaults`, async () => {
    assert.ok(description.length > 20 && body.at(-1) === '$0', 'it says what it is, and leaves the cursor behind it');
    const text = inserted(body);
    assert.doesNotMatch(text, /\$\d|\$\{/);
    const result = [...text.matchAll(/^(\w+) = /gm)].at(-1)?.[1];
    const before = prefix === 'spark-session' ? '' : prefix === 'spark-await' ? `${SESSION}${FRAMES}events.writeStream.format("console").start()\n` : `${SESSION}${FRAMES}`;
    const shown = prefix === 'spark-session' ? 'spark.readStream.format("rate").load()' : result;
    const behind = text.includes('writeStream') || prefix === 'spark-await' ? '' : `${shown}.writeStream.format("console").start()\n`;
    const { events, exitCode } = await planOnly(prefix, `${before}${text}${behind}`);
    const problems = events.flatMap((event) => (event.kind === 'problem' ? [event.problem] : []));
    assert.deepEqual(problems.filter(({ severity }) => severity === 'error'), []);
    assert.equal(exitCode, 0, JSON.stringify(events.filter(({ kind }) => kind === 'stderr')));
    assert.equal(events.filter(({ kind }) => kind === 'query').length, 1);
  });
}
