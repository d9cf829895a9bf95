import { resolve } from 'node:path';
import { statSync } from 'node:fs';
import { isFile, TEST_FILE, testFilesIn } from '../streamtest/index.ts';
import { choiceOf, optionHelp, pairsOf, parseOptions, isSet, textOf, UsageError, type OptionSpec, type Parsed } from './options.ts';

export const TEST_OPTIONS: readonly OptionSpec[] = [
  { name: 'format', value: 'text|junit', help: 'how the report is written', fallback: 'text' },
  { name: 'output', value: '<file>', help: 'where the report is written; what passed and failed is then still said', fallback: 'stdout' },
  { name: 'grep', value: '<text|/regex/>', help: 'runs only the tests whose names contain this', fallback: 'all' },
  { name: 'python', value: '<path>', help: 'the interpreter whose pure-Python packages the job may import', fallback: "the active environment's, else python3 on the path" },
  { name: 'record', value: '<job.py>', help: 'runs no tests: simulates the job, and adds what came out to its *.stream-test.yaml as a test', fallback: 'off' },
  { name: 'input', value: '<topic>=<file>', repeatable: true, help: 'with --record: feeds a topic from a capture; repeatable', fallback: '<topic>.capture.jsonl beside the job or in captures/' },
  { name: 'name', value: '<text>', help: 'with --record: what the test is called', fallback: 'recorded' },
  { name: 'help', help: 'shows this' },
];

export const testHelp = (): string => `weir test: runs stream tests

Usage: weir test [options] [path…]
       weir test --record <job.py> [--input <topic>=<file>]… [--name <text>]

A stream test says what a job makes of its inputs: rows, late rows, watermark, messages, an error. It stands in a *.stream-test.yaml beside
the job and runs in the simulator: no broker, no cluster, no waiting. Paths are test files or folders, which are searched; without one the
working directory is.

Options:
${optionHelp(TEST_OPTIONS)}

The last line is \`N passed, N failed\`; with --format junit on stdout it goes to stderr.

Exit codes: 0 all passed, 1 a test failed, 2 wrong use or a test file that cannot be read, 78 the simulator cannot run a job, 130 interrupted.
`;

export interface TestCommandLine {
  help: boolean;
  files: string[];
  format: 'text' | 'junit';
  output: string | undefined;
  python: string | undefined;
  matches(name: string): boolean;
  record: { job: string; name: string; inputs: Record<string, string> } | undefined;
}

/** @throws UsageError */
export function parseTest(args: readonly string[], cwd: string): TestCommandLine {
  const parsed = parseOptions(args, TEST_OPTIONS, { mixed: true }), help = isSet(parsed, 'help'), output = textOf(parsed, 'output');
  const record = recordOf(parsed, cwd);
  return {
    help, record, format: choiceOf(parsed, 'format', ['text', 'junit'] as const) ?? 'text', output: output === undefined ? undefined : resolve(cwd, output), python: textOf(parsed, 'python'),
    matches: matcher(textOf(parsed, 'grep')), files: help || record ? [] : filesOf(parsed.rest, cwd),
  };
}

function recordOf(parsed: Parsed, cwd: string): TestCommandLine['record'] {
  const job = textOf(parsed, 'record'), inputs = Object.fromEntries(Object.entries(pairsOf(parsed, 'input')).map(([topic, path]) => [topic, resolve(cwd, path)]));
  if (job === undefined) {
    for (const name of ['input', 'name']) if (isSet(parsed, name)) throw new UsageError(`--${name} belongs to --record.`);
    return undefined;
  }
  if (parsed.rest.length > 0) throw new UsageError('--record runs no tests: give it no path.');
  for (const path of [resolve(cwd, job), ...Object.values(inputs)]) if (!isFile(path)) throw new UsageError(`There is no file ${path}.`);
  return { job: resolve(cwd, job), name: textOf(parsed, 'name') ?? 'recorded', inputs };
}

function filesOf(paths: readonly string[], cwd: string): string[] {
  const files = new Set((paths.length === 0 ? ['.'] : paths).flatMap((path) => {
    const full = resolve(cwd, path), found = statSync(full, { throwIfNoEntry: false });
    if (found === undefined) throw new UsageError(`There is no ${path}.`);
    if (found.isDirectory()) return testFilesIn(full);
    if (!isFile(full) || !TEST_FILE.test(full)) throw new UsageError(`${path} is no stream test: their names end in .stream-test.yaml.`);
    return [full];
  }));
  if (files.size === 0) throw new UsageError(`There is no *.stream-test.yaml in ${paths.length === 0 ? 'this folder' : paths.join(', ')}.`);
  return [...files];
}

function matcher(grep: string | undefined): (name: string) => boolean {
  if (grep === undefined) return () => true;
  const written = /^\/(.*)\/([a-z]*)$/s.exec(grep);
  if (!written) return (name) => name.toLowerCase().includes(grep.toLowerCase());
  try {
    const regex = new RegExp(written[1]!, written[2]!.replace('g', ''));
    return (name) => regex.test(name);
  } catch (error) {
    throw new UsageError(`--grep: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
