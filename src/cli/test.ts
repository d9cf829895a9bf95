/** `weir test`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StreamTest, StreamTestFile, TestFileProblem, TestResult, TestSettings } from '../protocol/stream-test.ts';
import { junitXml, readTests, runTest, type FileReport } from '../streamtest/index.ts';
import { jobEnvironment } from './environment.ts';
import { Exit } from './exit.ts';
import { interruptible } from './interruptible.ts';
import { UsageError } from './options.ts';
import { placeOf, problemLine } from './problem-line.ts';
import { err, out, say } from './say.ts';
import { styleFor } from './style.ts';
import { Simulators } from './test-simulators.ts';
import { parseTest, testHelp, type TestCommandLine } from './test-options.ts';
import { resultText, TEST_PROBLEM } from './test-text.ts';
import { near } from './words.ts';

interface Planned { file: string; problems: TestFileProblem[]; tree: StreamTestFile; tests: StreamTest[] }

export async function test(args: string[]): Promise<number> {
  const cwd = process.cwd(), line = parseTest(args, cwd);
  if (line.help) {
    out(testHelp());
    return Exit.done;
  }
  if (line.record) {
    const { record } = await import('./test-record.ts');
    return record(line.record, settingsOf(line));
  }
  const planned = line.files.map((file): Planned => {
    const { tree, problems } = readTests(file, readFileSync(file, 'utf8'));
    // What a broken file means is not guessed: nothing of it runs.
    return { file, problems, tree, tests: problems.length > 0 ? [] : tree.tests.filter(({ name }) => line.matches(name)) };
  });
  if (!planned.some(({ tests, problems }) => tests.length + problems.length > 0)) throw new UsageError('No test has such a name.');
  return interruptible((signal) => runAll(planned, line, cwd, signal));
}

const settingsOf = ({ python }: TestCommandLine): TestSettings => ({ env: jobEnvironment(process.env), ...(python !== undefined && { python }) });

async function runAll(planned: readonly Planned[], line: TestCommandLine, cwd: string, signal: AbortSignal): Promise<number> {
  const simulators = new Simulators({ folder: __dirname, onNotice: say }, planned.reduce((sum, { tests }) => sum + tests.length, 0)), style = styleFor(process.stdout.isTTY, process.env);
  const settings = settingsOf(line);
  // The report itself goes to stdout: what is said beside it does not.
  const told = line.format === 'junit' && line.output === undefined ? err : out, reports: FileReport[] = [];
  let texts = '';
  const tell = (text: string): void => { texts += text; if (line.format === 'text') told(text); };
  try {
    for (const { file, problems, tree, tests } of planned) {
      if (signal.aborted) break;
      for (const { message, hint, span } of problems) say(problemLine({ ...placeOf(span), file: near(file), severity: 'error', code: TEST_PROBLEM, message: `${message} ${hint}` }));
      if (tests.length > 0) tell(`${near(file)}\n`);
      const results: TestResult[] = [];
      reports.push({ file, problems, results });
      for (const each of tests) {
        if (signal.aborted) break;
        const result = await runOne(simulators, tree, each, settings, signal);
        if (signal.aborted) break;
        results.push(result);
        tell(resultText(result, style));
      }
    }
  } finally {
    simulators.release();
  }
  if (line.format === 'junit' && line.output === undefined) out(junitXml(reports, cwd));
  if (line.output !== undefined) write(line.output, line.format === 'junit' ? junitXml(reports, cwd) : texts);
  return finish(reports, told);
}

function runOne(simulators: Simulators, tree: StreamTestFile, each: StreamTest, settings: TestSettings, signal: AbortSignal): Promise<TestResult> {
  const { result, stop } = runTest((options, onEvent) => simulators.start(options, onEvent), tree, each, settings);
  signal.addEventListener('abort', stop);
  return result.finally(() => { signal.removeEventListener('abort', stop); });
}

function finish(reports: readonly FileReport[], told: (text: string) => void): number {
  const results = reports.flatMap((report) => report.results), passed = results.filter(({ outcome }) => outcome === 'passed').length;
  told(`${passed} passed, ${results.length - passed} failed\n`);
  if (reports.some(({ problems }) => problems.length > 0)) return Exit.usage;
  if (passed === results.length) return Exit.done;
  return results.every(({ outcome }) => outcome === 'passed' || outcome === 'refused') ? Exit.notSimulated : Exit.failed;
}

/** @throws UsageError where the file cannot be written */
function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--output: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
