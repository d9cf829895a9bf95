/** Runs golden cases on an engine: real Spark 3.3.1, or Weir through its command line. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSpark, sparkEnvironment } from '../stack/spark.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const HARNESS = join(HERE, 'harness.py');
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** What the Kafka cases read. */
export const INPUTS = join(HERE, 'inputs');
const MARK = '\u001e';

/** What one case did, as the harness wrote it, with what it printed. */
export interface CaseRecord {
  name: string;
  folder: string;
  stdout: string;
  queries?: unknown[];
  value?: unknown;
  files?: Record<string, string>;
  error?: { type: string; message: string };
}

/** How to start the harness: program, leading arguments, environment. */
export interface Engine {
  name: 'spark' | 'weir';
  program: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

export async function sparkEngine(broker = ''): Promise<Engine> {
  const spark = await ensureSpark();
  return { name: 'spark', program: spark.python, args: [HARNESS],
    env: sparkEnvironment(spark, { GOLDEN_JARS: spark.jars.join(','), GOLDEN_BROKER: broker }) };
}

export function weirEngine(): Engine {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is not there: run `npm run build` first.');
  return { name: 'weir', program: process.execPath, args: [CLI, 'run', ...captures(), HARNESS],
    env: { ...process.env, TZ: 'UTC', PYTHONIOENCODING: 'utf-8' } };
}

/** Topics the Kafka cases read: `inputs/<topic>.capture.jsonl`. */
function captures(): string[] {
  const files = readdirSync(INPUTS).filter((name) => name.endsWith('.capture.jsonl'));
  return files.flatMap((name) => ['--input', `${basename(name, '.capture.jsonl')}=${join(INPUTS, name)}`]);
}

/** module -> the names of its cases, in the order in which they are written. */
export async function listCases(engine: Engine): Promise<Map<string, string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-golden-'));
  try {
    const out = join(folder, 'names.json');
    const { ended } = await collect(engine, ['--list', out], 120);
    if (!existsSync(out)) throw new Error(ended);
    return new Map(Object.entries(JSON.parse(readFileSync(out, 'utf8')) as Record<string, string[]>));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The records of these cases. One process runs them all; where it dies or stands still in a case, that case gets an error
 * of type `Died`, and a new process goes on with the rest.
 */
export async function runCases(engine: Engine, names: readonly string[], idleSeconds: number): Promise<Map<string, CaseRecord>> {
  const records = new Map<string, CaseRecord>();
  let rest = [...names];
  while (rest.length > 0) {
    const ended = await runOnce(engine, rest, idleSeconds, records);
    const left = rest.filter((name) => !records.has(name));
    if (left.length === 0) break;
    const at = left[0]!;
    records.set(at, { name: at, folder: '', stdout: '', error: { type: 'Died', message: ended } });
    rest = left.slice(1);
  }
  return records;
}

async function runOnce(engine: Engine, names: string[], idleSeconds: number, records: Map<string, CaseRecord>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-golden-'));
  const out = join(folder, 'records.jsonl');
  try {
    const { stdout, ended } = await collect(engine, [out, ...names], idleSeconds);
    const printed = split(stdout);
    const lines = existsSync(out) ? readFileSync(out, 'utf8').split('\n').filter((line) => line.endsWith('}')) : [];
    for (const line of lines) {
      const record = JSON.parse(line) as CaseRecord;
      records.set(record.name, { ...record, stdout: printed.get(record.name) ?? '' });
    }
    return ended;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function collect(engine: Engine, args: string[], idleSeconds: number): Promise<{ stdout: string; ended: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(engine.program, [...engine.args, ...args], { env: engine.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let errors = '';
    let why = '';
    const idle = setTimeout(() => { why = `nothing happened for ${idleSeconds} s`; child.kill('SIGKILL'); }, idleSeconds * 1000);
    child.stdout.on('data', (chunk: Buffer) => { out.push(chunk); idle.refresh(); });
    child.stderr.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString('utf8')).slice(-3000); });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(idle);
      resolve({ stdout: Buffer.concat(out).toString('utf8'), ended: why || `${engine.name} ended with ${code}: ${errors}` });
    });
  });
}

/** What each case printed: a line with the mark and a name begins it, a line with the mark alone ends it. */
function split(stdout: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of stdout.split(MARK).slice(1)) {
    const end = part.indexOf('\n');
    const name = part.slice(0, end).trim();
    if (name) parts.set(name, part.slice(end + 1).replaceAll('\r\n', '\n'));
  }
  return parts;
}
