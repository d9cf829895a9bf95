/** From a keystroke to what completion offers, on a job of 2 000 lines: the document is kept up, healed and asked. The protocol is not in it. */
import { performance } from 'node:perf_hooks';
import { complete } from '../../src/language/features/completion/complete.ts';
import { hoverText } from '../../src/language/features/hover/text.ts';
import { targetAt } from '../../src/language/features/point/target.ts';
import { tokensOf } from '../../src/language/features/tokens/tokens.ts';
import { KnownFacts } from '../../src/language/plan/known-facts.ts';
import type { ColumnFact, PlanFacts } from '../../src/protocol/language.ts';
import { PythonDocument } from '../../src/syntax/python-document.ts';

const FILE = '/jobs/long.py', STROKES = 300;

/** Chains of a DataFrame of twenty columns, and the facts that a run of them tells. */
function longJob(lines: number): { source: string; facts: PlanFacts } {
  const columns: ColumnFact[] = Array.from({ length: 20 }, (_, i) => ({ name: `column_${i}`, type: i % 5 === 0 ? 'struct<a:int,b:struct<c:string>>' : 'string', nullable: true }));
  const text = ['from pyspark.sql import SparkSession, functions as F', 'spark = SparkSession.builder.getOrCreate()', 'd0 = spark.readStream.format("rate").load()'], frames: PlanFacts['frames'] = [];
  for (let i = 1; text.length < lines; i++) {
    const call = `d${i - 1}.where("column_1 = '${i}'").withColumn("extra_${i}", F.upper(F.col("column_${i % 20}")))`;
    text.push(`d${i} = ${call}`);
    frames.push({ span: { file: FILE, line: text.length, column: `d${i} = `.length, endLine: text.length, endColumn: `d${i} = ${call}`.length }, node: i, name: 'Select', streaming: true, columns, watermarks: [] });
  }
  return { source: `${text.join('\n')}\n`, facts: { file: FILE, frames, framesLeftOut: 0, views: {}, findings: [], queries: [], problems: [], exitCode: 0 } };
}

/** Milliseconds of the 95th of a hundred keystrokes, in a line of its own in the middle of the job. */
export async function completionP95(lines = 2000): Promise<number> {
  const { source, facts } = longJob(lines), typed = 'x = d900.select("column_1", F.lower(F.col("column_5.b.c")), F.col("', middle = source.split('\n').slice(0, Math.floor(lines / 2)).join('\n').length + 1, took: number[] = [];
  while (took.length < STROKES) {
    let document = PythonDocument.of(FILE, `${source.slice(0, middle)}\n${source.slice(middle)}`), known = KnownFacts.of(facts, source).edited([{ from: middle, to: middle, insert: '\n' }]), at = middle;
    // An editor has asked for it when the file was opened.
    if (!document.outline.whole) throw new Error('The long job is no Python.');
    for (const letter of `${typed}\n`) {
      const edits = [{ from: at, to: at, insert: letter }], began = performance.now();
      document = document.edited(edits, at++);
      known = known.edited(edits);
      await complete({ document, facts: known, around: { sparkVersion: '3.3.1', topics: () => Promise.resolve([]) } }, at);
      took.push(performance.now() - began);
    }
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)]!;
}

/** Milliseconds of the slowest of some times: hover, and semantic tokens after an edit in the middle of the job. */
export async function lookingAt(lines: number): Promise<{ hover: number; tokens: number }> {
  const { source, facts } = longJob(lines), slowest = { hover: 0, tokens: 0 };
  let document = PythonDocument.of(FILE, source), known = KnownFacts.of(facts, source);
  for (let n = 0; n < 10; n++) {
    const at = document.text.indexOf(`d${Math.floor(lines / 2)} = `), edits = [{ from: at, to: at, insert: 'y = 1\n' }];
    document = document.edited(edits, n);
    known = known.edited(edits);
    const job = { document, facts: known, around: { sparkVersion: '3.3.1', topics: () => Promise.resolve([]) } };
    let began = performance.now();
    const target = targetAt(job, document.text.indexOf('column_1 =', at) + 3);
    if (!target || await hoverText(job, target) === undefined) throw new Error('There is nothing to hover over.');
    // The first of each warms up.
    if (n > 0) slowest.hover = Math.max(slowest.hover, performance.now() - began);
    began = performance.now();
    if (tokensOf(job).length < lines) throw new Error('There are too few tokens.');
    if (n > 0) slowest.tokens = Math.max(slowest.tokens, performance.now() - began);
  }
  return slowest;
}
