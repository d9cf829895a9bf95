/** A REST proxy behind the Topics view and the message viewer. A real one cannot be had here: the server is our own, after the swagger of the real one. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { ExplorerService } from '../../src/kafka/explorer/service.ts';
import { MessageService } from '../../src/messages/service.ts';
import type { ExplorerQuestion, Opening } from '../../src/protocol/explorer.ts';
import type { Look, LookStatus, MessagesQuestion } from '../../src/protocol/messages.ts';
import { inferTopicSchema } from '../../src/topic-schema/index.ts';
import type { RestProxy } from '../stack/rest-proxy.ts';
import { startRestProxy } from '../stack/rest-proxy.ts';

let proxy: RestProxy, folder: string, status: LookStatus | undefined;
const explorer = new ExplorerService(inferTopicSchema), viewers = new MessageService((message) => { if (message.type === 'status') status = message.status; });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-rest-threads-'));
  proxy = await startRestProxy(folder);
}, { timeout: 60_000 });
after(async () => {
  explorer.closeAll();
  viewers.closeAll();
  await proxy?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(proxy, { token: 'good.token', instead: undefined });
  proxy.create('clicks', 2);
  proxy.append('clicks', 0, ...Array.from({ length: 20 }, (_, i) => ({ value: `{"n": ${i}}` })));
  status = undefined;
});

const opening = (more: Partial<Opening> = {}): Opening => ({ id: 'r', description: { kind: 'rest', url: proxy.url, caFile: proxy.caFile, signIn: { way: 'account' } }, secrets: { token: 'good.token', tokenExpires: 1 }, writable: false, ...more });
const ask = <Q extends ExplorerQuestion>(question: Q, more: Partial<Opening> = {}) => explorer.answer(opening(more), question);
const page = { ask: 'topics', filter: '', internal: false, from: 0, count: 250, again: true } as const;

test('the view is offered what the proxy can do, and told what it cannot (no real proxy: a server of our own)', async () => {
  const can = await ask({ ask: 'capabilities' });
  assert.deepEqual('value' in can && can.value, { headers: false, binary: false, replicas: true, configs: false, groups: false, timestampSeek: false, isolation: false, follow: true, produce: true, createTopic: true, admin: false, writable: false });
  const found = await ask(page);
  assert.deepEqual('value' in found && found.value.topics.map(({ topic, messages }) => [topic, messages]), [['clicks', 20]]);
  const reading = await ask({ ask: 'reading', topic: 'clicks', cores: 4 });
  assert.ok('value' in reading);
  const written = await ask({ ask: 'produce', topic: 'clicks', messages: [{ key: null, value: Buffer.from('x'), headers: [], partition: 1 }] }, { writable: true });
  assert.deepEqual('value' in written && written.value, [{ partition: 1, offset: -1 }]);
});

test('signing in that failed is the answer, and the connection goes on with the next token (no real proxy: a server of our own)', async () => {
  const problem = { kind: 'authentication', message: 'Nobody has signed in yet.', hint: 'Sign in.' };
  assert.deepEqual(await ask(page, { secrets: { tokenProblem: problem } }), { problem });
  assert.ok('value' in await ask(page));
  proxy.token = 'next.token';
  const old = await ask(page);
  assert.equal('problem' in old && old.problem.kind, 'authentication');
  assert.ok('value' in await ask(page, { secrets: { token: 'next.token', tokenExpires: 2 } }));
});

test('the viewer reads, refuses what needs bytes where they are lost, and follows with a token that was renewed (no real proxy: a server of our own)', { timeout: 60_000 }, async () => {
  const look: Look = { topic: 'clicks', range: { mode: 'newest', count: 1000 }, follow: true, uncommitted: false, key: { format: 'auto' }, value: { format: 'hex' } };
  proxy.append('clicks', 1, { value: 'lost \ufffd' });
  const until = async (what: () => boolean): Promise<void> => { for (const end = Date.now() + 20_000; !what() && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 20)); };
  const answered = async <Q extends MessagesQuestion>(question: Q) => { const answer = await viewers.answer(1, question); assert.ok('value' in answer, JSON.stringify(answer)); return answer.value; };
  viewers.look(1, opening(), look);
  await until(() => status?.state === 'following' && status.held === 21);
  assert.deepEqual([status?.held, status?.capabilities?.binary], [21, false]);
  await answered({ ask: 'arrange', arrangement: { filter: 'partition = 1', sort: 'offset', descending: false, paths: [] } });
  const { rows } = await answered({ ask: 'rows', from: 0, count: 10 }) as { rows: { value: { text: string; problem?: string } }[] };
  assert.match(rows[0]?.value.problem ?? '', /bytes are lost/);
  proxy.token = 'next.token';
  await until(() => status?.report?.partitions.some(({ problem }) => problem?.kind === 'authentication') === true);
  viewers.renew(1, opening({ secrets: { token: 'next.token' } }));
  proxy.append('clicks', 0, { value: 'late' });
  await until(() => status?.held === 22);
  assert.equal(status?.held, 22);
  assert.ok(status?.report?.partitions.every(({ problem }) => problem === undefined), 'it came through again');
});
