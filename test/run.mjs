/**
 * `npm test`: every suite, one after another, on a fresh clone too. A suite that fails does not keep the next ones from
 * running. Ends with a table and, as its last line, "N passed, N failed".
 *
 *   npm test                      everything
 *   npm test -- unit golden       these suites only
 *   npm test -- --oracle          and the recordings against real Spark 3.3.1 (CI does this)
 *   npm test -- --yarn            and all templates on a real YARN through Livy (CI does this)
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const MINUTE = 60_000;
const tests = (kind, concurrency = 1) => () => {
  const folder = path.join(root, 'test', kind);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.test.ts')).sort().map((name) => path.join('test', kind, name)) : [];
  if (files.length === 0) return undefined;
  return ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`, '--test-reporter=./test/reporter.mjs', '--test-reporter-destination=stdout', ...files];
};
const script = (...args) => () => args;

/** name, what Node is started with, and the time after which it is ended and counts as failed. */
const SUITES = [
  { name: 'lint', args: script('node_modules/eslint/bin/eslint.js', '.'), limit: 10 * MINUTE },
  { name: 'types', args: script('test/types.mjs'), limit: 10 * MINUTE },
  { name: 'build', args: script('esbuild.mjs'), limit: 5 * MINUTE },
  { name: 'unit', args: tests('unit', 2), limit: 6 * MINUTE },
  { name: 'faults', args: tests('faults'), limit: 6 * MINUTE },
  { name: 'cli', args: tests('cli', 2), limit: 8 * MINUTE },
  { name: 'golden', args: tests('golden'), limit: 12 * MINUTE },
  { name: 'services', args: tests('services', 2), limit: 40 * MINUTE },
  { name: 'demo', args: script('test/stack/demo.mjs'), limit: 3 * MINUTE },
  { name: 'package', args: script('test/stack/package.mjs', '--no-build'), limit: 3 * MINUTE },
  { name: 'host', args: script('--import', 'tsx', 'test/host/run.ts'), limit: 8 * MINUTE },
  { name: 'e2e', args: tests('e2e'), limit: 30 * MINUTE },
  { name: 'yarn', args: tests('yarn'), limit: 30 * MINUTE, onlyAsked: true },
  { name: 'oracle', args: script('--import', 'tsx', 'test/golden/oracle.ts'), limit: 40 * MINUTE, onlyAsked: true },
];

const asked = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const unknown = asked.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) finish([{ name: unknown.join(', '), passed: 0, failed: 1, skipped: 0, seconds: 0, note: 'no such suite' }]);

if (!existsSync(path.join(root, 'node_modules', 'tsx'))) {
  const npm = process.env.npm_execpath;
  const done = npm ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], { cwd: root, stdio: 'inherit' }).status : 1;
  if (done !== 0) finish([{ name: 'npm ci', passed: 0, failed: 1, skipped: 0, seconds: 0, note: npm ? 'failed' : 'run it first' }]);
}
if (asked.length === 0) {
  const checked = spawnSync(process.execPath, ['--import', 'tsx', 'test/prerequisites.ts'], { cwd: root, stdio: 'inherit' });
  if (checked.status !== 0) finish([{ name: 'prerequisites', passed: 0, failed: 1, skipped: 0, seconds: 0, note: 'missing, see above' }]);
}

const results = [];
for (const suite of SUITES) {
  const chosen = asked.length > 0 ? asked.includes(suite.name) : !suite.onlyAsked || process.argv.includes(`--${suite.name}`);
  if (chosen) results.push(await runSuite(suite));
}
finish(results);

async function runSuite({ name, args, limit }) {
  process.stdout.write(`\n== ${name}\n`);
  const line = args();
  if (!line) return { name, passed: 0, failed: 1, skipped: 0, seconds: 0, note: 'has no tests' };
  const started = Date.now();
  const { status, output, late } = await run(line, limit);
  const seconds = (Date.now() - started) / 1000;
  const counts = count(output) ?? { passed: status === 0 ? 1 : 0, failed: 0, skipped: 0 };
  // What ended badly without a failed test failed all the same.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return { name, ...counts, seconds, note: late ? `ended after ${limit / MINUTE} minutes` : '' };
}

function run(args, limit) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: process.platform !== 'win32', env: { ...process.env, NODE_OPTIONS: '' } });
    let output = '', late = false;
    child.stdout.on('data', (chunk) => {
      const text = String(chunk);
      output = (output + text).slice(-200_000);
      process.stdout.write(text.replace(/^\{"passed":.*\}\n/m, ''));
    });
    const timer = setTimeout(() => { late = true; end(child); }, limit);
    const interrupted = () => { end(child); process.exit(130); };
    process.once('SIGINT', interrupted);
    child.on('close', (status) => { clearTimeout(timer); process.off('SIGINT', interrupted); resolve({ status: status ?? 1, output, late }); });
  });
}

/** Ends a suite and everything it started. */
function end(child) {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  else try { process.kill(-child.pid, 'SIGKILL'); } catch { /* it has ended by itself */ }
}

/** What a suite says of itself: our reporter's line of JSON, or a line "N passed, N failed". */
function count(output) {
  const json = /^\{"passed":.*\}$/m.exec(output)?.[0];
  if (json) {
    const { passed, failed, skipped } = JSON.parse(json);
    return { passed, failed, skipped };
  }
  const said = /^(\d+) passed, (\d+) failed/m.exec(output);
  return said ? { passed: Number(said[1]), failed: Number(said[2]), skipped: 0 } : undefined;
}

function finish(all) {
  process.stdout.write('\n');
  for (const { name, passed, failed, skipped, seconds, note } of all) {
    process.stdout.write(`${name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${String(skipped).padStart(3)} skipped ${seconds.toFixed(1).padStart(7)} s  ${note}\n`);
  }
  const sum = (field) => all.reduce((total, result) => total + result[field], 0);
  const failed = sum('failed') + (process.env.CI ? sum('skipped') : 0);
  process.stdout.write(`${sum('passed')} passed, ${failed} failed\n`);
  process.exit(failed > 0 ? 1 : 0);
}
