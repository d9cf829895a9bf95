import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import wabt from 'wabt';
import { parseFilter } from '../../src/messages/query/filter.ts';
import { MessageReader, type Readings } from '../../src/messages/reader.ts';
import { MessageStore } from '../../src/messages/store.ts';
import { code } from '../../src/messages/sweep/pairs-code.ts';
import { HEAD, HeldRoom, memoryOf, SLACK } from '../../src/messages/sweep/held.ts';
import { eachPlace } from '../../src/messages/sweep/places.ts';
import { fixedTexts } from '../../src/messages/sweep/regex.ts';
import { MAYBE, NO, YES } from '../../src/messages/sweep/rows.ts';
import { PayloadDecoder } from '../../src/payload/decoder.ts';

let seed = 7;
const random = (n: number): number => (seed = seed * 48271 % 2147483647) % n;
const one = <T>(of: readonly T[]): T => of[random(of.length)]!;

void test('the compiled search is what its text says', async () => {
  const made = (await wabt()).parseWat('pairs.wat', await readFile(new URL('../../src/messages/sweep/pairs.wat', import.meta.url), 'utf8'), { simd: true }).toBinary({});
  assert.equal(Buffer.from(made.buffer).toString('base64'), code, 'put this into pairs-code.ts');
});

void test('every place of a text is found, in any case and as written, across the pieces that are looked through at once', () => {
  const chunk = 1 << 20;
  const data = Buffer.from(Array.from({ length: 2 * chunk + 5000 }, () => 'eeeeeeeeaaaaoooonnnnttttEEAAzZq'.charCodeAt(random(31))));
  for (const at of [0, chunk - 9, chunk - 4, chunk, chunk + 1, 2 * chunk - 3, data.length - 6]) data.write('PlaceS', at);
  const text = data.toString('latin1'), small = text.toLowerCase();
  for (const wanted of ['zq', 'ae', 'q', 'places', 'z', 'nowhere', 'eaonet', 'aaaa']) {
    for (const fold of [true, false]) {
      const expected: number[] = [], found: number[] = [], all = fold ? small : text;
      for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1)) expected.push(at);
      eachPlace(data, { bytes: Buffer.from(wanted), fold }, (at) => { found.push(at); });
      assert.deepEqual(found, expected, `${wanted} ${fold ? 'in any case' : 'as written'}`);
      // The same bytes where they are looked through in place, with the text in what stands before and behind them.
      for (const held of inPlace(data, wanted)) {
        found.length = 0;
        eachPlace(held, { bytes: Buffer.from(wanted), fold }, (at) => { found.push(at); });
        assert.deepEqual(found, expected, `${wanted} ${fold ? 'in any case' : 'as written'}, in place`);
      }
    }
  }
  const long = Buffer.from(text.slice(chunk - 5000, chunk + 5000)), places: number[] = [];
  eachPlace(data, { bytes: long, fold: false }, (at) => { places.push(at); });
  assert.deepEqual(places, [chunk - 5000]);
  eachPlace(Buffer.from('ab'), { bytes: Buffer.from('abc'), fold: false }, () => { assert.fail('a text longer than the data'); });
});

/** The data at the begin of a block, in its middle, at its end, and in one of its own that is larger. */
function inPlace(data: Buffer, around: string): Buffer[] {
  const { room } = new HeldRoom(), block = 32 * 2 ** 20, first = room(data.length), between = room(2 ** 17), middle = room(data.length);
  between.fill(around);
  room(block - HEAD - SLACK - 2 * Math.ceil(data.length / 8) * 8 - 2 ** 17 - Math.ceil(data.length / 8) * 8).fill(around);
  const last = room(data.length), large = room(block + data.length);
  assert.equal(last.buffer, first.buffer, 'still in the first block');
  assert.ok(last.byteOffset + last.length + SLACK >= block - 8, 'at its very end');
  assert.notEqual(large.buffer, first.buffer);
  large.fill(around);
  return [first, middle, last, large.subarray(block / 2, block / 2 + data.length)].map((place) => { data.copy(place); return place; });
}

