/** Messages made from templates. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaFault } from '../../src/kafka/fault';
import { compileTemplate, messageMaker, PLACEHOLDERS } from '../../src/kafka/generate/index';
import { Random } from '../../src/kafka/generate/random';

const NOW = Date.parse('2026-01-31T08:00:00Z');
/** The first values that a template gives. */
function values(template: string, count = 1, more: { seed?: number; key?: string; start?: number; rate?: number } = {}): string[] {
  const { seed = 7, key, start, rate } = more;
  const next = messageMaker({ value: compileTemplate(template, 'the template'), seed, ...(key === undefined ? {} : { key: compileTemplate(key, 'the key') }), ...(start === undefined ? {} : { start }), ...(rate === undefined ? {} : { rate }) }, () => NOW);
  return Array.from({ length: count }, () => Buffer.from(next().value ?? []).toString());
}
const one = (template: string): string => values(template)[0]!;
const refused = (template: string, words: RegExp): void => {
  assert.throws(() => compileTemplate(template, 'the template'), (error) => error instanceof KafkaFault && words.test(`${error.message} ${error.hint}`));
};

test('the same seed gives the same messages, another seed others', () => {
  const template = '{"id":"{{uuid}}","n":{{int 1 1000000}},"who":"{{name}}","f":{{float 0 1 6}}}';
  assert.deepEqual(values(template, 20), values(template, 20));
  assert.notDeepEqual(values(template, 20), values(template, 20, { seed: 8 }));
  assert.notDeepEqual(values(template, 20), values(template, 20, { seed: 7 + 2 ** 40 }));
  assert.equal(new Set(values(template, 1000)).size, 1000);
  // Kept so that a seed in somebody's script goes on to mean the same.
  assert.deepEqual(values('{{uuid}} {{int 0 9}} {{name}} {{float 0 1 3}}', 2), ['90b5ef7f-ade8-4831-aaf2-5c1fe4adb84b 1 Vera Keller 0.567', 'b7753381-130a-4d20-884c-a5b545e52de5 3 Carla Tanaka 0.469']);
});

test('JSON stays JSON: texts are quoted and escaped, numbers and true are not', () => {
  const value = JSON.parse(one('{"a": {{pick \'say "hi"\\n\'}}, "b": "x {{pick \'say "hi"\'}} {{int 3 3}}", "c": {{int -5 -5}}, "d": [{{bool 1}}, {{float 1 1}}], "e": {"f": {{seq 4}}}}')) as unknown;
  assert.deepEqual(value, { a: 'say "hi"\\n', b: 'x say "hi" 3', c: -5, d: [true, 1], e: { f: 4 } });
  assert.equal(one('{{seq}},{{pick "a b"}}'), '0,a b');
});

test('ranges hold both ends and 64 bits', () => {
  const seen = new Set(values('{{int 1 3}}', 200));
  assert.deepEqual([...seen].sort(), ['1', '2', '3']);
  const big = values('{{int -9223372036854775808 9223372036854775807}}', 50).map(BigInt);
  assert.ok(big.every((value) => value === BigInt.asIntN(64, value)) && big.some((value) => value > 2n ** 53n) && big.some((value) => value < 0n));
  assert.ok(values('{{float 2 3 1}}', 100).every((value) => /^2\.\d|3\.0$/.test(value)));
});

test('weights make some words more frequent', () => {
  const counts = new Map<string, number>();
  for (const value of values('{{pick hot*8 cold never*0}}', 900)) counts.set(value, (counts.get(value) ?? 0) + 1);
  assert.equal(counts.get('never'), undefined);
  assert.ok(counts.get('hot')! > 700 && counts.get('cold')! > 50, JSON.stringify([...counts]));
});

test('times are the clock\'s, or begin where they are told and move with the rate', () => {
  assert.equal(one('{{now}} {{now ms}} {{now s}}'), `2026-01-31T08:00:00.000Z ${NOW} ${NOW / 1000}`);
  assert.deepEqual(values('{{now}}', 3, { start: NOW, rate: 2 }), ['2026-01-31T08:00:00.000Z', '2026-01-31T08:00:00.500Z', '2026-01-31T08:00:01.000Z']);
  const late = values('{{ago 30s ms}}', 200).map(Number);
  assert.ok(late.every((at) => at <= NOW && at >= NOW - 30_000) && Math.min(...late) < NOW - 20_000);
});

test('the key is made first, and the value may name it', () => {
  assert.deepEqual(values('{"card":"{{key}}"}', 2, { key: '{{pick 4711}}-{{seq}}' }), ['{"card":"4711-0"}', '{"card":"4711-1"}']);
});

test('a message has the time that its value names', () => {
  const next = messageMaker({ value: compileTemplate('{{now ms}}', 'v'), headers: [{ key: 'h', value: compileTemplate('{{seq}}', 'h') }], partition: 3, seed: 1, start: NOW }, () => 0);
  next();
  const { timestamp, headers, partition, key } = next();
  assert.deepEqual([timestamp, headers?.map(({ value }) => Buffer.from(value ?? []).toString()), partition, key], [NOW + 1, ['1'], 3, null]);
});

test('each placeholder works as its help shows it', () => {
  const examples: Record<string, string> = { seq: 'seq 5', int: 'int 1 2', float: 'float 1 2 3', pick: 'pick a b', ago: 'ago 5m', now: 'now iso', words: 'words 3', hex: 'hex 12' };
  for (const name of Object.keys(PLACEHOLDERS)) assert.doesNotMatch(one(`{{${examples[name] ?? name}}}`), name === 'key' ? /./ : /^$|[{}]/, name);
  assert.match(one('{{uuid}}'), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(one('{{email}}'), /^[a-z]+\.[a-z]+@example\.com$/);
});

test('what is wrong is said with its place and how it is written', () => {
  refused('{"a": {{nope}}}', /the template, line 1, column 7: there is no \{\{nope\}\}.*Known are .*\{\{uuid\}\}/);
  refused('{"a": 1,\n "b": {{int 5 1}}}', /line 2, column 7: \{\{int\}\}: 1 is less than 5 It is written as \{\{int <least> <most>\}\}/);
  refused('{{int 1}}', /the most is a whole number/);
  refused('{{int 1 99999999999999999999}}', /the most is a whole number/);
  refused('{{int 1 9999999999999999999}}', /does not fit 64 bits/);
  refused('{{uuid 4}}', /takes no arguments/);
  refused('{{pick}}', /something to pick from/);
  refused('{{ago soon}}', /500ms, 30s, 5m/);
  refused('{{ago 999999999d}}', /at most 36500d/);
  refused('{"a": {{int 1 2}', /no end/);
  refused('{"a": {{int 1 2}},}', /gives no JSON/);
  refused('{"a": {{seq}} {{seq}}}', /gives no JSON/);
  refused('{{__proto__}}', /there is no/);
});

test('numbers are spread evenly', () => {
  const random = new Random(3), counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[Number(random.below(10n))]!++;
  assert.ok(counts.every((count) => count > 850 && count < 1150), counts.join());
});
