/**
 * Google's well-known types as Protobuf's own JSON mapping shows them. The bytes and the forms are what Google's Python library writes of the same
 * messages; where it refuses, the message is shown field by field. 64-bit numbers stay numbers, and bytes are shown as all bytes are.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import { protobufReader } from '../../src/payload/proto-schema.ts';

let folder: string, decoder: PayloadDecoder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-known-'));
  decoder = new PayloadDecoder({ folder });
  await writeFile(path.join(folder, 'all.proto'), `syntax = "proto3"; package shop; ${['any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers'].map((name) => `import "google/protobuf/${name}.proto";`).join(' ')}
    message Holds { map<string, google.protobuf.Timestamp> times = 1; google.protobuf.NullValue nothing = 2; repeated google.protobuf.Int64Value many = 3; google.protobuf.Any any = 4; google.protobuf.Duration took = 5; repeated google.protobuf.NullValue nothings = 6; }
    message Line { int64 id = 1; string sku = 2; }`);
});
after(async () => { await rm(folder, { recursive: true, force: true }); });
const text = async (messageType: string, hex: string, schemaFile = 'all.proto'): Promise<string> => { const { text: shown, problem } = await decoder.decode(Buffer.from(hex, 'hex'), { format: 'protobuf', schemaFile, messageType }); return problem?.message ?? shown; };
const each = async (type: string, cases: readonly (readonly [hex: string, shown: string])[]): Promise<void> => { for (const [hex, shown] of cases) assert.equal(await text(`google.protobuf.${type}`, hex), shown, `${type} ${hex}`); };

void test('a Timestamp is RFC 3339 with all its nanoseconds, and its fields where it is no time', async () => {
  await each('Timestamp', [
    ['', '"1970-01-01T00:00:00Z"'], ['0880e2cfaa061005', '"2023-11-14T22:13:20.000000005Z"'], ['0880e2cfaa061080cab5ee01', '"2023-11-14T22:13:20.500Z"'], ['0880e2cfaa06108094ef3a', '"2023-11-14T22:13:20.123456Z"'],
    ['08ffffffffffffffffff0110ff93ebdc03', '"1969-12-31T23:59:59.999999999Z"'], ['088092b8c398feffffff01', '"0001-01-01T00:00:00Z"'], ['08ff82d1ffaf0710ff93ebdc03', '"9999-12-31T23:59:59.999999999Z"'],
    ['088083d1ffaf07', '{"seconds":253402300800}'], ['108094ebdc03', '{"nanos":1000000000}'], ['10ffffffffffffffffff01', '{"nanos":-1}'], ['0880808080808080808001', '{"seconds":-9223372036854775808}'],
  ]);
});

void test('a Duration is in seconds, a FieldMask one text', async () => {
  await each('Duration', [
    ['', '"0s"'], ['08011080cab5ee01', '"1.500s"'], ['08ffffffffffffffffff011080b6ca91feffffffff01', '"-1.500s"'], ['10ffffffffffffffffff01', '"-0.000000001s"'], ['0880bcaece970910ff93ebdc03', '"315576000000.999999999s"'], ['080310e807', '"3.000001s"'],
    ['0881bcaece9709', '{"seconds":315576000001}'], ['080110ffffffffffffffffff01', '{"seconds":1,"nanos":-1}'], ['0880808080808080808001', '{"seconds":-9223372036854775808}'],
  ]);
  await each('FieldMask', [['0a05615f622e630a0164', '"aB.c,d"'], ['', '""'], ['0a025f61', '"A"'], ['0a026142', '{"paths":["aB"]}'], ['0a04615f5f62', '{"paths":["a__b"]}'], ['0a03615f31', '{"paths":["a_1"]}'], ['0a02615f', '{"paths":["a_"]}'], ['0a03612c62', '{"paths":["a,b"]}']]);
});

void test('a wrapper is what it wraps, with every digit', async () => {
  await each('Int64Value', [['0880808080808080808001', '-9223372036854775808'], ['', '0']]);
  await each('UInt64Value', [['08ffffffffffffffffff01', '18446744073709551615']]);
  await each('StringValue', [['', '""'], ['0a0178', '"x"']]);
  await each('BoolValue', [['', 'false'], ['0801', 'true']]);
  await each('FloatValue', [['0dcdcccc3d', '0.1']]);
  await each('DoubleValue', [['09000000000000f87f', '"NaN"'], ['', '0']]);
  await each('BytesValue', [['0a01ff', '{"base64":"/w=="}']]);
});

void test('Struct, Value and ListValue are JSON', async () => {
  await each('Struct', [['', '{}'], ['0a100a0166120b2a090a070a016712022a000a080a016312031a01780a070a0164120220010a070a0161120208000a1f0a0165121a32180a0911000000000000f03f0a031a01790a0208000a0232000a0e0a0162120911000000000000f83f', '{"f":{"g":{}},"c":"x","d":true,"a":null,"e":[1,"y",null,[]],"b":1.5}'], ['0a030a0161', '{"a":null}']]);
  await each('Value', [['', 'null'], ['0800', 'null'], ['0805', 'null'], ['08001a0178', '"x"'], ['11000000000000f87f', '{"numberValue":"NaN"}'], ['1a034e614e', '"NaN"']]);
  await each('ListValue', [['', '[]'], ['0a0208000a0220000a00', '[null,false,null]']]);
  assert.match(await text('google.protobuf.Struct', nested(400)), /nested more than 200 deep/);
});

/** A Value in a ListValue in a Value, and so on. */
function nested(levels: number): string {
  let bytes = Buffer.from('0800', 'hex');
  const wrap = (tag: number): void => { const length: number[] = []; for (let n = bytes.length; ; n >>>= 7) { length.push(n > 127 ? (n & 127) | 128 : n); if (n <= 127) break; } bytes = Buffer.concat([Buffer.from([tag, ...length]), bytes]); };
  for (let level = 0; level < levels; level++) { wrap(0x0a); wrap(0x32); }
  wrap(0x12);
  wrap(0x0a);
  return bytes.toString('hex');
}

