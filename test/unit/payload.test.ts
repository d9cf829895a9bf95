import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Encoder, ExtensionCodec, encode } from '@msgpack/msgpack';
import avro from 'avsc';
import Long from 'long';
import protobuf from 'protobufjs';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import type { DecodedPayload, PayloadReading } from '../../src/protocol/payload.ts';

const decoder = new PayloadDecoder();
const read = async (bytes: Uint8Array | string | null, format: PayloadReading['format'] = 'auto', more: Partial<PayloadReading> = {}): Promise<DecodedPayload> => decoder.decode(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { format, ...more });
const brief = ({ format, kind, text }: DecodedPayload): string[] => [format, kind, text];

let folder: string;
before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'weir-payload-')); });
after(async () => { await rm(folder, { recursive: true, force: true }); });
const file = async (name: string, text: string): Promise<string> => { await writeFile(path.join(folder, name), text); return path.join(folder, name); };

void test('what bytes say of themselves', async () => {
  assert.deepEqual(brief(await read(null)), ['null', 'null', '']);
  assert.deepEqual(brief(await read(' {"id": 9007199254740993}')), ['json', 'json', ' {"id": 9007199254740993}']);
  assert.deepEqual(brief(await read('[1]')), ['json', 'json', '[1]']);
  assert.deepEqual(brief(await read('4711')), ['text', 'text', '4711']);
  assert.deepEqual(brief(await read('{oops')), ['text', 'text', '{oops']);
  assert.deepEqual(brief(await read('')), ['text', 'text', '']);
  assert.deepEqual(brief(await read(Buffer.from([0, 0, 0, 42]))), ['hex', 'bytes', '0000002a'], 'four bytes are not taken for a number');
  const latin = await read(Buffer.from('caf\xe9', 'latin1'));
  assert.deepEqual([latin.text, latin.why], ['636166e9', 'not UTF-8: it ends within a character']);
  assert.match((await read(Buffer.from([0x61, 0xff, 0x62]))).why, /byte 0xff at 1/);
  assert.deepEqual(brief(await read(encode({ id: 9007199254740993n, list: [1, null] }, { useBigInt64: true }))), ['msgpack', 'json', '{"id":9007199254740993,"list":[1,null]}']);
  assert.equal((await read(Buffer.from([0x81, 0xff]))).format, 'hex');
});

void test('numbers, UUIDs and bytes as asked; what has another length says so', async () => {
  const big = Buffer.alloc(8);
  big.writeBigInt64BE(-9223372036854775808n);
  assert.equal((await read(big, 'int64')).text, '-9223372036854775808');
  assert.equal((await read(Buffer.from([0xff, 0xff, 0xff, 0xfe]), 'int32')).text, '-2');
  const float = Buffer.alloc(4);
  float.writeFloatBE(0.1);
  assert.equal((await read(float, 'float32')).text, '0.1');
  const double = Buffer.alloc(8);
  double.writeDoubleBE(-0);
  assert.equal((await read(double, 'float64')).text, '-0');
  assert.equal((await read(Buffer.from('123e4567e89b12d3a456426614174000', 'hex'), 'uuid')).text, '123e4567-e89b-12d3-a456-426614174000');
  assert.equal((await read('123E4567-E89B-12D3-A456-426614174000', 'uuid')).text, '123e4567-e89b-12d3-a456-426614174000');
  assert.equal((await read('abc', 'base64')).text, 'YWJj');
  const wrong = await read('abc', 'int64');
  assert.deepEqual([wrong.text, wrong.problem?.message], ['abc', 'Not int64: it has 3 bytes, not 8.']);
  assert.match((await read('[1', 'json')).problem!.message, /^Not JSON: /);
  assert.match((await read('abc', 'uuid')).problem!.message, /3 bytes/);
});

