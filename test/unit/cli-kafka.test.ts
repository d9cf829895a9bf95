/** What `weir topics`, `peek` and `produce` make of their options, and of text that others wrote. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFrom } from '../../src/cli/kafka-connection.ts';
import { describedIn } from '../../src/cli/kafka-description.ts';
import { UsageError } from '../../src/cli/options.ts';
import { payloadBytes } from '../../src/cli/payload.ts';
import { parsePeek } from '../../src/cli/peek-options.ts';
import { messageTable, streamedTable } from '../../src/cli/peek-text.ts';
import { plainJson } from '../../src/cli/plain.ts';
import { payloadText, readingsOf, shownMessages } from '../../src/cli/shown.ts';
import { styleFor } from '../../src/cli/style.ts';
import { topicsAction } from '../../src/cli/topics-options.ts';
import { momentOf, utc } from '../../src/cli/when.ts';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import type { Message } from '../../src/protocol/kafka.ts';
import type { PayloadFormat } from '../../src/protocol/payload.ts';

const style = styleFor(false, {});
const NOW = Date.parse('2026-01-31T12:00:00Z');
const wrong = (text: RegExp) => (error: unknown): boolean => {
  assert.ok(error instanceof UsageError, String(error));
  assert.match(error.message, text);
  return true;
};
const range = (...args: string[]): unknown => parsePeek(['t', ...args], NOW).request.range;

test('the topic and the options of peek stand in any order', () => {
  const line = parsePeek(['--newest', '5', 'orders', '--partition', '3', '--partition', '1', '--filter', '/a.b/'], NOW);
  assert.equal(line.topic, 'orders');
  assert.deepEqual(line.request.range, { mode: 'newest', count: 5 });
  assert.deepEqual(line.request.partitions, [3, 1]);
  assert.deepEqual(line.request.filter, { text: 'a.b', regex: true });
  assert.deepEqual(parsePeek(['orders', '--filter', '/'], NOW).request.filter, { text: '/', regex: false });
});

test('ranges of peek', () => {
  assert.deepEqual(range(), { mode: 'newest', count: 20 });
  assert.deepEqual(range('--oldest', '3'), { mode: 'oldest', count: 3 });
  assert.deepEqual(range('--around', '100', '--context', '2'), { mode: 'around', offset: 100, before: 2, after: 3 });
  assert.deepEqual(range('--since', '15m', '--until', '2026-01-31T11:50:00+01:00'), { mode: 'time', since: NOW - 900_000, until: Date.parse('2026-01-31T10:50:00Z') });
  const line = parsePeek(['t', '--from', '0:5', '--from', '1:7', '--to', '9'], NOW);
  assert.deepEqual([line.from, line.to], [[{ partition: 0, offset: 5 }, { partition: 1, offset: 7 }], [{ partition: undefined, offset: 9 }]]);
});

test('peek refuses what it cannot mean', () => {
  for (const [args, text] of [
    [[], /Which topic\?/], [['a', 'b'], /what is b\?/], [['t', '--newest', '1', '--around', '2'], /--newest and --around ask for different messages/], [['t', '--newest', '-1'], /--newest needs a whole number, 0 or more, not -1/],
    [['t', '--from', '1:2:3'], /partition:offset, not 1:2:3/], [['t', '--from', '1', '--from', '2'], /twice for all partitions/], [['t', '--since', 'yesterday'], /not yesterday/],
    [['t', '--since', '2026-01-31T11:50:00'], /with its zone/], [['t', '--format', 'xml'], /one of table, json, jsonl/], [['t', '--format', 'json', '--follow'], /--format jsonl/], [['t', '--context', '1'], /belongs to --around/], [['t', '--bogus'], /no option --bogus/],
  ] as const) assert.throws(() => parsePeek(args, NOW), wrong(text));
});

test('a connection is said in full, and no secret is an option', () => {
  const open = (args: string[], env: Record<string, string> = {}): unknown => openFrom(parsePeek(['t', ...args], NOW).parsed, env, { writable: false });
  assert.throws(() => open([]), wrong(/Where are the topics\?/));
  assert.throws(() => open(['--brokers', 'a:1', '--captures', 'x']), wrong(/which of them/));
  assert.throws(() => open(['--brokers', 'a:1', '--user', 'u']), wrong(/WEIR_KAFKA_PASSWORD/));
  assert.throws(() => open(['--brokers', 'a:1', '--sasl', 'PLAIN'], { WEIR_KAFKA_PASSWORD: 'p' }), wrong(/needs --user/));
  assert.throws(() => open(['--brokers', 'a:1', '--password', 'x']), wrong(/no option --password/));
  assert.throws(() => open(['--brokers', 'a']), wrong(/--brokers has no valid host:port in 'a'/));
  assert.throws(() => open(['--brokers', 'a:1', '--ca', '/no/such/file']), /\/no\/such\/file cannot be read/);
});

test('a REST proxy is spoken to by https, with a token from the environment, and takes no option that is for brokers', () => {
  const described = (args: string[], env: Record<string, string> = { WEIR_KAFKA_TOKEN: 't' }): unknown => describedIn(parsePeek(['t', ...args], NOW).parsed, env);
  const url = 'https://c-kafkarest.azurehdinsight.net';
  assert.deepEqual(described(['--rest', url, '--ca', 'ca.pem', '--timeout', '5']), { description: { kind: 'rest', url, caFile: 'ca.pem' }, secrets: { token: 't' }, timeoutMs: 5000 });
  const signIn = (args: string[], env: Record<string, string>): unknown => (described(['--rest', url, ...args], env) as { description: { signIn?: unknown } }).description.signIn;
  assert.deepEqual(signIn([], {}), { way: 'cli' });
  assert.deepEqual(signIn([], { AZURE_CLIENT_ID: 'x' }), { way: 'environment' });
  assert.deepEqual(signIn(['--sign-in', 'device', '--tenant', 'contoso.onmicrosoft.com', '--scope', 'https://hib.azurehdinsight.cn/.default'], { WEIR_KAFKA_TOKEN: 't' }), { way: 'device', tenantId: 'contoso.onmicrosoft.com', scope: 'https://hib.azurehdinsight.cn/.default' });
  assert.throws(() => signIn(['--tenant', 'a'], { WEIR_KAFKA_TOKEN: 't' }), wrong(/--tenant needs --sign-in/));
  assert.throws(() => signIn(['--tenant', 'a; rm'], {}), wrong(/A tenant is a GUID/));
  assert.throws(() => signIn(['--sign-in', 'cli', '--client', 'a'], {}), wrong(/--client is for --sign-in device/));
  assert.throws(() => signIn(['--sign-in', 'password'], {}), wrong(/one of environment, cli, device/));
  assert.throws(() => described(['--brokers', 'a:1', '--tenant', 'x']), wrong(/--tenant belongs to --rest/));
  assert.throws(() => described(['--rest', url, '--brokers', 'a:1']), wrong(/--brokers and --rest were both given/));
  assert.throws(() => described(['--rest', url, '--ssh', 'h']), wrong(/--ssh is for --brokers, not for --rest/));
  assert.throws(() => described(['--rest', 'http://c']), wrong(/by https, not http/));
  assert.throws(() => described(['--rest', 'https://u:secret@c']), (error) => error instanceof UsageError && !error.message.includes('secret'));
});

test('ways to brokers: SSH, a map of advertised names, a token', () => {
  const described = (args: string[], env: Record<string, string> = {}): unknown => describedIn(parsePeek(['t', '--brokers', 'wn0:9092', ...args], NOW).parsed, env).description;
  const ssh = (text: string, ...more: string[]): unknown => described(['--ssh', text, ...more]);
  assert.deepEqual(ssh('far'), { kind: 'ssh', brokers: 'wn0:9092', ssh: { host: 'far' } });
  assert.deepEqual(ssh('me@dom.org@head.example:2222', '--ssh-key', 'k'), { kind: 'ssh', brokers: 'wn0:9092', ssh: { host: 'head.example', port: 2222, user: 'me@dom.org', keyFile: 'k' } });
  assert.deepEqual(ssh('me@[fe80::1]:22'), { kind: 'ssh', brokers: 'wn0:9092', ssh: { host: 'fe80::1', port: 22, user: 'me' } });
  for (const bad of ['me@', 'host:70000', 'host:x', 'a b', 'ssh://host']) assert.throws(() => ssh(bad), wrong(/written as user@host:port/), bad);
  for (const bad of ['me:secret@host', 'me:secret@host:70000']) assert.throws(() => ssh(bad), (error) => error instanceof UsageError && /takes no password/.test(error.message) && !error.message.includes('secret'), bad);
  assert.throws(() => described(['--ssh-key', 'k']), wrong(/--ssh-key belongs to --ssh/));
  assert.deepEqual(described(['--advertised', 'wn0:9092=10.0.0.4:9092', '--advertised', 'wn1:9092=[::1]:9093']), { kind: 'direct', brokers: 'wn0:9092', advertised: { 'wn0:9092': '10.0.0.4:9092', 'wn1:9092': '[::1]:9093' } });
  assert.throws(() => described(['--advertised', 'wn0:9092']), wrong(/written as host:port=host:port/));
  assert.throws(() => described(['--advertised', 'wn0=10.0.0.4:9092']), wrong(/'wn0'/));
  assert.throws(() => described(['--advertised', 'a:1=b:1', '--advertised', 'a:1=c:1']), wrong(/names a:1 twice/));
  assert.deepEqual(described(['--sasl', 'OAUTHBEARER'], { WEIR_KAFKA_TOKEN: 'x' }), { kind: 'direct', brokers: 'wn0:9092', sasl: { mechanism: 'OAUTHBEARER' } });
  assert.throws(() => described(['--sasl', 'OAUTHBEARER']), wrong(/WEIR_KAFKA_TOKEN/));
  assert.throws(() => described(['--sasl', 'OAUTHBEARER', '--user', 'u'], { WEIR_KAFKA_TOKEN: 'x' }), wrong(/takes no --user/));
});

test('what changes a cluster needs --write, and one thing is done at a time', () => {
  const action = (...args: string[]): unknown => topicsAction(args, NOW).action;
  for (const name of ['--create', '--delete', '--purge']) assert.throws(() => action(name, 't'), wrong(/add --write/));
  assert.throws(() => action('--delete', 't', '--create', 'u', '--write'), wrong(/One thing at a time/));
  assert.throws(() => action('--alter', 't', '--write'), wrong(/either --config or --partitions/));
  assert.throws(() => action('--describe', 't', '--config', 'a=b'), wrong(/--config belongs to --create and --alter/));
  assert.throws(() => action('--create', 't', '--config', 'a=', '--write'), wrong(/needs a value/));
  assert.deepEqual(action('--alter', 't', '--config', 'retention.ms=', '--config', 'cleanup.policy=compact,delete', '--write'), { change: { do: 'alter-config', topic: 't', set: { 'retention.ms': null, 'cleanup.policy': 'compact,delete' } } });
  assert.deepEqual(action('--reset', 'g', '--topic', 't', '--to', '1h', '--write'), { change: { do: 'reset-group', group: 'g', topic: 't', target: { to: 'timestamp', timestamp: NOW - 3_600_000 } } });
  assert.deepEqual(action('--filter', 'x', '--internal'), { show: 'topics', internal: true, filter: 'x' });
});

test('payloads as text and back', async () => {
  const binary = Uint8Array.of(0, 255, 16);
  const text = async (bytes: Uint8Array | null, format: PayloadFormat): Promise<string> => payloadText(await new PayloadDecoder().decode(bytes, { format }), format);
  assert.equal(await text(binary, 'auto'), '0x00ff10');
  assert.equal(await text(binary, 'text'), 'Not UTF-8: byte 0xff at 1: 0x00ff10');
  assert.equal(await text(Buffer.from('é'), 'text'), 'é');
  assert.equal(await text(binary, 'base64'), 'AP8Q');
  assert.equal(await text(binary, 'hex'), '00ff10');
  assert.equal(await text(null, 'hex'), 'null');
  assert.equal(await text(Buffer.from('{"id":9007199254740993}'), 'json'), '{"id":9007199254740993}');
  assert.match(await text(Buffer.from('{'), 'json'), /^Not JSON: .*: \{$/);
  for (const [format, written] of [['hex', '00ff10'], ['base64', 'AP8Q']] as const) assert.deepEqual([...payloadBytes(written, format, '--value')], [...binary]);
  assert.throws(() => payloadBytes('0f0', 'hex', '--key'), wrong(/--key is not hexadecimal/));
  assert.throws(() => payloadBytes('{', 'json', '--value'), wrong(/--value is not valid JSON/));
});

test('how payloads are read is asked for without contradiction', () => {
  const readings = (...args: string[]) => readingsOf(parsePeek(['t', ...args], NOW).parsed, {});
  assert.deepEqual(readings('--schema', 'a/order.avsc').value, { format: 'avro', schemaFile: 'a/order.avsc' });
  assert.deepEqual(readings('--key-schema', 'k.proto', '--message-type', 'K').key, { format: 'protobuf', schemaFile: 'k.proto', messageType: 'K' });
  assert.deepEqual(readings('--value-format', 'avro', '--registry', 'http://r:8081').value, { format: 'avro' });
  assert.throws(() => readings('--value-format', 'avro'), wrong(/needs a schema/));
  assert.throws(() => readings('--schema', 'x.proto', '--value-format', 'avro'), wrong(/is for protobuf/));
  assert.throws(() => readings('--message-type', 'K'), wrong(/belongs to/));
  assert.throws(() => readings('--registry', 'http://r', '--registry-user', 'u'), wrong(/WEIR_REGISTRY_PASSWORD/));
  assert.throws(() => readings('--registry-user', 'u'), wrong(/belongs to --registry/));
});

test('no message steers the terminal', async () => {
  const hostile = '\u001b]0;title\u0007\u001b[2J\n\u202egnp.exe\u009b31m\u2028\u{e0001}';
  const message: Message = { topic: 't', partition: 0, offset: 1, timestamp: 0, timestampType: 'create', key: Buffer.from(hostile), value: Buffer.from(hostile), headers: [{ key: hostile, value: Buffer.from(hostile) }] };
  const shown = await shownMessages([message], readingsOf(parsePeek(['t', '--key-format', 'text', '--value-format', 'text'], NOW).parsed, {}));
  for (const text of [messageTable(shown, style), streamedTable(style)(shown[0]!)]) assert.doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u);
  const json = plainJson(`${JSON.stringify({ hostile })}\n`);
  assert.doesNotMatch(json.trimEnd(), /\p{C}/u);
  assert.deepEqual(JSON.parse(json), { hostile });
});

test('a value of ten megabytes is one short line', async () => {
  const message: Message = { topic: 't', partition: 0, offset: 1, timestamp: -1, timestampType: 'none', key: null, value: Buffer.from('€'.repeat(3_500_000)), headers: [] };
  const [, line] = messageTable(await shownMessages([message], readingsOf(parsePeek(['t'], NOW).parsed, {})), style).split('\n');
  assert.ok(line!.length < 200);
  assert.ok(line!.endsWith('€…'));
});

test('times', () => {
  assert.equal(momentOf('2d', 'since', NOW), NOW - 172_800_000);
  assert.equal(utc(NOW), '2026-01-31 12:00:00.000');
  assert.equal(utc(-1), '-');
  assert.equal(utc(9e15), '9000000000000000');
});
