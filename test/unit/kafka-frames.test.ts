import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frames } from '../../src/kafka/framed-socket.ts';

const frame = (length: number, fill: number): Buffer => { const bytes = Buffer.alloc(4 + length, fill); bytes.writeInt32BE(length); return bytes; };

/** Feeds bytes in pieces as a socket does: never more than there is room for. */
function cut(bytes: Buffer, piece: (left: number) => number): Buffer[] {
  const whole: Buffer[] = [], frames = new Frames((answer) => { whole.push(answer); });
  for (let at = 0; at < bytes.length;) {
    const room = frames.room(), read = Math.min(room.length, bytes.length - at, Math.max(1, piece(bytes.length - at)));
    assert.ok(room.length > 0);
    bytes.copy(room, 0, at, at + read);
    frames.take(read);
    at += read;
  }
  return whole;
}

void test('answers come whole and by themselves, however they are cut on the way', () => {
  const answers = [frame(10, 1), frame(0, 0), frame(200_000, 2), frame(3, 3), frame(65_532, 4), frame(65_533, 5), frame(1_500_000, 6), frame(1, 7)];
  const bytes = Buffer.concat(answers);
  for (const piece of [() => Infinity, () => 1000, () => 65_536, (left: number) => 1 + left % 3000, (left: number) => (left % 2 ? 1 : 70_000)]) assert.deepEqual(cut(bytes, piece), answers);
  assert.deepEqual(cut(Buffer.concat(answers.slice(0, 2)), () => 1), answers.slice(0, 2));
});

void test('each answer has memory of its own: what is read later does not change it', () => {
  const [first, second] = cut(Buffer.concat([frame(8, 1), frame(8, 2)]), () => Infinity);
  assert.deepEqual([first, second], [frame(8, 1), frame(8, 2)]);
});

void test('what is not Kafka is handed on as it comes, and no memory is taken for it', () => {
  for (const other of ['HTTP/1.1 400 Bad Request\r\n\r\n', '\x15\x03\x03\x00\x02\x02\x46', '\xff\xff\xff\xff\x00']) {
    const bytes = Buffer.from(other, 'latin1');
    assert.deepEqual(Buffer.concat(cut(bytes, () => 5)), bytes);
    assert.deepEqual(cut(Buffer.concat([frame(4, 1), bytes]), () => Infinity), [frame(4, 1), bytes]);
  }
});
