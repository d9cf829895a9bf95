import { resolve } from 'node:path';
import { statSync } from 'node:fs';
import { isFile, TEST_FILE, testFilesIn } from '../streamtest/index.ts';
import { choiceOf, optionHelp, parseOptions, isSet, textOf, UsageError, type OptionSpec } from './options.ts';

export const TEST_OPTIONS: readonly OptionSpec[] = [
  { name: 'format', value: 'text|junit', help: 'how the report is written', fallback: 'text' },
  { name: 'output', value: '<file>', help: 'where the report is written; what passed and failed is then still said', fallback: 'stdout' },
  { name: 'grep', value: '<text|/regex/>', help: 'runs only the tests whose names contain this', fallback: 'all' },
  { name: 'python', value: '<path>', help: 'the interpreter whose pure-Python packages the job may import', fallback: "the active environment's, else python3 on the path" },
  { name: 'help', help: 'shows this' },
];

export const testHelp = (): string => `weir test: runs stream tests

Usage: weir test [options] [path…]

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
}

/** @throws UsageError */
export function parseTest(args: readonly string[], cwd: string): TestCommandLine {
  const parsed = parseOptions(args, TEST_OPTIONS, { mixed: true }), help = isSet(parsed, 'help'), output = textOf(parsed, 'output');
  return {
    help, format: choiceOf(parsed, 'format', ['text', 'junit'] as const) ?? 'text', output: output === undefined ? undefined : resolve(cwd, output), python: textOf(parsed, 'python'),
    matches: matcher(textOf(parsed, 'grep')), files: help ? [] : filesOf(parsed.rest, cwd),
  };
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
