/** Messages with schemas of a real registry (Apicurio) on a real broker, read by the decoder and the command line. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import avro from 'avsc';
import protobuf from 'protobufjs';
import { BrokerGateway } from '../../src/kafka/broker-gateway.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import type { DecodedPayload } from '../../src/protocol/payload.ts';
import { makeCertificate } from '../stack/certificates.ts';
import { startConnectProxy } from '../stack/connect-proxy.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import type { RunningRegistry } from '../stack/registry.ts';
import { startRegistry, startTlsFront } from '../stack/registry.ts';

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
  const output = await weir(['peek', 'orders', '--brokers', up(kafka).bootstrap, '--registry', up(registry).url]);
  assert.match(output.stdout, /\{"id":7,"price":\{"amount":1\.5,"currency":"EUR"\}\}/);
  assert.match(output.stdout, /\{"plain":1\}/);
  assert.equal(output.code, 0);
});

void test('references of references: Avro names two schemas away, Protobuf messages of an import\'s import', async () => {
  const decoder = new PayloadDecoder({ registry: { url: up(registry).url } });
  const unit = { type: 'enum', name: 'Unit', namespace: 'deep', symbols: ['EUR', 'USD'] }, sum = { type: 'record', name: 'Sum', namespace: 'deep', fields: [{ name: 'cents', type: 'long' }, { name: 'unit', type: 'deep.Unit' }] };
  const bill = { type: 'record', name: 'Bill', namespace: 'deep', fields: [{ name: 'total', type: 'deep.Sum' }, { name: 'unit', type: 'deep.Unit' }] };
  await up(registry).register('unit', { schema: JSON.stringify(unit) });
  await up(registry).register('sum', { schema: JSON.stringify(sum), references: [{ name: 'deep.Unit', subject: 'unit', version: 1 }] });
  const billId = await up(registry).register('bill-value', { schema: JSON.stringify(bill), references: [{ name: 'deep.Sum', subject: 'sum', version: 1 }, { name: 'deep.Unit', subject: 'unit', version: 1 }] });
  assert.equal(shown(await decoder.decode(framed(billId, Buffer.from('f2c001' + '00' + '02', 'hex')), { format: 'auto' })), '{"total":{"cents":12345,"unit":"EUR"},"unit":"USD"}');
  const place = 'syntax = "proto3"; package place; message City { string name = 1; message Part { int64 number = 1; } }', customer = 'syntax = "proto3"; package people; import "place.proto"; message Address { place.City city = 1; place.City.Part part = 2; }';
  await up(registry).register('place.proto', { schemaType: 'PROTOBUF', schema: place });
  await up(registry).register('customer.proto', { schemaType: 'PROTOBUF', schema: customer, references: [{ name: 'place.proto', subject: 'place.proto', version: 1 }] });
  const parcelId = await up(registry).register('parcel-value', { schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; package post; import "customer.proto"; import "google/protobuf/timestamp.proto"; message Head { string trace = 1; } message Parcel { people.Address to = 1; google.protobuf.Timestamp sent = 2; }', references: [{ name: 'customer.proto', subject: 'customer.proto', version: 1 }] });
  assert.equal(shown(await decoder.decode(framed(parcelId, Buffer.from([2, 2]), Buffer.from('0a090a030a0141120208071206' + '0880e2cfaa06', 'hex')), { format: 'auto' })), '{"to":{"city":{"name":"A"},"part":{"number":7}},"sent":"2023-11-14T22:13:20Z"}');
});

const shown = ({ text, problem }: DecodedPayload): string => problem?.message ?? text;

void test('over TLS: with the CA file of its certificate; another one, none, another host and no TLS are said', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-registry-')), ids = await schemas(), stops: (() => Promise<void>)[] = [];
  try {
    const certificate = await makeCertificate(folder), front = await startTlsFront(up(registry).url, certificate), elsewhere = await startTlsFront(up(registry).url, certificate, { host: '127.0.0.2' });
    stops.push(front.stop, elsewhere.stop);
    const said = async (url: string, caFile?: string): Promise<string> => shown(await new PayloadDecoder({ folder, registry: { url, ...(caFile !== undefined && { caFile }) } }).decode(framed(ids.order, avroBytes()), { format: 'auto' })), { host } = new URL(front.url);
    assert.equal(await said(front.url, 'ca.pem'), '{"id":7,"price":{"amount":1.5,"currency":"EUR"}}', 'a path that counts from the folder');
    assert.equal(await said(front.url), `The certificate of the schema registry at ${host} is not trusted: self-signed certificate.`);
    const other = await mkdtemp(path.join(folder, 'other-')), { pem } = await makeCertificate(other);
    assert.match(await said(front.url, pem), /is not trusted: self-signed certificate/);
    assert.match(await said(elsewhere.url, 'ca.pem'), /at 127\.0\.0\.2:\d+ is for another host: .*127\.0\.0\.2/);
    assert.match(await said(up(registry).url.replace('http:', 'https:'), 'ca.pem'), /does not speak TLS/);
    await writeFile(path.join(folder, 'key.pem'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
    assert.equal(await said(front.url, 'key.pem'), 'key.pem cannot be read: it holds no PEM certificate.');
    await writeFile(path.join(folder, 'cut.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    assert.match(await said(front.url, 'cut.pem'), /^cut\.pem cannot be read: /);
  } finally {
    for (const stop of stops) await stop();
    await rm(folder, { recursive: true, force: true });
  }
});

void test('peek with a schema that is not there, a registry that is down, one that is not trusted and one that refuses: the bytes, the reason, the exit code', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-registry-')), ids = await schemas();
  await up(kafka).createTopic('unknown', { partitions: 1 });
  await up(kafka).createTopic('known', { partitions: 1 });
  const gateway = new BrokerGateway(settingsFromOptions({ 'kafka.bootstrap.servers': up(kafka).bootstrap }), { writable: true });
  await gateway.produce('unknown', [{ key: null, value: framed(999_999, Buffer.from('abc')) }]);
  await gateway.produce('known', [{ key: null, value: framed(ids.order, avroBytes()) }, { key: null, value: Buffer.from('{"plain":1}') }]);
  await gateway.close();
  const front = await startTlsFront(up(registry).url, await makeCertificate(folder), { allowed: 'me:hunter2' }), ca = path.join(folder, 'ca.pem');
  // What else may stand at the address of a registry: each status by its path.
  let elsewhere = 0;
  const other = createServer((_, answer) => { elsewhere++; answer.end('{"schema":"\\"int\\""}'); }).listen(0, '127.0.0.2'), odd = createServer((request, answer) => {
    const [, what = ''] = (request.url ?? '').split('/'), html = '<!doctype html><title>Sign in</title><script>alert(1)</script>';
    if (what === 'redirect') answer.writeHead(302, { location: `http://127.0.0.2:${portOf(other)}/login?code=hunter2` }).end(html);
    else answer.writeHead(Number(what), { 'content-type': 'text/html' }).end(html);
  }).listen(0, '127.0.0.1');
  await Promise.all([once(other, 'listening'), once(odd, 'listening')]);
  const at = (what: string): string[] => ['--registry', `http://127.0.0.1:${portOf(odd)}/${what}`];
  try {
    const peek = (topic: string, env: Record<string, string>, ...args: string[]): ReturnType<typeof weir> => weir(['peek', topic, '--brokers', up(kafka).bootstrap, ...args], env), raw = `0x${framed(ids.order, avroBytes()).toString('hex')}`;
    const unknown = await peek('unknown', {}, '--registry', up(registry).url);
    assert.deepEqual([unknown.code, unknown.stdout.includes('The schema registry has no schema 999999: 0x00000f423f616263')], [0, true], unknown.stdout);
    const cases: { code: number; why: string; hint?: string; args: string[]; env: Record<string, string> }[] = [
      { code: 69, why: '127.0.0.1:1 does not answer', args: ['--registry', 'http://127.0.0.1:1'], env: {} }, { code: 69, why: 'is not trusted', args: ['--registry', front.url], env: {} },
      { code: 77, why: `does not let an unnamed user read schema ${ids.order} (401)`, args: ['--registry', front.url, '--registry-ca', ca], env: {} },
      { code: 77, why: `does not let an unnamed user read schema ${ids.order} (403)`, hint: 'Check user and password of the registry.', args: at('403'), env: {} },
      { code: 69, why: `answered 500 when asked for schema ${ids.order}`, hint: 'Try again, or look at its log.', args: at('500'), env: {} },
      { code: 69, why: `sends on to http://127.0.0.2:${portOf(other)}/login`, hint: 'Give the URL that it is really at.', args: at('redirect'), env: {} },
      { code: 69, why: 'is no schema registry', hint: 'Check the URL, with its path', args: at('200'), env: {} },
      { code: 77, why: `does not let me read schema ${ids.order} (401)`, args: ['--registry', front.url, '--registry-ca', ca, '--registry-user', 'me'], env: { WEIR_REGISTRY_PASSWORD: 'wrong-one' } },
    ];
    for (const { code, why, hint = '', args, env } of cases) {
      const { stdout, stderr, code: exit } = await peek('known', env, ...args);
      assert.equal(exit, code, stderr);
      assert.ok(stderr.includes(hint) && !/hunter2|script/.test(`${stdout}${stderr}`), stderr);
      assert.ok(stdout.includes(why) && stdout.includes(raw.slice(0, 20)) && stdout.includes('{"plain":1}'), stdout);
      assert.ok(stderr.includes(why) && !`${stdout}${stderr}`.includes('wrong-one'), stderr);
    }
    const allowed = await peek('known', { WEIR_REGISTRY_PASSWORD: 'hunter2' }, '--registry', front.url, '--registry-ca', ca, '--registry-user', 'me');
    assert.deepEqual([allowed.code, allowed.stdout.includes('{"id":7,"price":{"amount":1.5,"currency":"EUR"}}')], [0, true], allowed.stderr);
    const network = await startConnectProxy();
    try {
      const through = await peek('known', { WEIR_REGISTRY_PASSWORD: 'hunter2', HTTPS_PROXY: network.url }, '--registry', front.url, '--registry-ca', ca, '--registry-user', 'me');
      assert.deepEqual([through.code, through.stdout, [...new Set(network.asked)]], [0, allowed.stdout, [new URL(front.url).host]], `${through.stderr} ${network.asked.join()}`);
      const untrusted = await peek('known', { HTTPS_PROXY: network.url }, '--registry', front.url);
      assert.deepEqual([untrusted.code, /is not trusted: self-signed certificate/.test(untrusted.stderr)], [69, true], untrusted.stderr);
    } finally { await network.stop(); }
    const lines = await peek('known', {}, '--registry', 'http://127.0.0.1:1', '--format', 'jsonl');
    assert.equal(elsewhere, 0, 'another host was asked');
    assert.equal(lines.code, 0, 'capture lines are bytes, for which no schema is asked');
  } finally {
    for (const server of [other, odd]) server.close();
    await front.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

const portOf = (server: Server): number => { const address = server.address(); return address !== null && typeof address === 'object' ? address.port : assert.fail('no port'); };

function weir(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let stdout = '', stderr = '';
  child.stdout.on('data', (text: Buffer) => { stdout += text.toString(); });
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  return new Promise((resolve) => { child.on('close', (code) => { resolve({ code, stdout, stderr }); }); });
}
