/** The language server as an editor waits for it: started, typed to, saved to, and with many jobs open. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LanguageClient, uriOf } from '../unit/support/language-client.ts';
import { completionP95, lookingAt } from './completion.ts';
import { figure, median, megabytes, milliseconds, type Figure } from './figure.ts';

const TEMPLATE = fileURLToPath(new URL('../../media/templates/fraud-detection/job.py', import.meta.url));
const KEYS = 200, SAVES = 20, STARTS = 5, JOBS = 50, LINES = 2000, PAUSE_MS = 1500;

const percentile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

export async function language(say: (line: string) => void): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-language-'));
  try {
    return [await starts(say), ...await typing(say), await keys(folder, say), await saves(folder, say), ...await manyOpen(folder, say)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The pure functions behind the requests, on jobs of several lengths. */
async function typing(say: (line: string) => void): Promise<Figure[]> {
  const took = new Map<number, number>();
  for (const lines of [500, LINES, 10_000]) took.set(lines, await completionP95(lines));
  say(`keystroke to completion, p95: ${[...took].map(([lines, ms]) => `${ms.toFixed(1)} ms at ${lines} lines`).join(', ')}`);
  const looked = await lookingAt(LINES);
  return [
    figure(`keystroke to completion on ${LINES} lines, p95`, took.get(LINES)!, { atMost: 50 }, milliseconds), figure('keystroke to completion on 10000 lines, p95', took.get(10_000)!, { atMost: 100 }, milliseconds),
    figure(`hover on ${LINES} lines, slowest`, looked.hover, { atMost: 50 }, milliseconds), figure(`semantic tokens on ${LINES} lines, slowest after an edit`, looked.tokens, { atMost: 300 }, milliseconds),
  ];
}

/** From the process to the answer to initialize. */
async function starts(say: (line: string) => void): Promise<Figure> {
  const took: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    const began = performance.now(), client = new LanguageClient();
    await client.start({ trusted: false });
    took.push(performance.now() - began);
    await client.stop();
  }
  say(`language server started in ${took.map((each) => each.toFixed(0)).join(', ')} ms`);
  return figure('language server start, median', median(took), { atMost: 500 }, milliseconds);
}

/** The template's job over and over, as a file of two thousand lines. */
function longJob(): string {
  const lines = readFileSync(TEMPLATE, 'utf8').split('\n'), all = [...lines];
  while (all.length < LINES) all.push(...lines.filter((line) => !line.startsWith('from ') && !line.startsWith('import ')));
  return all.slice(0, LINES).join('\n');
}

/** A letter inside SQL text that makes it wrong, and right again: until the problem is told, and until it is gone. */
async function keys(folder: string, say: (line: string) => void): Promise<Figure> {
  const client = new LanguageClient(), file = join(folder, 'long.py'), uri = uriOf(file), head = 'from pyspark.sql import functions as F\nx = F.expr("a + 1")\n', took: number[] = [];
  await client.start({ trusted: false });
  await client.open(file, head + longJob());
  await client.until('the first answer', () => client.diagnostics.get(uri)?.version === 1);
  for (let n = 0; n < KEYS; n++) {
    const version = n + 2, wrong = n % 2 === 0, at = { line: 1, character: 15 }, began = performance.now();
    await client.change(file, version, [wrong ? { range: { start: at, end: at }, text: '+' } : { range: { start: at, end: { line: 1, character: 16 } }, text: '' }]);
    await client.until('the answer', () => client.diagnostics.get(uri)?.version === version);
    took.push(performance.now() - began);
  }
  await client.stop();
  say(`keystroke to problems on ${LINES} lines: median ${median(took).toFixed(0)} ms, slowest ${Math.max(...took).toFixed(0)} ms`);
  return figure(`keystroke to syntax problems on ${LINES} lines, p95`, percentile(took, 0.95), { atMost: 100 }, milliseconds);
}

/** A person types between two saves, in which the next interpreter is made ready. */
async function saves(folder: string, say: (line: string) => void): Promise<Figure> {
  const client = new LanguageClient(), file = join(folder, 'job.py'), text = readFileSync(TEMPLATE, 'utf8'), took: number[] = [];
  await client.start();
  await client.open(file, text);
  await client.until('the first run', () => client.planned.length > 0);
  for (let n = 0; n < SAVES; n++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const version = n + 2, began = performance.now();
    await client.change(file, version, [{ text: `${text}\nspark.range(${n}).select("nothing")\n` }]);
    await client.save(file);
    await client.until('the run', () => client.planned.some((note) => note.version === version) && client.codes(file).includes('spark-analysis'));
    took.push(performance.now() - began);
  }
  await client.stop();
  say(`save to plan problems: ${took.map((each) => each.toFixed(0)).join(', ')} ms`);
  return figure('save to plan problems, median', median(took), { atMost: 150 }, milliseconds);
}

/** Of the server's process, and of it with its simulator, where the system tells it. */
async function manyOpen(folder: string, say: (line: string) => void): Promise<Figure[]> {
  const client = new LanguageClient(), text = readFileSync(TEMPLATE, 'utf8'), files = Array.from({ length: JOBS }, (_, n) => join(folder, `job${n}.py`));
  await client.start();
  for (const file of files) await client.open(file, text);
  await client.until('all runs', () => new Set(client.planned.map(({ uri }) => uri)).size === JOBS, 180_000);
  const { pid } = client.process, own = pid === undefined ? undefined : residentKilobytes(pid), children = pid === undefined ? [] : childrenOf(pid);
  const others = children.reduce((sum, child) => sum + (residentKilobytes(child) ?? 0), 0);
  await client.stop();
  if (own === undefined) return [];
  // A simulator is a process of its own, which runs: it is told, and not judged by what the server may take.
  say(`memory with ${JOBS} jobs open: the server ${megabytes(own * 1024)}, with its simulator that is ready ${megabytes((own + others) * 1024)}`);
  return [figure(`memory of the server with ${JOBS} jobs open`, own * 1024, { atMost: 300e6 }, megabytes)];
}

/** Undefined: the system does not tell it, or it has ended. */
function residentKilobytes(pid: number): number | undefined {
  const status = `/proc/${pid}/status`;
  return existsSync(status) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) : undefined;
}

/** Children of a process, and theirs. */
function childrenOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`, own = existsSync(tasks) ? readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)) : [];
  return own.flatMap((child) => [child, ...childrenOf(child)]);
}
