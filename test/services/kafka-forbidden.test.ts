/** What may not be read or described, and consumer groups, on a real Kafka 3.2.3 with users and its StandardAuthorizer: on the command line and in the editor's threads. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } from 'kafkajs';
import { ExplorerService } from '../../src/kafka/explorer/service.ts';
import { MessageService } from '../../src/messages/service.ts';
import type { Opening } from '../../src/protocol/explorer.ts';
import type { GroupDetail, TopicSummary } from '../../src/protocol/kafka.ts';
import type { LookStatus } from '../../src/protocol/messages.ts';
import { inferTopicSchema } from '../../src/topic-schema/index.ts';
import { rowLine } from '../../src/ui/topics/words.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const PASSWORD = 'a secret; with = signs';

interface Ran { code: number | null; out: string; err: string }

describe('what is forbidden, and groups', () => {
  let kafka: RunningKafka;
  const folder = mkdtempSync(join(tmpdir(), 'weir-kafka-forbidden-'));
  before(async () => {
    kafka = await startKafka({ users: { alice: PASSWORD }, acls: true });
    await kafka.createTopic('clicks', { partitions: 2 });
    await kafka.createTopic('hidden');
    await kafka.allow('alice', 'clicks');
  }, { timeout: 600_000 });
  after(async () => {
    await kafka?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function weir(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { ...process.env, ...env }, timeout: 60_000, killSignal: 'SIGKILL' });
      let out = '', err = '';
      child.stdout.on('data', (chunk) => { out += String(chunk); });
      child.stderr.on('data', (chunk) => { err += String(chunk); });
      child.on('error', reject);
      child.on('close', (code) => {
        assert.ok(!`${out}${err}`.includes(PASSWORD), 'the password was printed');
        resolve({ code, out, err });
      });
    });
  }
  const at = (): string[] => ['--brokers', kafka.bootstrap];
  const asAlice = (): string[] => ['--brokers', kafka.saslBootstrap, '--user', 'alice'];
  const password = { WEIR_KAFKA_PASSWORD: PASSWORD };

  /** What the threads of the editor say to Alice. */
  const opening = (): Opening => ({ id: 'alice', description: { kind: 'direct', brokers: kafka.saslBootstrap, sasl: { mechanism: 'PLAIN', user: 'alice' } }, secrets: { password: PASSWORD }, writable: false });
  const grantOf = (operation: string, on: string, name: string): RegExp => new RegExp(`kafka-acls\\.sh --add --allow-principal User:alice --operation ${operation} --${on} ${name}\\.`);

  test('forbidden topics and groups: which ACL is missing and how it is granted, in the tree, in the viewer and on the command line', async () => {
    await kafka.createTopic('seen-only', { partitions: 2 });
    await kafka.allow('alice', 'seen-only', ['DESCRIBE']);
    await weir(['produce', 'seen-only', ...at(), '--value', 'x']);

    const peek = await weir(['peek', 'seen-only', ...asAlice()], password);
    assert.deepEqual([peek.code, peek.out.split('\n').length <= 2], [77, true]);
    // Of a whole topic it is said once, whatever its number of partitions with messages.
    assert.match(peek.err, /^weir: seen-only-\d: Reading 'seen-only' on \S+: forbidden, user alice has no ACL for READ on topic 'seen-only' \(TOPIC_AUTHORIZATION_FAILED\)\. Whoever administers the cluster/);
    assert.match(peek.err, grantOf('Read', 'topic', 'seen-only'));
    const described = await weir(['topics', ...asAlice(), '--describe', 'seen-only'], password);
    assert.equal(described.code, 77);
    assert.match(described.err, /Configuration of topic 'seen-only' on \S+: forbidden, user alice has no ACL for DESCRIBE_CONFIGS on topic 'seen-only'/);
    assert.match(described.err, grantOf('DescribeConfigs', 'topic', 'seen-only'));
    assert.match(described.out, /partition/, 'what may be seen is shown');
    const written = await weir(['produce', 'clicks', ...asAlice(), '--value', 'x'], password);
    assert.deepEqual([written.code, /no ACL for WRITE on topic 'clicks'/.test(written.err), grantOf('Write', 'topic', 'clicks').test(written.err)], [77, true, true], written.err);
    const deleted = await weir(['topics', ...asAlice(), '--delete', 'clicks', '--write'], password);
    assert.match(deleted.err, /no ACL for DELETE on topic 'clicks'/);
    const group = await weir(['lag', '--group', "it's mine", ...asAlice()], password);
    assert.deepEqual([group.code, group.out], [77, '']);
    assert.match(group.err, /^weir: Consumer group 'it's mine' on \S+: forbidden, user alice has no ACL for DESCRIBE on consumer group 'it's mine' \(GROUP_AUTHORIZATION_FAILED\)\. .* --operation Describe --group 'it'\\''s mine'\./);
    assert.match((await weir(['topics', ...asAlice(), '--groups'], password)).err, /or this user may not describe them \(ACL for DESCRIBE on groups\)/);
    mkdirSync(join(folder, 'forbidden', 'offsets'), { recursive: true });
    writeFileSync(join(folder, 'forbidden', 'offsets', '0'), 'v1\n{}\n{"hidden":{"0":1}}');
    const lag = await weir(['lag', 'forbidden', ...asAlice()], password);
    assert.equal(lag.code, 77);
    assert.match(lag.out, /^hidden +0 +- +1 +- +- +forbidden$/m);
    assert.match(lag.err, grantOf('Read', 'topic', 'hidden'));
    assert.deepEqual((JSON.parse((await weir(['topics', ...asAlice(), '--format', 'json'], password)).out) as TopicSummary[]).map(({ topic, messages }) => [topic, messages]), [['clicks', 0], ['seen-only', 1]], 'what may not be described is not listed');

    const explorer = new ExplorerService(inferTopicSchema);
    try {
      const topic = await explorer.answer(opening(), { ask: 'topic', topic: 'seen-only' });
      assert.ok('value' in topic, JSON.stringify(topic));
      assert.deepEqual([topic.value.configProblem?.kind, topic.value.partitions.map(({ high }) => high).sort()], ['authorization', [0, 1]]);
      const hidden = await explorer.answer(opening(), { ask: 'topic', topic: 'hidden' });
      assert.ok('problem' in hidden);
      assert.deepEqual([hidden.problem.kind, grantOf('Read', 'topic', 'hidden').test(hidden.problem.hint)], ['authorization', true]);
    } finally { explorer.closeAll(); }

    let status: LookStatus | undefined;
    const viewers = new MessageService((told) => { if (told.type === 'status') ({ status } = told); });
    const look = (topic: string): void => { status = undefined; viewers.look(1, opening(), { topic, range: { mode: 'newest', count: 10 }, follow: false, uncommitted: false, key: { format: 'auto' }, value: { format: 'auto' } }); };
    const ended = async (): Promise<LookStatus> => { while (!status || !['done', 'failed'].includes(status.state)) await new Promise((resolve) => setTimeout(resolve, 20)); return status; };
    try {
      look('hidden');
      const whole = await ended();
      assert.deepEqual([whole.state, whole.problem?.kind], ['failed', 'authorization']);
      look('seen-only');
      const problem = (await ended()).report?.partitions.find((each) => each.problem)?.problem;
      assert.match(`${problem?.message} ${problem?.hint}`, /no ACL for READ on topic 'seen-only'.* --operation Read --topic seen-only/);
    } finally { viewers.closeAll(); }
  });

  test('a group of a real client: its lag by partition, and what of it is forbidden', async () => {
    const client = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING, clientId: 'billing-app' });
    await kafka.createTopic('bills', { partitions: 3 });
    const producer = client.producer(), consumer = client.consumer({ groupId: 'billing' }), admin = client.admin();
    await Promise.all([producer.connect(), consumer.connect(), admin.connect()]);
    await producer.send({ topic: 'bills', messages: [0, 0, 0, 0, 1, 1].map((partition, i) => ({ partition, value: String(i) })) });
    await consumer.subscribe({ topics: ['bills'], fromBeginning: true });
    let read = 0;
    await new Promise<void>((resolve, reject) => { consumer.run({ autoCommit: false, eachMessage: async ({ topic, partition, message }) => {
      await consumer.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }]);
      if (++read === 6) resolve();
    } }).catch(reject); });

    // Of a topic that she may not describe a broker leaves out the commits: that nothing is committed is not what is said.
    await admin.createAcls({ acl: [{ resourceType: AclResourceTypes.GROUP, resourceName: 'billing', resourcePatternType: ResourcePatternTypes.LITERAL, principal: 'User:alice', host: '*', operation: AclOperationTypes.DESCRIBE, permissionType: AclPermissionTypes.ALLOW }] });
    const busy = await weir(['lag', '--group', 'billing', ...asAlice()], password);
    assert.equal(busy.code, 77, busy.err);
    assert.match(busy.out, /^billing {3}Stable, \S+, 1 member, lag not known$/m);
    for (const partition of [0, 1, 2]) assert.match(busy.out, new RegExp(`^bills +${partition} +forbidden +- +- +billing-app `, 'm'));
    assert.match(busy.err, grantOf('Read', 'topic', 'bills'));
    await consumer.disconnect();
    const idle = await weir(['lag', '--group', 'billing', ...asAlice()], password);
    assert.deepEqual([idle.code, idle.err], [0, 'weir: Consumer group billing has committed nothing, or only for topics that this user may not describe.\n']);

    await producer.send({ topic: 'bills', messages: [0, 0, 2].map((partition) => ({ partition, value: 'later' })) });
    const table = await weir(['lag', '--group', 'billing', ...at()]);
    assert.equal(table.out, ['billing   Empty, 0 members, lag 2', 'topic   partition   committed   end   lag   read by', 'bills           0           4     6     2   -', 'bills           1           2     2     0   -', ''].join('\n'));
    assert.deepEqual(await weir(['topics', '--group', 'billing', ...at()]), table);
    assert.equal((JSON.parse((await weir(['lag', '--group', 'billing', ...at(), '--format', 'json'])).out) as GroupDetail).lag, 2);
    assert.equal((await weir(['lag', 'checkpoint', '--group', 'billing', ...at()])).code, 2);
    assert.equal((await weir(['lag', '--group', 'nobody', ...at()])).code, 1);

    const explorer = new ExplorerService(inferTopicSchema);
    try {
      const found = await explorer.answer({ id: 'all', description: { kind: 'direct', brokers: kafka.bootstrap }, secrets: {}, writable: false }, { ask: 'topicGroups', topic: 'bills' });
      assert.ok('value' in found);
      assert.deepEqual(found.value.groups.map(({ group, lag }) => [group, lag]), [['billing', 2]]);
      assert.deepEqual(found.value.groups[0]?.offsets.map((row) => rowLine(row)), ['lag 2, at 4 of 6', 'lag 0, at 2 of 2']);
    } finally { explorer.closeAll(); }
    await Promise.all([producer.disconnect(), admin.disconnect()]);
  });
});