void test('room for answers: none overlaps another, small ones are apart, a block holds no more than it is', () => {
  const { room } = new HeldRoom(), rooms = Array.from({ length: 400 }, (_, i) => room(2 ** 16 + i * 1031));
  rooms.forEach((each, i) => { each.fill(i % 251); });
  rooms.forEach((each, i) => { assert.ok(each.every((byte) => byte === i % 251), String(i)); assert.equal(each.length, 2 ** 16 + i * 1031); assert.ok(memoryOf(each)); });
  assert.ok(new Set(rooms.map(({ buffer }) => buffer)).size >= 3);
  assert.equal(memoryOf(room(100)), undefined);
});

const numbers = ['0', '-0', '1', '1.0', '1e0', '10', '-1', '2.5', '25e-1', '707.25', '123456789012345', '1234567890123456', '9007199254740993', '1.', '01', '-', '1-2', '0.1', '1E400'];
const strings = ['""', '"a"', '"gold"', '"Gold card"', '"a\\"b"', '"\\u0061"', '"x\ny"', '"café"', '"\\u00e9"', '"1"', '"id"', '"\\"id\\":1"', '"k\u212a"', '"\u212a\u0130"', '"unended'];
const others = ['true', 'false', 'null', '[]', '{}', '[1,{"id":1}]', '{"id":2,"x":{"id":"gold"}}', 'tru', ''];
const value = (): string => one(one([numbers, numbers, strings, others]));
const names = ['"id"', '"amount"', '"na\\u006de"', '"name"', '"i\\u0064"', '"odd \\" one"', '"x"', '"é"'];
const blank = (): string => one(['', '', '', ' ', '\n\t ', '\u0001']);
const object = (): string => `{${Array.from({ length: random(4) }, () => `${blank()}${one(names)}${blank()}${one([':', ':', ':', ':', '', '='])}${blank()}${value()}${blank()}`).join(',')}}`;
const payload = (): Buffer | null => one<() => Buffer | null>([() => null, () => Buffer.from(object()), () => Buffer.from(object()), () => Buffer.from(`{"x":${object()},"id":${value()}}`), () => Buffer.from(value()), () => Buffer.from(''), () => Buffer.from([0, 1, 2, 3, 0x7b, 0x22]), () => Buffer.from([0x22, 0xff, 0xfe, 0x22])])();
const key = (): Buffer | null => one([null, Buffer.from('4711'), Buffer.from('k77'), Buffer.from('gold'), Buffer.from([0, 0, 0, 7]), Buffer.from(''), Buffer.from('1')]);

const filters = [
  'gold', 'GOLD', 'é', '"id"', '{"', 'k\u212a', 'x', '/gold/', '/GOLD/i', '/"id":1/', '/"id"\\s*:\\s*[0-9]+,/', '/(gold|card)/', '/card$/', '/^\\{"x"/', '/k./i', '/go+ld/', '/(?!gold)a/', '/\\x67old/',
  ...['=', '!=', '<', '<=', '>', '>='].flatMap((sign) => ['1', '2.5', '0', '707.25', '9007199254740993', '1e0', '"gold"', '"a"', '"café"', 'true', 'null'].map((literal) => `id ${sign} ${literal}`)),
  'id in (1, "gold", null)', 'id is null', 'id is not null', 'not id = 1', 'id = 1 or amount = 1', 'id = 1 and not (name = "gold" or x is null)', 'x.id = 2', '$.x.x.id ~ "GOLD"', 'id ~ "gold"', 'id ~ "k"', 'id ~ "i"', 'value ~ "k"', 'value ~ "\uFFFD"', '\uFFFD', 'id !~ "gold"', 'id ~ /gold/', 'id ~ /^G/i', 'id !~ /gold/', '$.id[0] = 1', '$[0] = 1', '$[1].id = 1', '$ is null', '$["odd \\" one"] = 1', '$["é"] > 0', 'name = "a"',
  'key = "k77"', 'key != "k77"', 'key = 4711', 'key in ("k77", "gold")', 'key ~ "OLD"', 'key !~ "old"', 'key ~ /^g/', 'key is null', 'key is not null', 'value is null', 'value is not null', 'value ~ "gold"', 'value ~ /gold/', 'value = "1"', 'not value ~ "a"',
  'partition = 1', 'partition != 1', 'partition in (0, 2)', 'partition = "1"', 'offset >= 30', 'offset < 1e1', 'timestamp > 1000', 'size > 20 and size <= 40', 'offset = 9007199254740993', 'headers.h = "gold"', 'headers.h is null', 'not headers.h = "gold"', 'headers.h ~ "old"', 'partition = 0 and offset = 7 and id > 0',
];

