/** media/stream-test.schema.json, with which an editor completes and checks, says what the reader says. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { readTests } from '../../src/streamtest/index.ts';
import { FILE_KEYS, TEST_KEYS } from '../../src/streamtest/read.ts';
import { ERROR_KEYS, EXPECT_KEYS, QUERY_KEYS, STDOUT_KEYS, TOPIC_COLUMNS } from '../../src/streamtest/read-expect.ts';
import { MESSAGE_KEYS } from '../../src/streamtest/read-inputs.ts';

interface Shape { properties: Record<string, Shape>; definitions: Record<string, Shape> }
const text = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const schema = JSON.parse(text('media/stream-test.schema.json')) as Shape;
const valid = new Ajv({ allErrors: true }).compile(schema);

let folder: string, file: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-schema-'));
  file = join(folder, 'job.stream-test.yaml');
  writeFileSync(join(folder, 'job.py'), '');
  writeFileSync(join(folder, 't.capture.jsonl'), '');
});
after(() => { rmSync(folder, { recursive: true, force: true }); });

const keys = (shape: Shape | undefined): string[] => Object.keys(shape?.properties ?? {}).sort();
test('both know the same keys', () => {
  const { definitions } = schema, expect = definitions['expect'];
  for (const [shape, known] of [[schema, FILE_KEYS], [definitions['test'], TEST_KEYS], [definitions['message'], MESSAGE_KEYS], [expect, EXPECT_KEYS], [expect?.properties['error'], ERROR_KEYS], [expect?.properties['stdout'], STDOUT_KEYS], [definitions['query'], QUERY_KEYS], [definitions['sent'], TOPIC_COLUMNS]] as const) assert.deepEqual(keys(shape), [...known].sort());
});

/** A whole test with one part replaced. */
const whole = (part: Record<string, string> = {}): string => {
  const { top = '', inputs = '{}', timeout = '30s', clock = '2026-01-01T00:00:00Z', expect = '{ stdout: { contains: [a] } }', name = 'a' } = part;
  return `${top}\ntests:\n  - name: ${name}\n    timeout: ${timeout}\n    clock: ${clock}\n    inputs: ${inputs}\n    expect: ${expect}\n`;
};
const query = (of: string): string => whole({ expect: `{ queries: { q: ${of} } }` });
const texts: string[] = [
  whole(), whole({ top: 'job: job.py' }), whole({ top: 'arguments: [a, 1, true]\nenvironment: { A: b, N: 1 }' }), whole({ top: 'arguments: a' }), whole({ top: 'arguments: [[a]]' }), whole({ top: 'environment: [a]' }), whole({ top: 'environment: { A: [b] }' }), whole({ top: 'jobs: a' }), whole({ name: '[a]' }), whole({ name: '12' }),
  ...['30', '0', '1.5s', '2 m', '3 weeks', '-1s', '[1s]', '250ms'].map((timeout) => whole({ inputs: `{ t: [ { value: a, at: ${timeout} } ] }` })), ...['2026-01-01', '12', '2026-01-01T00:00:00', '2026-01-01 00:00:00+01:00', 'soon'].map((clock) => whole({ clock })),
  ...['{ t: t.capture.jsonl }', '{ t: [] }', '{ t: 3 }', '{ t: null }', '{ t: { value: a } }', '{ "a b": [] }', '{ t: [ { value: null } ] }', '{ t: [ { key: a } ] }', '{ t: [ 3 ] }', '{ t: [ { value: a, partition: 2 } ] }', '{ t: [ { value: a, partition: -1 } ] }', '{ t: [ { value: a, partition: 1.5 } ] }', '{ t: [ { value: a, timestamp: yesterday } ] }', '{ t: [ { value: a, headers: { h: 1 } } ] }', '{ t: [ { value: a, headers: [1] } ] }', '{ t: [ { value: a, offset: 1 } ] }', '[]'].map((inputs) => whole({ inputs })),
  ...['{}', 'null', '3', '{ query: {} }', '{ error: {} }', '{ error: { class: A, message: b, line: 3 } }', '{ error: { line: 0 } }', '{ error: { line: x } }', '{ error: { text: x } }', '{ stdout: {} }', '{ stdout: { contains: a } }', '{ stdout: { contain: [a] } }', '{ topics: { t: [] } }', '{ topics: { t: [ { key: a, value: b } ] } }', '{ topics: { t: [ { keys: a } ] } }', '{ topics: { t: { columns: [key], rows: [ { key: a } ] } } }', '{ topics: { t: { columns: [keys], rows: [] } } }', '{ topics: { t: 3 } }'].map((expect) => whole({ expect })),
  ...['{}', '{ rows: [] }', '{ rows: 3 }', '{ rows: [ 3 ] }', '{ rows: { a: 1 } }', '{ rows: { rows: [], order: exact } }', '{ rows: { rows: [], order: sorted } }', '{ rows: { order: any } }', '{ rows: { rows: [ {} ], columns: [ a ] } }', '{ rows: { rows: [], columns: a } }', '{ batches: { 0: [], 1: { rows: [] } } }', '{ batches: [ [] ] }', '{ batches: { first: [] } }', '{ watermark: 2026-01-01T00:00:00Z }', '{ watermark: [] }', '{ lateRows: 3 }', '{ lateRows: -1 }', '{ lateRows: [ { a: 1 } ] }', '{ lateRows: many }', '{ lateRows: { rows: [] } }', '{ row: [] }'].map(query),
  'tests: []', 'tests: 3', 'test: []', '[]', '3', 'tests: [ { expect: { stdout: { contains: [a] } } } ]', 'tests: [ { name: a } ]',
];
for (const each of texts) {
  test(`both say the same of ${each.trim().replace(/\s+/g, ' ')}`, () => {
    const { problems } = readTests(file, each), bySchema = valid(parse(each));
    assert.equal(bySchema, problems.length === 0, JSON.stringify({ reader: problems.map(({ message }) => message), schema: valid.errors }, null, 1));
  });
}

test('the tests of the samples are valid', () => {
  assert.equal(valid(parse(text('media/templates/fraud-detection/job.stream-test.yaml'))), true, JSON.stringify(valid.errors));
});