void test('MessagePack: exact, whole, or a problem', async () => {
  const extensionCodec = new ExtensionCodec();
  extensionCodec.register({ type: 7, encode: (value) => (value instanceof URL ? Buffer.from('x') : null), decode: () => null });
  const bytes = new Encoder({ useBigInt64: true, extensionCodec }).encode({ a: -1n, b: 18446744073709551615n, c: 1.5, d: new Uint8Array([1, 2]), e: new Date(1700000000123), f: new URL('x:y'), g: 'é', h: NaN, i: { 1: true } });
  assert.equal((await read(bytes, 'msgpack')).text, '{"a":-1,"b":18446744073709551615,"c":1.5,"d":{"base64":"AQI="},"e":"2023-11-14T22:13:20.123000000Z","f":{"ext":7,"base64":"eA=="},"g":"é","h":"NaN","i":{"1":true}}');
  for (const damaged of [Buffer.concat([bytes, Buffer.from([1])]), bytes.subarray(0, bytes.length - 3), Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]), Buffer.from([0xc1]), Buffer.from('81c001', 'hex'), Buffer.from(encode({ ['__proto__x']: 1 })).fill(0x91, 0)]) {
    assert.match((await read(damaged, 'msgpack')).problem?.message ?? '', /^Not MessagePack: /, damaged.toString('hex'));
  }
  assert.match((await read(Buffer.alloc(100_000, 0x91), 'msgpack')).problem!.message, /^Not MessagePack: /);
});

const order = { type: 'record', name: 'Order', namespace: 'shop', fields: [
  { name: 'id', type: 'long' }, { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } }, { name: 'note', type: ['null', 'string'] }, { name: 'tags', type: { type: 'array', items: 'string' } },
  { name: 'attrs', type: { type: 'map', values: 'double' } }, { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['NEW', 'OLD'] } }, { name: 'mac', type: { type: 'fixed', name: 'Mac', size: 2 } },
  { name: 'f', type: 'float' }, { name: 'i', type: 'int' }, { name: 'ok', type: 'boolean' }, { name: 'child', type: ['null', 'Order'] }, { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
] };

const long = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(), toBuffer: (n: bigint) => { const bytes = Buffer.alloc(8); bytes.writeBigInt64LE(n); return bytes; }, fromJSON: BigInt, toJSON: Number, isValid: (n: unknown) => typeof n === 'bigint', compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});
const encodeAvro = (schema: object, value: unknown): Buffer => avro.Type.forSchema(schema as avro.Schema, { registry: { long }, wrapUnions: true }).toBuffer(value);
const sample = (id: bigint, child: unknown = null): object => ({ id, price: Buffer.from([0xff, 0x85]), note: { string: 'hé"' }, tags: ['a', 'b'], attrs: { x: 1.5 }, kind: 'OLD', mac: Buffer.from([1, 2]), f: Math.fround(0.1), i: -7, ok: true, child: child && { 'shop.Order': child }, at: 1700000000000 });
const text = (id: string, child = 'null'): string => `{"id":${id},"price":-1.23,"note":"hé\\"","tags":["a","b"],"attrs":{"x":1.5},"kind":"OLD","mac":{"base64":"AQI="},"f":0.1,"i":-7,"ok":true,"child":${child},"at":1700000000000}`;

void test('Avro by a schema file: what the library writes is read with every digit', async () => {
  const schemaFile = await file('order.avsc', JSON.stringify(order));
  for (const id of [0n, -1n, 9007199254740993n, 9223372036854775807n, -9223372036854775808n]) assert.equal((await read(encodeAvro(order, sample(id)), 'avro', { schemaFile })).text, text(String(id)));
  assert.equal((await read(encodeAvro(order, sample(1n, sample(2n))), 'avro', { schemaFile })).text, text('1', text('2')));
});

