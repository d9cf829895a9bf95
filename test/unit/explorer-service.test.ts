/** The explorer's questions over a folder of captures. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ExplorerService } from '../../src/kafka/explorer/service';
import type { ExplorerQuestion, Opening } from '../../src/protocol/explorer';
import { inferTopicSchema } from '../../src/topic-schema/index';

let folder: string, opening: Opening;
const service = new ExplorerService(inferTopicSchema);

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weir-explorer-'));
  for (let i = 0; i < 12; i++) writeFileSync(path.join(folder, `Topic-${String(i).padStart(2, '0')}.capture.jsonl`), `{"timestamp": 1, "value": "${'x'.repeat(i)}"}\n`.repeat(i + 1));
  writeFileSync(path.join(folder, 'broken.capture.jsonl'), '{"timestamp": \n');
  opening = { id: 'a', description: { kind: 'captures', folder }, secrets: {}, writable: false };
});
after(() => {
  service.closeAll();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<Q extends ExplorerQuestion>(question: Q) {
  const answer = await service.answer(opening, question);
  if ('problem' in answer) throw new Error(answer.problem.message);
  return answer.value;
}
const page = { ask: 'topics', filter: '', internal: false, from: 0, count: 5, again: false } as const;

test('topics come in pages, with how many there are', async () => {
  const first = await ask(page);
  assert.deepEqual([first.total, first.matching, first.topics.map(({ topic, messages }) => [topic, messages])],
    [13, 13, [['Topic-00', 1], ['Topic-01', 2], ['Topic-02', 3], ['Topic-03', 4], ['Topic-04', 5]]]);
  assert.deepEqual((await ask({ ...page, from: 10 })).topics.map(({ topic }) => topic), ['Topic-10', 'Topic-11', 'broken']);
});

test('a filter looks at names in any case; what is beyond the last page is empty', async () => {
  const found = await ask({ ...page, filter: 'topic-1' });
  assert.deepEqual([found.total, found.matching, found.topics.length], [13, 2, 2]);
  assert.deepEqual((await ask({ ...page, filter: 'nothing' })).topics, []);
});

test('a topic that cannot be read carries its problem, and the others are not disturbed', async () => {
  const { topics: [broken] } = await ask({ ...page, filter: 'broken' });
  assert.equal(broken?.problem?.kind, 'capture');
  const answer = await service.answer(opening, { ask: 'topic', topic: 'broken' });
  assert.ok('problem' in answer && answer.problem.kind === 'capture');
});

test('names are kept until they are asked for again', async () => {
  writeFileSync(path.join(folder, 'new.capture.jsonl'), '{"timestamp": 1, "value": "a"}\n');
  assert.equal((await ask(page)).total, 13);
  assert.equal((await ask({ ...page, again: true })).total, 14);
});

test('what the connection cannot do, and what is wrong with it, is an answer', async () => {
  const groups = await service.answer(opening, { ask: 'groups' });
  assert.ok('problem' in groups && groups.problem.kind === 'unsupported');
  const change = await service.answer({ ...opening, writable: true }, { ask: 'admin', request: { do: 'delete-topic', topic: 'Topic-00' } });
  assert.ok('problem' in change && change.problem.kind === 'unsupported');
  const gone = await service.answer({ ...opening, id: 'b', description: { kind: 'captures', folder: path.join(folder, 'not-there') } }, page);
  assert.ok('problem' in gone && gone.problem.message.includes('not-there'));
  const wrong = await service.answer({ ...opening, id: 'c', description: { kind: 'direct', brokers: 'no-port' } }, page);
  assert.ok('problem' in wrong && wrong.problem.message.includes('no-port'));
});

test('the schema of a topic, and what its partitions mean for a job', async () => {
  writeFileSync(path.join(folder, 'json.capture.jsonl'), '{"timestamp": 1, "value": "{\\"a\\": 1}"}\n{"timestamp": 2, "partition": 1, "value": "{\\"a\\": 2, \\"b\\": null}"}\n');
  await ask({ ...page, again: true });
  const { messages, code } = await ask({ ask: 'schema', topic: 'json', count: 10 });
  assert.deepEqual([messages, code?.ddl], [2, 'a BIGINT, b STRING']);
  assert.match(code?.fromJson.text ?? '', /"kafka\.bootstrap\.servers", "localhost:9092"/);
  const { tasks, words } = await ask({ ask: 'reading', topic: 'json', cores: 4 });
  assert.deepEqual([tasks.length, words[0]], [2, 'A batch over all 2 offsets has 2 tasks, one for each partition with messages, in 1 wave on 4 cores.']);
  assert.ok('problem' in await service.answer(opening, { ask: 'schema', topic: 'broken', count: 10 }));
});

test('a few messages in short: the newest, on one line, secrets as dots, bytes counted', async () => {
  const lines = [{ timestamp: 1, key: 'a', value: '{"id": 1}' }, { timestamp: 2, value: '{"user": {"password": "hunter2", "api_key": "k\\"ey"}, "token":12}\u001b[31m' }, { timestamp: 3, key: 'c', value: { base64: '/////w==' } }, { timestamp: 4, key: 'd', value: `{"text": "${'y'.repeat(5000)}"}` }];
  writeFileSync(path.join(folder, 'examples.capture.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const answer = await service.answer(opening, { ask: 'examples', topic: 'examples', count: 3 });
  if ('problem' in answer) throw new Error(answer.problem.message);
  const [secret, bytes, long] = answer.value;
  assert.deepEqual([secret?.key, secret?.value], [null, '{"user": {"password": "…", "api_key": "…"}, "token":"…"} [31m']);
  assert.equal(bytes?.value, '(4 bytes that are no text)');
  assert.match(long?.value ?? '', /^\{"text": "y+ …$/);
  assert.ok(long!.value!.length < 250);
});
