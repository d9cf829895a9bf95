import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNumbers } from '../../src/messages/query/decimal.ts';
import { findValue, parsePath, rawText } from '../../src/messages/query/json-path.ts';
import { parsePredicate, PredicateError, type Fields } from '../../src/messages/query/predicate.ts';
import { regexSearch, textSearch } from '../../src/messages/query/search.ts';

const find = (json: string, path: string): string | undefined => {
  const data = Buffer.from(json), parsed = parsePath(path);
  assert.ok(parsed, path);
  const found = findValue(data, 0, data.length, parsed);
  return found && rawText(data, found);
};

void test('a path finds a value in JSON as it is written', () => {
  const order = '{"order": {"id": 9007199254740993, "items": [{"sku": "a\\"b"}, {"sku": "c"}], "odd name": [1, 2]}, "x": -1.50e+3}';
  assert.equal(find(order, '$.order.id'), '9007199254740993');
  assert.equal(find(order, 'order.items[1].sku'), '"c"');
  assert.equal(find(order, '$.order.items[0].sku'), '"a\\"b"');
  assert.equal(find(order, '$.order["odd name"][1]'), '2');
  assert.equal(find(order, 'x'), '-1.50e+3');
  assert.equal(find(order, '$'), order);
  assert.equal(find(order, '$.order.items[2]'), undefined);
  assert.equal(find(order, '$.x.y'), undefined);
  assert.equal(find('{"a": 1, "a": 2}', 'a'), '2', 'of a name that repeats the last one counts, as in an object');
  assert.equal(find('{"caf\\u00e9": 1}', 'café'), '1');
  assert.equal(find('[[[]], {}]', '$[1]'), '{}');
});

void test('broken JSON has no value at a path, and ends', () => {
  for (const text of ['', '{', '{"a"', '{"a":', '{"a":1', '{"a" 1}', '{"a":[1}', '{"a":1 "b":2}', '"', '[1 2]', `${'['.repeat(5000)}`]) assert.equal(find(text, 'b'), undefined, text);
});

void test('what is no path is none', () => {
  for (const text of ['', 'a b', 'a..b', 'a[x]', '.a', '$a.b[', 'a.']) assert.equal(parsePath(text), undefined, text);
});

void test('numbers are compared with all their digits', () => {
  const cases: [string, string, number][] = [['9007199254740993', '9007199254740992', 1], ['1', '1.0', 0], ['1e3', '1000', 0], ['-0', '0', 0], ['0.1', '0.10', 0], ['-2', '-10', 1], ['1e-400', '0', 1], ['123456789012345678901234567890.1', '123456789012345678901234567890.2', -1], ['-1', '1', -1]];
  for (const [a, b, sign] of cases) assert.equal(Math.sign(compareNumbers(a, b)!), sign, `${a} ${b}`);
  assert.equal(compareNumbers('x', '1'), undefined);
});

void test('text is found in any case, wherever it stands', () => {
  const among = (wanted: string, text: string): boolean => { const bytes = Buffer.from(`##${text}##`); return textSearch(wanted).search(bytes, 2, bytes.length - 2); };
  assert.ok(among('Gold', 'xxGOLDxx'));
  assert.ok(among('d', 'gold'));
  assert.ok(among('ÄRGER', 'viel ärger'));
  assert.ok(among('日本', 'x日本y'));
  assert.ok(!among('gold', 'gol'));
  assert.ok(!among('#x', 'x'), 'what stands before the text is not searched');
  assert.ok(!among('x#', 'x'));
  assert.ok(among('', ''));
  let seed = 7;
  const random = (n: number): number => (seed = seed * 48271 % 2147483647) % n;
  for (let i = 0; i < 2000; i++) {
    const text = Array.from({ length: random(30) }, () => 'abAB'[random(4)]).join(''), wanted = Array.from({ length: 1 + random(4) }, () => 'abAB'[random(4)]).join('');
    assert.equal(among(wanted, text), text.toLowerCase().includes(wanted.toLowerCase()), `${wanted} in ${text}`);
  }
});

void test('a regular expression sees the text', () => {
  const bytes = Buffer.from('card 4711 é');
  assert.ok(regexSearch('\\b4\\d+\\s.$', '')(bytes, 0, bytes.length));
  assert.ok(!regexSearch('CARD', '')(bytes, 0, bytes.length));
  assert.ok(regexSearch('CARD', 'i')(bytes, 0, bytes.length));
});

const message = (over: Partial<Fields> & { json?: Fields['json'] }): Fields => ({ partition: 2, offset: 18402, timestamp: 1_700_000_000_000, size: 212, key: () => '4711', value: () => null, header: () => undefined, json: () => undefined, ...over });
const passes = (text: string, over: Partial<Fields> = {}): boolean => {
  const predicate = parsePredicate(text);
  assert.ok(predicate, text);
  return predicate.test(message(over));
};

void test('predicates', () => {
  const big = { json: () => ({ is: 'number', text: '9007199254740993' }) as const }, card = { json: () => ({ is: 'string', text: 'Gold' }) as const };
  const yes: [string, Partial<Fields>?][] = [
    ['partition = 2 and offset >= 18402'], ['not partition = 1 and (offset < 5 or size > 200)'], ['key = 4711'], ['key = "4711"'], ['key < 5000'], ['key ~ /^47/'], ['key ~ "71"'], ['value is null'], ['key in (1, 4711)'],
    ['timestamp >= "2023-11-14T22:13:20Z"'], ['$.id = 9007199254740993', big], ['id != 9007199254740992', big], ['$.card = "Gold"', card], ['$.card ~ "gold"', card], ['$.card != 1', card], ['$.card !~ /silver/', card],
    ['$.card is not null', card], ['headers.trace = "a"', { header: (name) => (name === 'trace' ? 'a' : undefined) }], ['headers["x-y z"] is null', { header: (name) => (name === 'x-y z' ? null : undefined) }],
    ['$["odd \\" name"] > 1', { json: (path) => (path[0] === 'odd " name' ? { is: 'number', text: '2' } : undefined) }], ['ok = true', { json: () => ({ is: 'boolean', text: 'true' }) }],
  ];
  for (const [text, over] of yes) assert.ok(passes(text, over), text);
  const no: [string, Partial<Fields>?][] = [['$.missing > 1'], ['$.missing != 1'], ['$.missing !~ "x"'], ['$.missing is null'], ['key > 5000'], ['$.card > 1', card], ['value is not null'], ['partition != 2'], ['id = 9007199254740992', big]];
  for (const [text, over] of no) assert.ok(!passes(text, over), text);
});

void test('what is no predicate is text, and a broken one says what is missing', () => {
  for (const text of ['gold', 'gold card', '"a = b"', '{"a": 1}', 'order 4711', '=']) assert.equal(parsePredicate(text), undefined, text);
  const broken: [string, RegExp][] = [['amount >', /at the end: a number/], ['a = b', /"b"/], ['(a = 1', /\)/], ['a = 1 b = 2', /and, or/], ['timestamp > "now"', /no time/], ['a..b = 1', /no field/], ['key ~ /(/', /Unterminated|Invalid/]];
  for (const [text, message] of broken) assert.throws(() => parsePredicate(text), (error) => error instanceof PredicateError && message.test(error.message), text);
});
