/** `weir migrate`: batch to streaming, and back. */
import { mkdir, open, readFile, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { SimulatorPlanner } from '../language/plan/simulator-planner.ts';
import { migrate, unifiedDiff } from '../migrate/index.ts';
import type { Migration, MigrateRefusal, Proof } from '../protocol/migrate.ts';
import { LineIndex } from '../syntax/line-index.ts';
import { Simulator } from '../simulator/client.ts';
import { prove } from '../streamtest/index.ts';
import { Exit } from './exit.ts';
import { interruptible } from './interruptible.ts';
import { migrateHelp, parseMigrate, type MigrateCommandLine } from './migrate-options.ts';
import { UsageError } from './options.ts';
import { plainJson, plainText } from './plain.ts';
import { err, out, say } from './say.ts';

const NOT_PERMITTED = new Set(['EACCES', 'EPERM', 'EROFS']);

export async function migrateJob(args: string[]): Promise<number> {
  const line = parseMigrate(args);
  if (line.help) {
    out(migrateHelp());
    return Exit.done;
  }
  const file = resolve(line.job), source = await readSource(line.job, file);
  return interruptible((signal) => migrated(line, file, source, signal));
}

async function readSource(shown: string, file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? `There is no file ${shown}.` : code === 'EISDIR' ? `${shown} is a folder: name the job in it.` : `${shown} cannot be read: ${String(code)}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${shown} is no text in UTF-8, as a job in Python is.`);
  }
}

async function migrated(line: MigrateCommandLine, file: string, text: string, signal: AbortSignal): Promise<number> {
  const simulator = new Simulator({ folder: __dirname, onNotice: say }), env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const planner = new SimulatorPlanner({ simulator, limitSeconds: line.limitSeconds, env, python: () => line.python });
  const abort = (): void => { planner.close(); };
  signal.addEventListener('abort', abort);
  try {
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '', source = text.slice(mark.length), answer = await migrate(planner, { file, source }, line.options);
    if (signal.aborted) return Exit.interrupted;
    if ('refusals' in answer) return refused(line, answer.refusals);
    const { migration } = answer;
    let proof: Proof | undefined;
    if (line.test) {
      const proved = await prove((options, onEvent) => simulator.startRun(options, onEvent), { job: file, before: source, migration }, { env, ...(line.python !== '' && { python: line.python }) }, signal);
      if ('refusals' in proved) return refused(line, proved.refusals);
      ({ proof } = proved);
    }
    print(line, source, migration, proof);
    return line.write ? await write(line, file, text, mark + migration.text, proof) : Exit.done;
  } finally {
    signal.removeEventListener('abort', abort);
    planner.close();
    simulator.release();
  }
}

function refused({ job, format }: MigrateCommandLine, refusals: readonly MigrateRefusal[]): number {
  if (format === 'json') out(`${plainJson(JSON.stringify({ file: job, refusals }, null, 2))}\n`);
  else for (const { line, column, reason, wayOut } of refusals) say(`${job}:${line}:${column}: ${reason} ${wayOut}`);
  return refusals.some(({ notSimulated }) => notSimulated) ? Exit.notSimulated : Exit.failed;
}

function print({ job, format, write }: MigrateCommandLine, source: string, migration: Migration, proof: Proof | undefined): void {
  const { changes, to, queries, streams } = migration, lines = new LineIndex(source), name = job.split('\\').join('/').replace(/^(?:\.\/)+/, ''), diff = unifiedDiff(source, changes, { from: `a/${name}`, to: `b/${name}` });
  const placed = changes.map(({ from, to: end, insert, why }) => ({ line: lines.lineAt(from) + 1, endLine: lines.lineAt(end) + 1, insert, why }));
  const files = (proof?.files ?? []).map(({ path }) => relative(process.cwd(), path));
  if (format === 'json') {
    const explained = placed.map(({ why, ...place }) => ({ ...place, why: why.map((each) => ({ ...each, page: `docs/batch-to-streaming.md#${each.code}` })) }));
    return out(`${plainJson(JSON.stringify({ file: job, to, written: write, diff, changes: explained, queries: queries.map(({ name: query, mode, line }) => ({ name: query, outputMode: mode, line })), streams: streams.map(({ name: read, topic, line }) => ({ read, topic, line })), ...(proof && { test: { files, notes: proof.notes } }) }, null, 2))}\n`);
  }
  // What goes to `git apply` is told as it is: a control character in the job stays one there, and only there.
  out(process.stdout.isTTY ? plainText(diff) : diff);
  for (const { line, why } of placed) for (const { code, text } of why) err(plainText(`${job}:${line} ${code}: ${text}\n`));
  if (proof) for (const note of proof.notes) err(plainText(`test: ${note}\n`));
  else err('test: none was asked for, so that the totals are the same is not proved.\n');
  if (!write) err(plainText(`Nothing is written yet: --write writes ${[job, ...files].join(', ')}.\n`));
}

/** All files or none: what is there is not written over, and the job only as it was read. */
async function write({ job, format }: MigrateCommandLine, file: string, before: string, after: string, proof: Proof | undefined): Promise<number> {
  const made: { path: string; folder: boolean }[] = [];
  let at = job;
  try {
    for (const { path, text } of proof?.files ?? []) {
      at = relative(process.cwd(), path);
      const first = await mkdir(dirname(path), { recursive: true });
      if (first !== undefined) made.push({ path: first, folder: true });
      await writeFile(path, text, { flag: 'wx' });
      made.push({ path, folder: false });
    }
    at = job;
    if (await readFile(file, 'utf8') !== before) throw Object.assign(new Error('it was changed meanwhile'), { code: 'it was changed meanwhile' });
    await replace(file, after);
  } catch (error) {
    for (const { path, folder } of made.reverse()) await (folder ? rmdir(path) : rm(path)).catch(() => undefined);
    const { code = String(error) } = error as NodeJS.ErrnoException;
    say(`${at} cannot be written: ${code}. Nothing was changed.`);
    return NOT_PERMITTED.has(code) ? Exit.notPermitted : Exit.failed;
  }
  if (format === 'text') err(plainText(`Written: ${[job, ...made.filter(({ folder }) => !folder).map(({ path }) => relative(process.cwd(), path))].join(', ')}\n${proof && proof.files.length > 0 ? `Next: weir test ${relative(process.cwd(), proof.files.at(-1)!.path)}\n` : ''}`));
  return Exit.done;
}

/** Whole or not at all; a link stays one, and the file keeps its rights. */
async function replace(file: string, text: string): Promise<void> {
  const real = await realpath(file), { mode } = await stat(real), next = `${real}.weir-${process.pid}`;
  // A file that may not be written is not replaced either, though its folder would allow it.
  await (await open(real, 'r+')).close();
  try {
    await writeFile(next, text, { flag: 'wx', mode });
    await rename(next, real);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
