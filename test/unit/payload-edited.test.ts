/** Schema files that are edited while messages are read by them. */
import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { MessageService } from '../../src/messages/service.ts';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import type { LookStatus, MessagesAnswers, MessagesQuestion } from '../../src/protocol/messages.ts';
import type { PayloadReading } from '../../src/protocol/payload.ts';

let folder: string;
before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'weir-edited-')); });
after(async () => { await rm(folder, { recursive: true, force: true }); });
const write = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text);
const proto = (text: string): string => `syntax = "proto3"; ${text}`;

void test('an edit of the file, of one that it imports, and one that comes: read anew at once, and only then', async () => {
  const decoder = new PayloadDecoder({ folder }), reading: PayloadReading = { format: 'protobuf', schemaFile: 'order.proto' }, bytes = Buffer.from('0a020807', 'hex');
  const text = async (): Promise<string> => { const { text: shown, problem } = await decoder.decode(bytes, reading); return problem?.message ?? shown; };
  assert.deepEqual(await decoder.edited(), [], 'none is read');
  assert.match(await text(), /order\.proto: there is no such file/);
  await write('order.proto', proto('import "line.proto"; message Order { Line line = 1; }'));
  assert.deepEqual(await decoder.edited(), ['order.proto']);
  assert.match(await text(), /line\.proto: there is no such file/);
  await write('line.proto', proto('message Line { int64 a = 1; }'));
  assert.deepEqual(await decoder.edited(), ['order.proto']);
  assert.equal(await text(), '{"line":{"a":7}}');
  assert.deepEqual(await decoder.edited(), []);
  await write('line.proto', proto('message Line { int64 bb = 1; }'));
  assert.equal(await text(), '{"line":{"a":7}}');
  const edited = decoder.edited(), meanwhile = decoder.decode(bytes, reading);
  assert.ok(!(meanwhile instanceof Promise), 'while it is read, what it said before serves');
  assert.deepEqual(await edited, ['order.proto']);
  assert.equal(await text(), '{"line":{"bb":7}}');
  // As an editor does that writes beside the file first; the length stays.
  await write('order.new', proto('import "line.proto"; message Order { Line next = 1; }'));
  await rename(path.join(folder, 'order.new'), path.join(folder, 'order.proto'));
  assert.deepEqual(await decoder.edited(), ['order.proto']);
  assert.equal(await text(), '{"next":{"bb":7}}');
  await write('order.proto', proto('message {'));
  assert.deepEqual(await decoder.edited(), ['order.proto']);
  assert.match(await text(), /^order\.proto: /);
});

void test('the viewer shows by the edited schema what it showed before, filters by it, and says so', async () => {
  const captures = path.join(folder, 'captures');
  await mkdir(captures);
  await writeFile(path.join(captures, 't.capture.jsonl'), [2, 4].map((byte, offset) => JSON.stringify({ timestamp: 1700000000000 + offset, key: null, value: { base64: Buffer.from([byte]).toString('base64') } })).join('\n'));
  const schema = (name: string): string => JSON.stringify({ type: 'record', name: 'R', fields: [{ name, type: 'long' }] });
  await write('value.avsc', schema('before'));
  const told: LookStatus[] = [];
  let wake = (): void => undefined;
  const service = new MessageService((message) => { if (message.type === 'status') { told.push(message.status); wake(); } });
  const until = async (is: (status: LookStatus) => boolean): Promise<LookStatus> => {
    // Nothing else keeps this process alive.
    const alive = setInterval(() => undefined, 1000);
    try {
      for (;;) {
        const found = told.find(is);
        if (found) return found;
        await new Promise<void>((resolve) => { wake = resolve; });
      }
    } finally { clearInterval(alive); }
  };
  const ask = async <Q extends MessagesQuestion>(question: Q): Promise<MessagesAnswers[Q['ask']]> => {
    const answer = await service.answer(1, question);
    return 'value' in answer ? answer.value as MessagesAnswers[Q['ask']] : assert.fail(answer.problem.message);
  };
  const values = async (): Promise<string[]> => (await ask({ ask: 'rows', from: 0, count: 10 })).rows.map(({ value }) => value.text);
  service.look(1, { id: 'c', description: { kind: 'captures', folder: captures }, secrets: {}, writable: false }, { topic: 't', range: { mode: 'newest', count: 10 }, follow: false, uncommitted: false, key: { format: 'auto' }, value: { format: 'avro', schemaFile: path.join(folder, 'value.avsc') } });
  try {
    assert.equal((await until(({ state }) => state === 'done')).schema, undefined);
    await ask({ ask: 'arrange', arrangement: { filter: '$.after = 2', sort: 'offset', descending: false, paths: [] } });
    assert.deepEqual(await values(), []);
    await write('value.avsc', schema('after'));
    const { schema: said } = await until(({ schema: again }) => again !== undefined);
    assert.deepEqual(said, { name: 'value.avsc', times: 1 });
    assert.deepEqual(await values(), ['{"after":2}']);
    await write('value.avsc', '"nothing"');
    await until(({ schema: again }) => again?.times === 2);
    await ask({ ask: 'arrange', arrangement: { filter: '', sort: 'offset', descending: false, paths: [] } });
    assert.match((await ask({ ask: 'rows', from: 0, count: 1 })).rows[0]!.value.problem!, /value\.avsc: .*nothing/);
  } finally { service.closeAll(); }
});
