/** The document in which messages are written by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describedMessages, formText } from '../../src/ui/produce/message-text';

const text = (bytes: Uint8Array | null | undefined): string | null => (bytes ? Buffer.from(bytes).toString('utf8') : null);
const one = (source: string) => {
  const { messages: [first], mistake } = describedMessages(source, 't');
  if (mistake) assert.fail(mistake.text);
  return first?.message ?? assert.fail('no message');
};
const mistake = (source: string): string => {
  const { mistake: found } = describedMessages(source, 't');
  return found ? `${found.at} ${found.text}` : 'none';
};

test('a new document is a message that can be written as it stands', () => {
  const source = formText('t', 'cluster\u202e\n// x'), { messages, mistake: none } = describedMessages(source, 't');
  assert.deepEqual([messages.length, none, text(messages[0]?.message.value)], [1, undefined, '{}']);
  assert.ok(source.startsWith('// Messages for t on cluster··// x. '));
  assert.equal(source.slice(messages[0]?.from, messages[0]?.to).startsWith('{\n    "key": null'), true);
  const lines = '{"timestamp":1,"value":"a"}\n{"timestamp":2,"value":"b"}\n', given = describedMessages(formText('t', 'c', lines), 't');
  assert.deepEqual([given.mistake, given.messages.map(({ message }) => [message.timestamp, text(message.value)])], [undefined, [[1, 'a'], [2, 'b']]]);
});

test('values are written as they stand: text, JSON with all digits, bytes, a tombstone', () => {
  assert.equal(text(one('{"value": "a\\nü"}').value), 'a\nü');
  assert.equal(text(one('{"value": {"id": 9007199254740993, /* why */ "x": [1.0, 1e5, true,],\n}}').value), '{"id":9007199254740993,"x":[1.0,1e5,true]}');
  assert.equal(text(one('{"value": -12345678901234567890}').value), '-12345678901234567890');
  assert.deepEqual(one('{"value": {"base64": "/wA="}}').value, Uint8Array.from([255, 0]));
  assert.deepEqual([one('{"value": null, "key": "k"}').value, text(one('{"value": null, "key": "k"}').key)], [null, 'k']);
  assert.equal(text(one('{"value": {"base64": "x", "more": 1}}').value), '{"base64":"x","more":1}');
});

test('headers may repeat; partition and timestamp may be left out', () => {
  const { headers, partition, timestamp } = one('{"value": 1, "headers": [{"key": "a", "value": "1"}, {"key": "a", "value": null}], "partition": 3, "timestamp": "2026-01-31T08:00:00Z"}');
  assert.deepEqual([headers.map(({ key, value }) => [key, text(value)]), partition, timestamp], [[['a', '1'], ['a', null]], 3, Date.parse('2026-01-31T08:00:00Z')]);
  assert.deepEqual(one('{"value": 1, "headers": {"b": "x", "1": "y"}}').headers.map(({ key }) => key), ['b', '1']);
  const bare = one('{"value": 1, "timestamp": 1700000000123}');
  assert.deepEqual(['partition' in bare, bare.timestamp, bare.key], [false, 1700000000123, null]);
});

test('several messages, and lines of a capture, are one after the other', () => {
  const { messages } = describedMessages('// two\n{"value": 1}\n{"topic":"t","partition":0,"offset":7,"timestamp":1,"key":null,"value":"b","headers":{},"at":5}\n', 't');
  assert.deepEqual(messages.map(({ from, message }) => [from, text(message.value)]), [[7, '1'], [20, 'b']]);
});

test('the first mistake is said with its place', () => {
  assert.match(mistake('{"value": 1, "values": 2}'), /^13 A message has no field "values"/);
  assert.match(mistake('{"key": "a"}'), /^0 A message needs a value/);
  assert.match(mistake('{"value": 1, "value": 2}'), /^13 "value" is given twice/);
  assert.match(mistake('{"value": 1, "topic": "other"}'), /^22 This document writes to t, not to "other"/);
  assert.match(mistake('{"value": 1'), /^11 The text ends before }/);
  assert.match(mistake("{'value': 1}"), /^1 A name between double quotes/);
  assert.match(mistake('{"value": 01}'), /no JSON value|comma or }/);
  assert.match(mistake('{"value": "a\nb"}'), /^10 A text has no end on its line/);
  assert.match(mistake('{"value": "\\x"}'), /an escape that JSON does not know/);
  assert.match(mistake('{"value": "\\ud800"}'), /half of a surrogate pair/);
  assert.match(mistake('{"value": 1, "partition": -1}'), /^26 The partition is a whole number/);
  assert.match(mistake('{"value": 1, "timestamp": "2026-01-31T08:00:00"}'), /time with its zone/);
  assert.match(mistake('{"value": {"base64": "%"}}'), /not base64/);
  assert.match(mistake('{"value": 1, "headers": [1]}'), /A header is/);
  assert.match(mistake('[{"value": 1}, 1]'), /^15 A message is an object/);
  assert.match(mistake('1'), /A message is an object/);
  assert.match(mistake(`{"value": ${'['.repeat(300)}`), /nested more than 200 deep/);
  assert.match(mistake('{"value": 1} /* x'), /comment has no end/);
  assert.equal(mistake(''), 'none');
});