void test('Avro: damage anywhere is a problem or the whole is read; lengths that are not there take no memory', async () => {
  const schemaFile = await file('order.avsc', JSON.stringify(order)), whole = encodeAvro(order, sample(5n, sample(6n)));
  for (let length = 0; length < whole.length; length++) assert.match((await read(whole.subarray(0, length), 'avro', { schemaFile })).problem?.message ?? '', /^Not Avro: /, `${length}`);
  assert.match((await read(Buffer.concat([whole, Buffer.from([0])]), 'avro', { schemaFile })).problem!.message, /1 bytes are left/);
  const list = await file('list.avsc', JSON.stringify({ type: 'array', items: 'null' })), huge = Buffer.from('feffffffffffffffff01', 'hex');
  assert.match((await read(Buffer.concat([huge, Buffer.from([0])]), 'avro', { schemaFile: list })).problem!.message, /items without a byte/);
  assert.match((await read(huge, 'avro', { schemaFile: await file('strings.avsc', JSON.stringify({ type: 'array', items: 'string' })) })).problem!.message, /should follow/);
  assert.match((await read(huge, 'avro', { schemaFile: await file('bytes.avsc', '"bytes"') })).problem!.message, /should follow/);
  const deep = await file('deep.avsc', JSON.stringify({ type: 'record', name: 'R', fields: [{ name: 'r', type: ['null', 'R'] }] }));
  assert.match((await read(Buffer.alloc(5000, 2), 'avro', { schemaFile: deep })).problem!.message, /nested more than/);
});

void test('a schema that is missing or wrong is named', async () => {
  assert.match((await read('x', 'avro', { schemaFile: path.join(folder, 'no.avsc') })).problem!.message, /no\.avsc: there is no such file/);
  assert.match((await read('x', 'avro', { schemaFile: await file('bad.avsc', '{"type": "recor') })).problem!.message, /bad\.avsc: /);
  assert.match((await read('x', 'avro', { schemaFile: await file('unknown.avsc', '"Nothing"') })).problem!.message, /unknown\.avsc: .*Nothing/);
  assert.match((await read('x', 'avro')).problem!.message, /needs a schema/);
  assert.match((await read('x', 'protobuf', { schemaFile: await file('bad.proto', 'syntax = "proto3";\nmessage {') })).problem!.message, /bad\.proto: .*line 2/);
  assert.match((await read('x', 'protobuf', { schemaFile: await file('lost.proto', 'import "elsewhere.proto";') })).problem!.message, /lost\.proto imports elsewhere\.proto: there is no such file/);
});

const proto = `syntax = "proto3"; package shop; import "google/protobuf/timestamp.proto"; import "common.proto";
enum Kind { NEW = 0; OLD = 1; }
message Order { int64 id = 1; uint64 big = 2; sint64 s = 3; repeated int32 list = 4; repeated string names = 5; map<string, int64> counts = 6; Kind kind = 7; bytes raw = 8; double d = 9; float f = 10; google.protobuf.Timestamp at = 11;
  Order child = 12; fixed64 fixed = 13; sfixed32 sf = 14; bool ok = 15; common.Money price = 16; map<int32, Order> orders = 17; repeated Kind kinds = 18; }
message Other { string name = 1; }`;
const common = 'syntax = "proto3"; package common; message Money { int64 units = 1; string currency = 2; }';

