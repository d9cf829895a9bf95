/** Reads a `*.stream-test.yaml`. Never throws: what is wrong is a problem at its place, and what could be read is there. */
import { basename, dirname, join, resolve } from 'node:path';
import { isScalar, type Node } from 'yaml';
import type { SourceSpan } from '../protocol/run.ts';
import type { StreamTest, StreamTestFile, TestFileRead } from '../protocol/stream-test.ts';
import { isFile, TEST_FILE } from './files.ts';
import { Source, type Field } from './nodes.ts';
import { expectationsOf } from './read-expect.ts';
import { inputsOf } from './read-inputs.ts';
import { durationMs, instantMs } from './scalars.ts';

export const FILE_KEYS = ['job', 'arguments', 'environment', 'clock', 'tests'], TEST_KEYS = ['name', 'inputs', 'expect', 'clock', 'timeout'];
/** Where a test's clock begins. */
export const CLOCK = Date.UTC(2026, 0, 1);
const TIMEOUT_SECONDS = 30;

export function readTests(file: string, text: string): TestFileRead {
  const source = new Source(file, text.replace(/^\ufeff/, ' ')), tree: StreamTestFile = { file, job: ownJob(file), arguments: [], environment: {}, tests: [] };
  const top = source.fields(source.root, 'A file of stream tests', FILE_KEYS, source.whole);
  const job = top.get('job'), jobText = job && source.textOf(job.value, 'job', 'Name the .py file, relative to this file.', job.span);
  if (jobText !== undefined) tree.job = resolve(dirname(file), jobText);
  if (!isFile(tree.job)) source.problem(`There is no job ${jobText ?? basename(tree.job)}.`, job ? 'The path is relative to this file.' : 'Write job: with the path of the .py file, relative to this file.', job ? source.spanOf(job.value, job.span) : startOf(source.whole));
  const args = top.get('arguments'), environment = top.get('environment'), clock = top.get('clock'), tests = top.get('tests');
  if (args) tree.arguments = source.list(args.value, 'arguments', args.span).flatMap((each) => source.textOf(each, 'An argument', 'Write it as text.', args.span) ?? []);
  if (environment) for (const { name, value, span } of source.fields(environment.value, 'environment', undefined, environment.span).values()) tree.environment[name] = source.textOf(value, `The variable ${name}`, 'Write it as text, "" for an empty one.', span) ?? '';
  const began = clock ? clockOf(source, clock) : CLOCK;
  if (!tests && source.root !== null) source.problem('There are no tests.', 'Write tests: and a list of them, each with a name, inputs and expect.', startOf(source.whole));
  if (source.root === null && source.problems.length === 0) source.problem('The file is empty.', 'Write tests: and a list of them, each with a name, inputs and expect.', startOf(source.whole));
  if (tests) tree.tests = testsOf(source, tests, began);
  return { tree, problems: source.problems };
}

/** `fraud.stream-test.yaml` is about `fraud.py` beside it. */
const ownJob = (file: string): string => join(dirname(file), basename(file).replace(TEST_FILE, '.py'));
const startOf = (span: SourceSpan): SourceSpan => ({ ...span, endLine: span.line, endColumn: span.column + 1 });

function testsOf(source: Source, { value, span }: Field, clock: number): StreamTest[] {
  const names = new Map<string, number>();
  return source.list(value, 'tests', span).flatMap((node) => {
    const before = source.problems.length, test = testOf(source, node, source.spanOf(node, span), clock);
    if (test !== undefined) {
      const earlier = names.get(test.name);
      if (earlier !== undefined) source.problem(`A test with this name stands in line ${earlier}.`, 'Give each test a name of its own.', test.nameSpan);
      names.set(test.name, test.nameSpan.line);
    }
    return test !== undefined && source.problems.length === before ? [test] : [];
  });
}

function testOf(source: Source, node: Node, span: SourceSpan, clock: number): StreamTest | undefined {
  const fields = source.fields(node, 'A test', TEST_KEYS, span), name = fields.get('name'), timeout = fields.get('timeout'), own = fields.get('clock');
  const text = name && source.textOf(name.value, 'name', 'Say what is tested.', name.span);
  if (!name && isMapping(source, node)) source.problem('The test has no name.', 'Write name: and what is tested.', startOf(span));
  if (text === undefined || !name) return undefined;
  const inputs = inputsOf(source, fields.get('inputs')), expect = expectationsOf(source, fields.get('expect'), span);
  return { name: text, span, nameSpan: source.spanOf(name.value, name.span), inputs, expect, clock: own ? clockOf(source, own) : clock, timeoutSeconds: timeout ? timeoutOf(source, timeout) : TIMEOUT_SECONDS };
}

const isMapping = (source: Source, node: Node): boolean => !isScalar(source.resolved(node));

function timeoutOf(source: Source, { value, span }: Field): number {
  const text = source.textOf(value, 'timeout', 'Write a duration: 30s, 2m.', span), ms = text === undefined ? undefined : durationMs(text);
  if (text !== undefined && (ms === undefined || ms === 0)) source.problem(`timeout is a duration above 0, not ${JSON.stringify(text)}.`, 'Write it with its unit: 500ms, 30s, 2m.', source.spanOf(value, span));
  return (ms ?? 0) / 1000 || TIMEOUT_SECONDS;
}

function clockOf(source: Source, { value, span }: Field): number {
  const text = source.textOf(value, 'clock', 'Write an instant: 2026-01-01T00:00:00Z.', span), ms = text === undefined ? undefined : instantMs(text);
  if (text !== undefined && ms === undefined) source.problem(`clock is an instant with its zone, not ${JSON.stringify(text)}.`, 'Write it as 2026-01-01T00:00:00Z.', source.spanOf(value, span));
  return ms ?? CLOCK;
}
