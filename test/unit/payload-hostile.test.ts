/** Payloads and schemas that nobody wrote in good faith: no wrong answer, no memory that the bytes do not account for, nothing thrown. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import type { DecodedPayload, PayloadReading } from '../../src/protocol/payload.ts';

let folder: string, decoder: PayloadDecoder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-hostile-'));
  decoder = new PayloadDecoder({ folder });
});
after(async () => { await rm(folder, { recursive: true, force: true }); });
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const read = async (bytes: Uint8Array, format: PayloadReading['format'], schemaFile?: string): Promise<DecodedPayload> => decoder.decode(bytes, { format, ...(schemaFile !== undefined && { schemaFile }) });
const why = async (...args: Parameters<typeof read>): Promise<string> => (await read(...args)).problem?.message ?? 'read';
const schema = async (name: string, json: unknown): Promise<string> => { await writeFile(path.join(folder, name), JSON.stringify(json)); return name; };

void test('MessagePack: what the library would read as something else is refused', async () => {
  assert.equal(await why(hex('91a1ff'), 'msgpack'), 'Not MessagePack: the text at 2 is not UTF-8.');
  assert.equal((await read(hex('91a1ff'), 'auto')).format, 'hex', 'and not guessed');
  assert.match(await why(hex('82a16101a16102'), 'msgpack'), /the key at 4 occurs twice/);
  assert.match(await why(hex('820101a13102'), 'msgpack'), /the key at 3 occurs twice/, 'the number 1 and the text 1');
  for (const key of ['c0', 'c3', '90', '80', 'c40161', 'd6ff00000000']) assert.match(await why(hex(`81${key}01`), 'msgpack'), /the key at 1 is neither text nor a number/, key);
  assert.equal((await read(hex('81aa5f5f70726f746f5f5f5fc3'), 'msgpack')).text, '{"__proto___":true}');
  assert.equal((await read(hex('81a95f5f70726f746f5f5fc3'), 'msgpack')).text, '{"__proto__":true}');
});

void test('MessagePack: every form of a number, a text, a list and a time', async () => {
  for (const [bytes, text] of [
    ['7f', '127'], ['e0', '-32'], ['ccff', '255'], ['cdffff', '65535'], ['ceffffffff', '4294967295'], ['cfffffffffffffffff', '18446744073709551615'], ['d080', '-128'], ['d18000', '-32768'], ['d280000000', '-2147483648'],
    ['d38000000000000000', '-9223372036854775808'], ['ca3dcccccd', '0.1'], ['cb7ff0000000000000', '"Infinity"'], ['d90161', '"a"'], ['da000161', '"a"'], ['db0000000161', '"a"'], ['dc0001c0', '[null]'], ['dd00000001c2', '[false]'],
    ['de0001a161c3', '{"a":true}'], ['df00000001a161c3', '{"a":true}'], ['c5000101', '{"base64":"AQ=="}'], ['c600000000', '{"base64":""}'], ['d40701', '{"ext":7,"base64":"AQ=="}'], ['c70007', '{"ext":7,"base64":""}'],
    ['d6ff00000001', '"1970-01-01T00:00:01.000000000Z"'], ['c70cff00000005ffffffffffffffff', '"1969-12-31T23:59:59.000000005Z"'], ['c70cff3b9aca000000000000000000', '{"ext":-1,"base64":"O5rKAAAAAAAAAAAA"}'],
  ] as const) assert.equal((await read(hex(bytes), 'msgpack')).text, text, bytes);
});

void test('counts that nothing follows take no memory, however they are nested', async () => {
  const before = process.memoryUsage().rss;
  for (const bytes of ['dd01ffffff'.repeat(50), 'df01ffffff'.repeat(50), 'ddffffffff', 'dfffffffff', 'c6ffffffff', 'dbffffffff', 'c9ffffffff01']) {
    assert.match(await why(hex(bytes), 'msgpack'), /should follow/, bytes);
    assert.equal((await read(hex(bytes), 'auto')).format, 'hex');
  }
  assert.ok(process.memoryUsage().rss - before < 100e6);
});

void test('values that take no bytes have an end, in one block or in many, and by the schema alone', async () => {
  const nulls = await schema('nulls.avsc', { type: 'array', items: 'null' });
  assert.equal((await read(hex('a01f00'), 'avro', nulls)).text.length, 2000 * 5 + 1);
  assert.match(await why(Buffer.concat([hex('a09c01'.repeat(3000)), hex('00')]), 'avro', nulls), /items without a byte/);
  let bomb: unknown = { type: 'record', name: 'R0', fields: [] };
  for (let level = 1; level < 60; level++) bomb = { type: 'record', name: `R${level}`, fields: [{ name: 'a', type: bomb }, { name: 'b', type: `R${level - 1}` }] };
  assert.match(await why(hex(''), 'avro', await schema('bomb.avsc', bomb)), /items without a byte/);
});

void test('digits and names that only the schema has are not made without end', async () => {
  const decimal = (scale: number): unknown => ({ type: 'bytes', logicalType: 'decimal', precision: scale, scale });
  assert.equal((await read(hex('0201'), 'avro', await schema('small.avsc', decimal(3)))).text, '0.001');
  assert.match(await why(hex('0201'), 'avro', await schema('large.avsc', decimal(400_000_000))), /longer than/);
  assert.match(await why(Buffer.concat([hex('80897a'), Buffer.alloc(1_000_000, 0x5a)]), 'avro', 'small.avsc'), /the decimal at 0 has 1000000 bytes, more than 65536/);
  const named = await schema('named.avsc', { type: 'array', items: { type: 'record', name: 'R', fields: [{ name: 'n'.repeat(100_000), type: 'boolean' }] } });
  assert.match(await why(Buffer.concat([hex('a01f'), Buffer.alloc(2000), hex('00')]), 'avro', named), /longer than/);
});

void test('a schema file that is no schema does not show what is in it', async () => {
  await writeFile(path.join(folder, 'secret.avsc'), 'hunter2 is the password');
  const message = await why(hex('00'), 'avro', 'secret.avsc');
  assert.match(message, /^secret\.avsc: no JSON: /);
  assert.doesNotMatch(message, /hunter2|password/);
});

void test('bytes of chance are read or refused, never thrown', async () => {
  await writeFile(path.join(folder, 'any.proto'), 'syntax = "proto3"; message M { int64 a = 1; string b = 2; M c = 3; repeated M d = 4; map<string, M> e = 5; repeated sint32 f = 6; oneof o { bytes g = 7; double h = 8; } map<int32, string> i = 9; }');
  const any = await schema('any.avsc', { type: 'record', name: 'A', fields: [{ name: 'a', type: ['null', 'long', 'A'] }, { name: 'b', type: { type: 'map', values: 'string' } }, { name: 'c', type: { type: 'array', items: ['bytes', 'double'] } }] });
  let seed = 12345;
  const random = (): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const start = Buffer.from(encode({ a: [1, 'two', { b: null }] }));
  let good = 0;
  for (let n = 0; n < 6000; n++) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 24) }, () => Math.floor(random() * (n % 2 === 0 ? 256 : 24))));
    if (n % 3 === 0) { start.copy(bytes); }
    for (const [format, file] of [['msgpack', undefined], ['avro', any], ['protobuf', 'any.proto'], ['auto', undefined], ['json', undefined]] as const) {
      const { problem, kind, text } = await read(bytes, format, file);
      if (problem || kind !== 'json') continue;
      good++;
      assert.doesNotThrow(() => { JSON.parse(text); }, `${format} ${bytes.toString('hex')}: ${text}`);
    }
  }
  assert.ok(good > 500, `${good}`);
});
