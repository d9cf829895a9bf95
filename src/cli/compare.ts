/** `weir compare`: the job in the simulator and on local Spark, over the same captures, in the same micro-batches. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { jobEnvironment } from './environment.ts';
import { Exit } from './exit.ts';
import { cutQueries, NotComparable, readTopics } from './compare-cut.ts';
import { differences, type Difference } from './compare-differences.ts';
import { onSimulator, onSpark } from './compare-runs.ts';
import { choiceOf, isSet, optionHelp, pairsOf, parseOptions, textOf, UsageError, type OptionSpec } from './options.ts';
import { plainJson } from './plain.ts';
import { out, say } from './say.ts';
import { table } from './table.ts';
import { plural } from './words.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'input', value: '<topic>=<file>', repeatable: true, help: 'feeds a Kafka topic from a capture (.capture.jsonl); repeatable', fallback: '<topic>.capture.jsonl beside the job or in captures/' },
  { name: 'python', value: '<path>', help: 'the interpreter whose PySpark 3.3 runs the job', fallback: "the active environment's, else python3 on the path" },
  { name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' },
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir compare: the job in the simulator and on local Spark over the same captures: the first difference of each micro-batch

Usage: weir compare [options] <job.py> [job args…]

The job runs in the simulator first. On Spark each of its topics is then a stream of files with the columns of the Kafka source, one
file for each micro-batch of the simulated run, so no broker is needed and the clock decides nothing. Compared are the rows of each
micro-batch, in any order, and what its progress counts: input rows, event times and watermark, state. Not compared: offsets,
durations, rows dropped as late (Spark counts them behind a partial aggregation), and what a sink writes, which is written nowhere.

Options:
${optionHelp(OPTIONS)}

Exit codes: 0 equal, 1 there is a difference or the job failed, 78 this cannot be compared.
`;

export async function compare(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS), [file, ...jobArgs] = parsed.rest;
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  if (file === undefined) throw new UsageError('Which job? weir compare <job.py>.');
  const cwd = process.cwd(), format = choiceOf(parsed, 'format', ['table', 'json'] as const), python = textOf(parsed, 'python');
  const inputs = Object.fromEntries(Object.entries(pairsOf(parsed, 'input')).map(([topic, path]) => [topic, resolve(cwd, path)]));
  const env = jobEnvironment(process.env);
  const folder = mkdtempSync(join(tmpdir(), 'weir-compare-'));
  try {
    const ours = await onSimulator({ file, args: jobArgs, cwd, env, inputs, outputs: {}, scratch: join(folder, 'scratch'), ...(python !== undefined && { python }) });
    const cut = cutQueries(ours.queries.map(({ label, trigger, batches }) => ({ label, trigger, progress: [...batches.values()].map(({ progress }) => progress) })), readTopics(ours.captures, inputs), join(folder, 'cut'));
    const theirs = await onSpark({ file, args: jobArgs, cwd, env, jars: [], noConnector: true, files: { 'compare.json': JSON.stringify(cut) }, ...(python !== undefined && { python }) });
    const found = differences(ours.queries, theirs);
    print(found, ours.queries.length, ours.queries.reduce((sum, { batches }) => sum + batches.size, 0), format === 'json');
    return found.length > 0 ? Exit.failed : Exit.done;
  } catch (error) {
    if (!(error instanceof NotComparable)) throw error;
    say(`${error.message}. ${error.hint}`);
    return Exit.notSimulated;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function print(found: readonly Difference[], queries: number, batches: number, json: boolean): void {
  if (json) return out(`${plainJson(JSON.stringify({ equal: found.length === 0, queries, batches, differences: found }))}\n`);
  if (found.length === 0) return out(`equal: ${plural(batches, 'micro-batch', 'micro-batches')} of ${plural(queries, 'query', 'queries')}\n`);
  const columns = ['query', 'batch', 'what', 'simulator', 'Spark'].map((name) => ({ name, numeric: name === 'batch' }));
  const { head, lines } = table(columns, found.map(({ query, batch, what, simulator, spark }) => [query, String(batch), what, simulator, spark]));
  out([head, ...lines, ''].join('\n'));
}
