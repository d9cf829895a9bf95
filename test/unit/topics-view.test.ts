/** The pure parts of the Topics view: what is typed, what a job names, how rows are worded. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { TopicSummary } from '../../src/protocol/kafka';
import { captureFolders, isConnection, nameOf } from '../../src/ui/topics/described';
import { findBrokers } from '../../src/ui/topics/job-brokers';
import { brokersProblem, topicNameProblem, urlProblem, wholeProblem } from '../../src/ui/topics/validate';
import { brief, count, groupLine, partitionLine, rowLine, topicLine, topicWords } from '../../src/ui/topics/words';

test('brokers are checked while they are typed', () => {
  for (const right of ['localhost:9092', 'a:1, b:65535', '[::1]:9092', 'SASL_SSL://wn0-kafka.abc.bx.internal.cloudapp.net:9093']) assert.equal(brokersProblem(right), undefined, right);
  assert.match(brokersProblem(' , ') ?? '', /at least one/);
  assert.match(brokersProblem('localhost') ?? '', /localhost needs a port, such as localhost:9092/);
  assert.match(brokersProblem('a:1,b:') ?? '', /b: needs a port/);
  assert.match(brokersProblem('a:70000') ?? '', /70000 is no port/);
  for (const wrong of ['a b:1', 'http://a:1/x', 'a@b:1', 'a:b:1']) assert.match(brokersProblem(wrong) ?? '', /is no host:port/, wrong);
});

test('names of topics follow the rules of Kafka', () => {
  for (const right of ['a', 'a.b_c-D9', 'x'.repeat(249)]) assert.equal(topicNameProblem(right), undefined);
  for (const wrong of ['', '.', '..', 'a b', 'ü', 'x'.repeat(250)]) assert.notEqual(topicNameProblem(wrong), undefined, wrong);
});

test('numbers have bounds', () => {
  const check = wholeProblem(4, 10_000);
  assert.deepEqual(['4', '10000'].map(check), [undefined, undefined]);
  for (const wrong of ['3', '10001', '4.5', '', '-4', '1e3']) assert.notEqual(check(wrong), undefined, wrong);
});

test('brokers of a job are found: literals, dictionaries and names with one value', () => {
  assert.deepEqual(findBrokers('spark.readStream.format("kafka").option("kafka.bootstrap.servers", "a:9092,b:9092").load()'), ['a:9092,b:9092']);
  assert.deepEqual(findBrokers('BROKERS = "c:1"\nspark.readStream.option("kafka.bootstrap.servers", BROKERS)\n'), ['c:1']);
  assert.deepEqual(findBrokers("o = {'kafka.bootstrap.servers': 'd:1', 'x': 'y'}\n"), ['d:1']);
  assert.deepEqual(findBrokers('x.option("kafka.bootstrap.servers", "a:1").option("kafka.bootstrap.servers", "a:1")'), ['a:1']);
  assert.deepEqual(findBrokers('x.option("kafka.bootstrap.servers", "a:1").load(\n'), ['a:1'], 'broken code');
});

test('what is computed is not guessed', () => {
  assert.deepEqual(findBrokers('x.option("kafka.bootstrap.servers", os.environ["B"])'), []);
  assert.deepEqual(findBrokers('x.option("kafka.bootstrap.servers", f"{host}:9092")'), []);
  assert.deepEqual(findBrokers('B = "a:1"\nif x:\n    B = "b:1"\ny.option("kafka.bootstrap.servers", B)'), []);
  assert.deepEqual(findBrokers('B = "a:1"\nB = f()\ny.option("kafka.bootstrap.servers", B)'), []);
  assert.deepEqual(findBrokers('print("kafka.bootstrap.servers")\n# "kafka.bootstrap.servers", "a:1"\n'), []);
});

test('folders of captures are called by their path from the workspace', () => {
  const root = path.resolve('/w/job'), file = (...parts: string[]): string => path.join(root, ...parts);
  assert.deepEqual(captureFolders([file('a.capture.jsonl'), file('data', 'x', 'b.capture.jsonl'), file('data', 'x', 'c.capture.jsonl')], [root]),
    [{ folder: root, name: 'job' }, { folder: file('data', 'x'), name: 'data/x' }]);
});

test('only what is a connection is taken from what was kept', () => {
  const good = { id: 'a', name: 'n', writable: false, description: { kind: 'direct', brokers: 'a:1' } };
  assert.ok(isConnection(good));
  for (const bad of [null, 'x', {}, { ...good, id: 1 }, { ...good, description: { kind: 'carrier-pigeon' } }, { ...good, writable: 'yes' }]) assert.ok(!isConnection(bad), JSON.stringify(bad));
  assert.equal(nameOf({ kind: 'direct', brokers: 'a:1,b:1' }, path.basename), 'a:1');
});

test('rows say what is known and no more', () => {
  assert.equal(count(1234567), '1\u2009234\u2009567');
  const told = (summary: Partial<TopicSummary>): string[] => { const whole = { topic: 't', internal: false, partitions: 3, ...summary }; return [topicLine(whole), topicWords(whole)]; };
  assert.deepEqual(told({ messages: 1, replicationFactor: 2 }), ['1 · 3p', '1 message, 3 partitions, 2 replicas']);
  assert.deepEqual(told({ messages: 123_456, replicationFactor: 2 }), ['123\u2009k · 3p', '123\u2009456 messages, 3 partitions, 2 replicas']);
  assert.deepEqual(told({ partitions: 8, messages: 50, unanswered: 1 }), ['50 · 7 of 8p', '50 messages in 7 of 8 partitions']);
  assert.deepEqual(told({}), ['3p', '3 partitions']);
  assert.equal(topicLine({ topic: 't', internal: false, partitions: 0, problem: { kind: 'authorization', message: 'm', hint: '' } }), 'forbidden');
  assert.equal(rowLine({ topic: 't', partition: 0, committed: null, lag: null, problem: { kind: 'authorization', message: 'm', hint: '' } }), 'forbidden');
  assert.equal(partitionLine({ partition: 0, offline: false, low: 5, high: 9, leader: 1, replicas: [1, 2, 3], isr: [1, 3] }), '5 to 9, leader 1, ISR 1 3, behind 2');
  assert.equal(partitionLine({ partition: 0, offline: true, replicas: [1], isr: [] }), 'offsets not known, no leader, ISR none, behind 1');
  assert.equal(partitionLine({ partition: 0, offline: false, low: 4, high: 4 }), 'empty at 4');
  assert.equal(rowLine({ topic: 't', partition: 0, committed: 0, high: 12, lag: 12 }), 'lag 12, at 0 of 12');
  assert.equal(rowLine({ topic: 't', partition: 0, committed: null, high: 12, lag: null }), 'nothing committed');
  assert.equal(groupLine({ group: 'g', protocolType: 'consumer', state: 'Empty' }), 'Empty');
  assert.equal(groupLine({ group: 'g', protocolType: 'consumer', state: 'Empty' }, { group: 'g', protocolType: 'consumer', state: 'Empty', protocol: '', coordinator: { id: 1, host: 'h', port: 1 }, members: [], offsets: [], lag: 1200 }), 'lag 1\u2009200, Empty');
});

test('a brief figure has three digits and is never more than there are', () => {
  for (const [value, text] of [[0, '0'], [999, '999'], [9_999, '9 999'], [10_000, '10 k'], [12_399, '12.3 k'], [99_999, '99.9 k'], [999_999, '999 k'], [1_000_000, '1 M'], [8_402_113, '8.4 M'], [8_412_113, '8.41 M'], [2_147_483_647, '2.14 G'], [Number.MAX_SAFE_INTEGER, '9007199 G']] as const) {
    assert.equal(brief(value), text.replace(' ', '\u2009'), String(value));
  }
});

test('the address of a registry is one, and has no password in it, since it is kept in the settings', () => {
  for (const right of ['https://registry:8081', ' http://r/apis/ccompat/v7 ']) assert.equal(urlProblem(right), undefined, right);
  for (const wrong of ['registry:8081', 'r', 'ftp://r']) assert.match(urlProblem(wrong) ?? '', /address/, wrong);
  assert.match(urlProblem('https://me:secret@r') ?? '', /apart from the address/);
});
