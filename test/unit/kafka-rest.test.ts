/** What is made of a REST proxy's answers: the documented shapes, and text that others wrote. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpFault } from '../../src/http/fault.ts';
import { tunnelFor } from '../../src/http/tunnel.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { TimestampType } from '../../src/kafka/records.ts';
import { brokerList, consumed, nextOffset, partitionList, topicNames } from '../../src/kafka/rest/answers.ts';
import { notJson, statusFault } from '../../src/kafka/rest/faults.ts';

const place = { topic: 't', partition: 1 };
const record = (more: object = {}): object => ({ key: 'k', value: 'v', partition: 1, offset: 5, timestamp: 1700000000000, timestampType: 'CreateTime', ...more });
const refused = (work: () => unknown, text: RegExp): void => {
  assert.throws(work, (error) => error instanceof KafkaFault && error.kind === 'protocol' && text.test(error.message));
};

test('both documented shapes of messages are read alike', () => {
  for (const json of [[record(), record({ offset: 7, key: null, timestampType: 'LogAppendTime' })], { records: [record(), record({ offset: 7, key: null, timestampType: 'LogAppendTime' })] }]) {
    assert.deepEqual(consumed(json, place, 'p').records, [
      { offset: 5, timestamp: 1700000000000, type: TimestampType.createTime, key: 'k', value: 'v' }, { offset: 7, timestamp: 1700000000000, type: TimestampType.logAppendTime, key: null, value: 'v' },
    ]);
  }
  assert.deepEqual(consumed([], place, 'p'), { records: [], damage: [] });
});

test('a timestamp type of an unknown spelling is none, and a missing timestamp is -1', () => {
  assert.deepEqual(consumed([record({ timestampType: 'x', timestamp: null })], place, 'p').records.map(({ type, timestamp }) => [type, timestamp]), [[TimestampType.none, -1]]);
});

test('a key or value of another kind is named by its offset, and never made to text', () => {
  const { records, damage } = consumed([record({ value: 5 }), record({ offset: 6, key: {} }), record({ offset: 8 })], place, 'p');
  assert.deepEqual([records.map(({ offset }) => offset), damage.map(({ offset }) => offset)], [[8], [5, 6]]);
  assert.match(damage[0]!.fault.message, /The value of t-1 at offset 5 comes as no text/);
});

test('what is not as documented is refused by the name of the field', () => {
  for (const json of ['x', null, 5, {}, { records: {} }]) refused(() => consumed(json, place, 'p'), /neither a list nor has records/);
  for (const offset of [undefined, null, '5', -1, 1.5, 2 ** 53]) refused(() => consumed([record({ offset })], place, 'p'), /offset is/);
  refused(() => consumed([record({ partition: 2 })], place, 'p'), /of another one/);
  refused(() => consumed([record(), record()], place, 'p'), /offset 5 comes after 5/);
  for (const json of [[], {}, { topics: [1] }, null]) refused(() => topicNames(json, 'p'), /list of topics/);
  for (const json of [{}, { brokers: 1 }]) refused(() => brokerList(json, 'p'), /list of brokers/);
  refused(() => partitionList({ partitions: [{ partition_id: 0, leader: { id: 1 }, earliest_offset: 0 }] }, 'p'), /latest_offset is no number/);
  refused(() => partitionList({ partitions: [{ partition_id: 0, leader: { id: 1 }, earliest_offset: 5, latest_offset: 2 }] }, 'p'), /begins at 5 and ends at 2/);
  refused(() => partitionList({ partitions: [{ partition_id: 0 }, { partition_id: 0 }] }, 'p'), /named twice/);
});

test('names of a prototype are no fields', () => {
  refused(() => topicNames(Object.create({ topics: ['a'] }), 'p'), /list of topics/);
  assert.deepEqual(topicNames(JSON.parse('{"topics": ["b", "a", "b"], "__proto__": {"topics": []}}'), 'p'), ['a', 'b']);
});

test('a partition without a leader has no offsets', () => {
  assert.deepEqual(partitionList({ partitions: [{ partition_id: 1, leader: null, earliest_offset: -1, latest_offset: -1, replicas: [{ id: 3 }], isr: null }, { partition_id: 0, leader: { id: 0 }, earliest_offset: 2, latest_offset: 9 }] }, 'p'), [
    { partition: 0, leader: 0, low: 2, end: 9, replicas: [], isr: [] }, { partition: 1, replicas: [3], isr: [] },
  ]);
});

test("the network's own proxy is taken from the environment, and never repeated", () => {
  const url = new URL('https://c-kafkarest.azurehdinsight.net'), at = (env: Record<string, string>): string | undefined => tunnelFor(url, env)?.host;
  const environments: Record<string, string>[] = [{}, { HTTPS_PROXY: '' }, { HTTPS_PROXY: 'http://p:8080' }, { https_proxy: 'q:1', HTTPS_PROXY: 'http://p:8080' }, { HTTP_PROXY: 'http://p:8080' }];
  assert.deepEqual(environments.map(at), [undefined, undefined, 'p:8080', 'q:1', undefined]);
  for (const no of ['*', 'azurehdinsight.net', '.azurehdinsight.net', '*.azurehdinsight.net', 'x, c-kafkarest.azurehdinsight.net:443']) assert.equal(at({ HTTPS_PROXY: 'http://p', NO_PROXY: no }), undefined, no);
  for (const no of ['', 'insight.net', 'kafkarest.azurehdinsight.net', 'net.']) assert.equal(at({ HTTPS_PROXY: 'http://p', NO_PROXY: no }), 'p', no);
  for (const wrong of ['socks5://u:secret@p:1080', 'http://u:secret@:x']) assert.throws(() => at({ HTTPS_PROXY: wrong }), (error) => error instanceof HttpFault && !error.message.includes('secret'), wrong);
});

test('where to go on is taken only where it is a whole number', () => {
  assert.deepEqual([undefined, '', '12', ' 12 ', '-1', '1e3', '99999999999999999999', '9007199254740993'].map(nextOffset), [undefined, undefined, 12, 12, undefined, undefined, undefined, undefined]);
});

test("another machine's words are one line, cut, without what steers a terminal and without the token", () => {
  const fault = statusFault(500, JSON.stringify({ error: { message: `bad\n\u001b[31m secret.token ${'x'.repeat(1000)}` } }), () => undefined, { method: 'GET', path: '/v1/status' }, 'host', 'secret.token');
  assert.ok(fault.message.length < 450 && !/[\n\u001b]/.test(fault.message) && !fault.message.includes('secret.token'), fault.message);
  assert.match(fault.message, /bad \[31m … x+…/);
  assert.match(notJson('<html>', { method: 'GET', path: '/v1/status' }, 'host', undefined).message, /a web page/);
});
