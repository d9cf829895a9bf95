/** Messages with schemas of a real registry (Apicurio) on a real broker, read by the decoder and the command line. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import avro from 'avsc';
import protobuf from 'protobufjs';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import type { RunningRegistry } from '../stack/registry.ts';
import { startRegistry } from '../stack/registry.ts';

let registry: RunningRegistry | undefined, kafka: RunningKafka | undefined;
before(async () => {
  registry = await startRegistry();
  kafka = await startKafka();
}, { timeout: 600_000 });
after(async () => {
  await registry?.stop();
  await kafka?.stop();
});
const up = <T>(server: T | undefined): T => server ?? assert.fail('it did not start');

const framed = (id: number, ...parts: Uint8Array[]): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, ...parts]);
};
const money = { type: 'record', name: 'Money', namespace: 'shop', fields: [{ name: 'amount', type: 'double' }, { name: 'currency', type: 'string' }] };
const order = { type: 'record', name: 'Order', namespace: 'shop', fields: [{ name: 'id', type: 'int' }, { name: 'price', type: 'shop.Money' }] };
const avroBytes = (): Buffer => {
  const types = {};
  avro.Type.forSchema(money as avro.Schema, { registry: types });
  return avro.Type.forSchema(order as avro.Schema, { registry: types }).toBuffer({ id: 7, price: { amount: 1.5, currency: 'EUR' } });
};
const proto = 'syntax = "proto3"; package shop; message Head { string trace = 1; } message Order { int64 id = 1; message Line { string sku = 1; } repeated Line lines = 2; }';

async function schemas(): Promise<{ order: number; proto: number; json: number }> {
  await up(registry).register('money', { schema: JSON.stringify(money) });
  return {
    order: await up(registry).register('orders-value', { schemaType: 'AVRO', schema: JSON.stringify(order), references: [{ name: 'shop.Money', subject: 'money', version: 1 }] }),
    proto: await up(registry).register('protos-value', { schemaType: 'PROTOBUF', schema: proto }),
    json: await up(registry).register('jsons-value', { schemaType: 'JSON', schema: '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}' }),
  };
}

void test('Avro with a reference, Protobuf by its place in the schema, and JSON, guessed by their ids', async () => {
  const ids = await schemas(), decoder = new PayloadDecoder({ registry: { url: up(registry).url } });
  const avroRead = await decoder.decode(framed(ids.order, avroBytes()), { format: 'auto' });
  assert.deepEqual([avroRead.problem?.message, avroRead.text, avroRead.format, avroRead.schema], [undefined, '{"id":7,"price":{"amount":1.5,"currency":"EUR"}}', 'avro', { id: ids.order, name: 'Order' }]);
  const root = protobuf.parse(proto).root, type = root.lookupType('shop.Order'), line = root.lookupType('shop.Order.Line');
  const whole = type.encode(type.fromObject({ id: 9, lines: [{ sku: 'a' }] })).finish();
  assert.equal((await decoder.decode(framed(ids.proto, Buffer.from([2, 2]), whole), { format: 'auto' })).text, '{"id":9,"lines":[{"sku":"a"}]}', 'the second message');
  assert.equal((await decoder.decode(framed(ids.proto, Buffer.from([4, 2, 0]), line.encode({ sku: 'x' }).finish()), { format: 'protobuf' })).text, '{"sku":"x"}', 'a message in the second message');
  assert.equal((await decoder.decode(framed(ids.proto, Buffer.from([0]), Buffer.from('0a0174', 'hex')), { format: 'auto' })).text, '{"trace":"t"}', 'the first message');
  assert.match((await decoder.decode(framed(ids.proto, Buffer.from([2, 18])), { format: 'auto' })).problem!.message, /no message 9/);
  assert.equal((await decoder.decode(framed(ids.json, Buffer.from('{"id": 9007199254740993}')), { format: 'auto' })).text, '{"id": 9007199254740993}');
  assert.match((await decoder.decode(framed(ids.order, Buffer.from([1])), { format: 'auto' })).problem!.message, /Not Avro/);
  assert.match((await decoder.decode(framed(ids.json, Buffer.from('{}')), { format: 'avro' })).problem!.message, /is JSON, not Avro/);
  assert.equal((await decoder.decode(Buffer.from('{"plain": true}'), { format: 'auto' })).format, 'json');
});

void test('an id that is unknown, a registry that is no registry, one that is down: said once, the bytes still shown', async () => {
  const unknown = await new PayloadDecoder({ registry: { url: up(registry).url } }).decode(framed(999_999, Buffer.from('abc')), { format: 'auto' });
  assert.deepEqual([unknown.text, unknown.problem!.message], ['00000f423f616263', 'The schema registry has no schema 999999.']);
  const wrong = await new PayloadDecoder({ registry: { url: up(registry).url.replace('/apis/ccompat/v6', '/apis') } }).decode(framed(1, Buffer.from('abc')), { format: 'auto' });
  assert.match(wrong.problem!.message, /has no schema 1|no schema registry/);
  const down = await new PayloadDecoder({ registry: { url: 'http://127.0.0.1:1' } }).decode(framed(1), { format: 'auto' });
  assert.match(down.problem!.message, /127\.0\.0\.1:1 does not answer/);
  assert.match((await new PayloadDecoder({ registry: { url: 'file:///etc/passwd' } }).decode(framed(1), { format: 'auto' })).problem!.message, /not reached by file:/);
});

void test('a topic is read by the command line with the registry of its producer', async () => {
  const ids = await schemas();
  await up(kafka).createTopic('orders', { partitions: 1 });
  const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': up(kafka).bootstrap }), { writable: true });
  await gateway.produce('orders', [{ key: Buffer.from('k'), value: framed(ids.order, avroBytes()) }, { key: Buffer.from('l'), value: Buffer.from('{"plain":1}') }]);
  await gateway.close();
  const output = await weir('peek', 'orders', '--brokers', up(kafka).bootstrap, '--registry', up(registry).url);
  assert.match(output.stdout, /\{"id":7,"price":\{"amount":1\.5,"currency":"EUR"\}\}/);
  assert.match(output.stdout, /\{"plain":1\}/);
  assert.equal(output.code, 0);
});

function weir(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '', stderr = '';
  child.stdout.on('data', (text: Buffer) => { stdout += text.toString(); });
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  return new Promise((resolve) => { child.on('close', (code) => { resolve({ code, stdout, stderr }); }); });
}