const packed = (type: string, hex: string, head = 'type.googleapis.com/'): string => {
  const url = Buffer.from(`${head}${type}`), bytes = Buffer.from(hex, 'hex');
  return Buffer.concat([Buffer.from([0x0a, url.length]), url, ...(bytes.length > 0 ? [Buffer.from([0x12, bytes.length]), bytes] : [])]).toString('hex');
};

void test('an Any is the message that it holds, where the schema has its type', async () => {
  const url = (type: string): string => `"@type":"type.googleapis.com/${type}"`, google = 'google.protobuf.';
  await each('Any', [
    ['', '{}'], [packed(`${google}Duration`, '0801'), `{${url(`${google}Duration`)},"value":"1s"}`], [packed(`${google}Int64Value`, '08ffffffffffffffff7f'), `{${url(`${google}Int64Value`)},"value":9223372036854775807}`], [packed(`${google}Empty`, ''), `{${url(`${google}Empty`)}}`],
    [packed(`${google}Any`, packed(`${google}Timestamp`, '0801')), `{${url(`${google}Any`)},"value":{${url(`${google}Timestamp`)},"value":"1970-01-01T00:00:01Z"}}`], [packed(`${google}Value`, '0800'), `{${url(`${google}Value`)},"value":null}`],
    [packed('shop.Line', '0807120178'), `{${url('shop.Line')},"id":7,"sku":"x"}`],
    ['0a05782f792e5a120101', '{"type_url":"x/y.Z","value":{"base64":"AQ=="}}'], [packed(`${google}Duration`, '01'), `{"type_url":"type.googleapis.com/${google}Duration","value":{"base64":"AQ=="}}`], [packed('shop.Line', '', ''), '{"type_url":"shop.Line"}'],
    [packed('shop', ''), '{"type_url":"type.googleapis.com/shop"}'], [packed('constructor.name', ''), '{"type_url":"type.googleapis.com/constructor.name"}'],
  ]);
});

void test('in maps, lists and fields, also where they come without a value', async () => {
  assert.equal(await text('Holds', '0a030a0161' + '0a070a016212020801' + '1000' + '1a020805' + '1a00' + '2a00' + '3000'), '{"times":{"a":"1970-01-01T00:00:00Z","b":"1970-01-01T00:00:01Z"},"nothing":null,"many":[5,0],"took":"0s","nothings":[null]}');
  assert.equal(await text('Holds', '1005'), '{"nothing":5}', 'a value that the enum does not have');
  assert.equal(await text('Holds', '2a020801' + '2a0310e807'), '{"took":"1.000001s"}', 'two pieces of one message');
});

void test('a type of another shape by such a name is shown as what it is', async () => {
  const reader = await protobufReader([
    { name: 'google/protobuf/timestamp.proto', text: 'syntax = "proto3"; package google.protobuf; message Timestamp { repeated int64 seconds = 1; int32 nanos = 2; }' },
    { name: 'x.proto', text: 'syntax = "proto3"; import "google/protobuf/timestamp.proto"; message X { google.protobuf.Timestamp at = 1; }' },
  ]);
  assert.equal(reader(Buffer.from('0a020801', 'hex'), 0, [0]).text, '{"at":{"seconds":[1]}}');
});

void test('Confluent\'s meta and Decimal are there: options are taken, and a Decimal has all its digits', async () => {
  await writeFile(path.join(folder, 'price.proto'), `syntax = "proto3"; package shop; import "confluent/meta.proto"; import "confluent/type/decimal.proto"; option (confluent.file_meta).doc = "prices";
    message Price { option (confluent.message_meta) = { doc: "a price" tags: "PII" }; confluent.type.Decimal amount = 1 [(confluent.field_meta) = { params: [{ key: "precision", value: "30" }] }]; confluent.Meta meta = 2; }`);
  const price = (hex: string): Promise<string> => text('Price', hex, 'price.proto');
  assert.equal(await price('0a080a0204d210041802'), '{"amount":12.34}');
  assert.equal(await price('0a160a10' + 'ff'.repeat(15) + 'fe' + '10261826'), `{"amount":-0.${'0'.repeat(37)}2}`);
  assert.equal(await price('0a00'), '{"amount":0}');
  assert.equal(await price('0a0e0a010118ffffffffffffffffff01'), '{"amount":{"value":{"base64":"AQ=="},"scale":-1}}');
  assert.match(await price('0a090a010118ffffffff07'), /longer than/);
  assert.equal(await price('12030a0164' + '12071205' + '0a01611200'), '{"meta":{"doc":"d","params":{"a":""}}}');
  const only = await decoder.decode(Buffer.from('0a00', 'hex'), { format: 'protobuf', schemaFile: 'price.proto' });
  assert.equal(only.text, '{"amount":0}', 'what is imported is no message of the schema');
});