void test('Protobuf by a schema file: what the library writes is read with every digit', async () => {
  await file('common.proto', common);
  const schemaFile = await file('order.proto', proto), root = new protobuf.Root();
  root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto')!.nested!);
  protobuf.parse(common, root, { keepCase: true });
  protobuf.parse(proto, root, { keepCase: true });
  const type = root.lookupType('shop.Order');
  const bytes = type.encode(type.fromObject({
    id: Long.fromString('-9223372036854775808'), big: Long.fromString('18446744073709551615', true), s: Long.fromString('-9007199254740993'), list: [1, -1, 300], names: ['a', '', 'é'], counts: { x: Long.fromString('9007199254740993') }, kind: 1,
    raw: Buffer.from([255]), d: -0.5, f: 0.1, at: { seconds: 1700000000, nanos: 5 }, child: { id: 1 }, fixed: Long.fromString('18446744073709551615', true), sf: -3, ok: true, price: { units: 7, currency: 'EUR' }, orders: { 5: { ok: true } }, kinds: [0, 1, 1],
  })).finish();
  const readBack = await read(bytes, 'protobuf', { schemaFile, messageType: 'Order' });
  assert.equal(readBack.problem?.message, undefined);
  assert.equal(readBack.text,
    '{"id":-9223372036854775808,"big":18446744073709551615,"s":-9007199254740993,"list":[1,-1,300],"names":["a","","é"],"counts":{"x":9007199254740993},"kind":"OLD","raw":{"base64":"/w=="},"d":-0.5,"f":0.1,"at":"2023-11-14T22:13:20.000000005Z","child":{"id":1},"fixed":18446744073709551615,"sf":-3,"ok":true,"price":{"units":7,"currency":"EUR"},"orders":{"5":{"ok":true}},"kinds":["NEW","OLD","OLD"]}');
  assert.match((await read(bytes, 'protobuf', { schemaFile })).problem!.message, /does not say which it is: Order, Other/);
  assert.match((await read(bytes, 'protobuf', { schemaFile, messageType: 'Nobody' })).problem!.message, /no message Nobody/);
  const other = await read(Buffer.from([0x10, 1, 0x0a, 1, 0x78]), 'protobuf', { schemaFile, messageType: 'shop.Other' });
  assert.deepEqual([other.text, other.why], ['{"name":"x"}', 'left out: field 2, which the schema does not have']);
  assert.match((await read(bytes, 'protobuf', { schemaFile, messageType: 'Other' })).problem!.message, /written as another type/);
  for (let length = 1; length < bytes.length; length++) {
    const part = await read(bytes.subarray(0, length), 'protobuf', { schemaFile, messageType: 'Order' });
    assert.ok(part.problem ?? part.text.startsWith('{'), `${length}`);
  }
  assert.match((await read(Buffer.from('0affffffff0f', 'hex'), 'protobuf', { schemaFile, messageType: 'Other' })).problem!.message, /should follow/);
  assert.match((await read(Buffer.from('00', 'hex'), 'protobuf', { schemaFile, messageType: 'Other' })).problem!.message, /field 0/);
  let deep = Buffer.alloc(0);
  for (let i = 0; i < 400; i++) {
    const length: number[] = [];
    for (let n = deep.length; ; n >>>= 7) { length.push(n > 127 ? (n & 127) | 128 : n); if (n <= 127) break; }
    deep = Buffer.concat([Buffer.from([0x62, ...length]), deep]);
  }
  assert.match((await read(deep, 'protobuf', { schemaFile, messageType: 'Order' })).problem!.message, /nested more than/);
});

void test('bytes that were text: what was replaced is no Avro, no number and no bytes, and the text is still shown', async () => {
  const schema = await file('from-text.avsc', '"string"'), lossy = new PayloadDecoder({ fromText: true }), avroText = avro.Type.forSchema('string').toBuffer('abc');
  const at = async (bytes: Uint8Array, reading: PayloadReading): Promise<DecodedPayload> => lossy.decode(bytes, reading);
  assert.equal((await at(avroText, { format: 'avro', schemaFile: schema })).text, '"abc"', 'what is plain text came through whole');
  const replaced = Buffer.from(Buffer.from([0x06, 0xff, 0x61, 0x62]).toString('utf8'));
  for (const reading of [{ format: 'avro', schemaFile: schema }, { format: 'auto', schemaFile: schema }, { format: 'hex' }, { format: 'int32' }, { format: 'msgpack' }] as const) assert.match((await at(replaced, reading)).problem?.message ?? '', /bytes are lost/, reading.format);
  for (const format of ['auto', 'text'] as const) assert.equal((await at(replaced, { format })).problem, undefined, format);
  assert.equal((await read(replaced, 'hex')).problem, undefined);
});