/** @param held the bytes are where they are looked through in place, among others that look like theirs */
function filled(most: number, held: boolean): MessageStore {
  const store = new MessageStore(most), { room } = new HeldRoom();
  for (let batch = 0, offset = 0; batch < 8; batch++) {
    const count = 1 + random(batch % 2 === 0 ? 150 : 20), data = held ? room(2 ** 17).fill('"id":1,"gold" ').subarray(0, count * 400).fill(0) : Buffer.alloc(count * 400);
    let at = 0;
    const place = (bytes: Buffer | null): [number, number] => {
      // Between two rows stand bytes that are no row's.
      at += data.write(one(['', '"id":1', 'gol', '"']), at);
      if (!bytes) return [-1, -1];
      const start = at;
      at += bytes.copy(data, at);
      return [start, at];
    };
    const rows = Array.from({ length: count }, () => ({ key: place(key()), value: place(payload()) }));
    const column = (side: 'key' | 'value') => ({ data, starts: Int32Array.from(rows, (row) => row[side][0]), ends: Int32Array.from(rows, (row) => row[side][1]) });
    store.append({ topic: 't', partition: random(3), count, offsets: Float64Array.from({ length: count }, () => offset++), timestamps: Float64Array.from({ length: count }, () => random(2000)), timestampType: 0, keys: column('key'), values: column('value'),
      headers: Array.from({ length: count }, () => one([null, null, null, [{ key: 'h', value: Buffer.from(one(['gold', 'x'])) }], [{ key: 'gold', value: null }]])) });
    store.trim();
  }
  return store;
}

const readings: Readings[] = [{ key: { format: 'auto' }, value: { format: 'auto' } }, { key: { format: 'text' }, value: { format: 'json' } }, { key: { format: 'hex' }, value: { format: 'auto' } }, { key: { format: 'auto' }, value: { format: 'hex' } }];

void test('what is said of many messages at once is what each of them says', async () => {
  const decided = new Map<string, number>();
  for (let round = 0; round < 24; round++) {
    const reader = new MessageReader(filled(round % 3 === 2 ? 200 : 1_000_000, round % 8 >= 4), new PayloadDecoder(), readings[round % 4]!), { store } = reader;
    for (const filter of filters) {
      const { test: passes, known, mistake } = parseFilter(filter, reader);
      assert.equal(mistake, undefined, filter);
      if (!known) continue;
      for (let id = store.end - 1; id >= store.base; id--) {
        const state: number = known.of(id);
        assert.ok(state === NO || state === YES || state === MAYBE);
        if (state === MAYBE) continue;
        decided.set(filter, (decided.get(filter) ?? 0) + 1);
        assert.equal(await passes!(id), state === YES, `${filter}: message ${id} of round ${round}: ${String(store.key(id) && Buffer.from(store.key(id)!))} | ${String(store.value(id) && Buffer.from(store.value(id)!))}`);
      }
    }
  }
  // What nothing can be said of beforehand: no fixed text, no field's name, letters whose other case is elsewhere.
  const never = ['é', 'k\u212a', '/(gold|card)/', '/k./i', '/(?!gold)a/', 'value ~ "\uFFFD"', '\uFFFD', '$[0] = 1', '$["odd \\" one"] = 1', 'key != "k77"', 'key = 4711', 'key !~ "old"', 'key ~ /^g/', 'value = "1"', 'partition = "1"', 'offset < 1e1', 'offset = 9007199254740993'];
  assert.deepEqual(filters.filter((filter) => !decided.has(filter)), never);
});

void test('the fixed texts of a regular expression', () => {
  const of = (source: string, flags = ''): string[] => fixedTexts(source, flags).map(({ bytes }) => Buffer.from(bytes).toString());
  assert.deepEqual(of('"id":[0-9]*77,'), ['"id":', '77,']);
  assert.deepEqual(of('ab|cd'), []);
  assert.deepEqual(of('abc?de'), ['ab', 'de']);
  assert.deepEqual(of('a(bc)d\\.ef\\bgh'), ['d.ef', 'gh']);
  assert.deepEqual(of('Gold Task', 'i'), ['gold ta']);
  assert.deepEqual(of('Maß', ''), ['Maß']);
  assert.deepEqual(of('Maß', 'i'), ['ma']);
  assert.deepEqual(of('(?=abc)[d]e{2}'), []);
});
