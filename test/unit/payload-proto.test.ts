/** Protobuf by several files: which message is meant, and what the wire format says of fields that come more than once. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import { protobufReader } from '../../src/payload/proto-schema.ts';
import type { DecodedPayload } from '../../src/protocol/payload.ts';

let folder: string, decoder: PayloadDecoder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-proto-'));
  decoder = new PayloadDecoder({ folder });
});
after(async () => { await rm(folder, { recursive: true, force: true }); });
const file = async (name: string, text: string): Promise<string> => {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), `syntax = "proto3"; ${text}`);
  return name;
};
const read = async (bytes: string, schemaFile: string, messageType?: string): Promise<DecodedPayload> => decoder.decode(Buffer.from(bytes, 'hex'), { format: 'protobuf', schemaFile, ...(messageType !== undefined && { messageType }) });
const textOf = async (...args: Parameters<typeof read>): Promise<string> => { const { text, problem } = await read(...args); return problem?.message ?? text; };

void test('a message is the schema\'s own before that of an import, and one name for two is refused', async () => {
  await file('common.proto', 'package common; message Order { string imported = 1; } message Rare { string rare = 1; }');
  const own = await file('own.proto', 'package shop; import "common.proto"; message A {} message Order { string own = 1; message Part { string p = 1; } } message Box { message Part { string q = 1; } }');
  assert.equal(await textOf('0a0178', own, 'Order'), '{"own":"x"}');
  assert.equal(await textOf('0a0178', own, 'shop.Order'), '{"own":"x"}');
  assert.equal(await textOf('0a0178', own, 'common.Order'), '{"imported":"x"}');
  assert.equal(await textOf('0a0178', own, 'Rare'), '{"rare":"x"}');
  assert.equal(await textOf('0a0178', own, 'Box.Part'), '{"q":"x"}');
  assert.match(await textOf('0a0178', own, 'Part'), /Part fits shop\.Order\.Part, shop\.Box\.Part: give the full name/);
});

void test('files of one package: places and the only message are counted in the schema alone', async () => {
  await file('money.proto', 'package shop; message Money { string wrong = 1; }');
  assert.equal(await textOf('0a0178', await file('line.proto', 'package shop; import "money.proto"; message Line { string right = 1; Money money = 2; }')), '{"right":"x"}');
  const reader = await protobufReader([
    { name: 'money.proto', text: 'syntax = "proto3"; package shop; message Money { string wrong = 1; }' },
    { name: 'x.proto', text: 'syntax = "proto3"; package shop; import "money.proto"; message First { string first = 1; } message Second { string second = 1; }' },
  ]);
  assert.equal(reader(Buffer.from('0a0178', 'hex'), 0, [0]).text, '{"first":"x"}');
  assert.equal(reader(Buffer.from('0a0178', 'hex'), 0, [1]).text, '{"second":"x"}');
  assert.throws(() => reader(Buffer.from('0a0178', 'hex'), 0, [2]), /no message 2/);
});

void test('imports are looked for from the schema\'s folder upwards; what is missing or wrong in one is named', async () => {
  await file('lib/money.proto', 'package lib; message Money { int64 units = 1; }');
  assert.equal(await textOf('0a020807', await file('shop/orders/order.proto', 'import "lib/money.proto"; message Order { lib.Money price = 1; }')), '{"price":{"units":7}}');
  await file('bad.proto', '\n\nmessage {');
  assert.match(await textOf('00', await file('a.proto', 'import "bad.proto"; message A {}')), /^a\.proto: bad\.proto: .*line 3/);
  await file('b.proto', 'import "nowhere.proto"; message B {}');
  assert.match(await textOf('00', await file('c.proto', 'import "b.proto"; message C {}')), /^c\.proto: b\.proto imports nowhere\.proto: there is no such file/);
  assert.match(await textOf('00', await file('shop/d.proto', 'import "../bad.proto"; message D {}')), /imports \.\.\/bad\.proto: there is no such file/);
});

void test('Google\'s own files are there, with custom options', async () => {
  const names = ['any', 'api', 'descriptor', 'duration', 'empty', 'field_mask', 'source_context', 'struct', 'timestamp', 'type', 'wrappers'];
  const all = await file('all.proto', `${names.map((name) => `import "google/protobuf/${name}.proto";`).join(' ')} extend google.protobuf.FieldOptions { string note = 50000; }
    message X { int64 m = 1 [(note) = "hi"]; google.protobuf.Int64Value w = 2; google.protobuf.Struct s = 3; google.protobuf.Duration d = 4; }`);
  assert.equal(await textOf('0801' + '1206088080808010' + '1a0c0a0a0a016112051a03616263' + '22020805', all, 'X'), '{"m":1,"w":4294967296,"s":{"a":"abc"},"d":"5s"}');
});

void test('pieces of a message are one message, the last entry of a key and the last of a oneof count', async () => {
  const schema = await file('twice.proto', 'message X { Inner i = 1; map<string, int64> c = 2; oneof o { int64 x = 3; string y = 4; Inner z = 6; } map<int32, string> e = 5; int32 n = 7; } message Inner { int64 a = 1; repeated int64 b = 2; Inner c = 3; }');
  assert.equal(await textOf('0a0408011002' + '0a021003' + '0a041a020804' + '0a041a021005', schema, 'X'), '{"i":{"a":1,"b":[2,3],"c":{"a":4,"b":[5]}}}');
  assert.equal(await textOf('12050a01781001' + '12050a01791002' + '12050a01781003', schema, 'X'), '{"c":{"x":3,"y":2}}');
  assert.equal(await textOf('1801220161', schema, 'X'), '{"y":"a"}');
  assert.equal(await textOf('2201611801', schema, 'X'), '{"x":1}');
  assert.equal(await textOf('32020801' + '1801' + '32021002', schema, 'X'), '{"z":{"b":[2]}}');
  assert.equal(await textOf('38013802', schema, 'X'), '{"n":2}');
});

void test('entries of a map that are written as another type are refused', async () => {
  const schema = await file('map.proto', 'message X { map<string, int64> c = 1; map<int32, string> e = 2; }');
  assert.match(await textOf('0a0c0a0178' + '110000000000000001', schema), /written as another type than int64/);
  assert.match(await textOf('12060a0131' + '120178', schema), /written as another type than int32/);
  assert.equal(await textOf('0a030a0178' + '12020805', schema), '{"c":{"x":0},"e":{"5":""}}');
});

void test('many fields that the schema does not have are counted, not listed', async () => {
  const schema = await file('one.proto', 'message One { int64 a = 1; }');
  const bytes = Buffer.concat(Array.from({ length: 12 }, (_, n) => Buffer.from([(n + 2) << 3, 1])));
  assert.equal((await read(bytes.toString('hex'), schema)).why, 'left out: fields 2, 3, 4, 5, 6, 7, 8, 9 and 4 more, which the schema does not have');
});
