/** `weir topics`, `peek`, `produce` and `lag` against a real Kafka 3.2.3 with TLS, users and ACLs. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseCapture } from '../../src/kafka/capture.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { freePort } from '../stack/server-process.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const PASSWORD = 'a secret; with = signs';

interface Ran { code: number | null; out: string; err: string }

describe('the command line and Kafka', () => {
  let kafka: RunningKafka;
  const folder = mkdtempSync(join(tmpdir(), 'weir-kafka-cli-'));
  before(async () => {
    kafka = await startKafka({ users: { alice: PASSWORD }, tls: true, acls: true, clientCertificates: true });
    await kafka.createTopic('clicks', { partitions: 2 });
    await kafka.createTopic('hidden');
    await kafka.allow('alice', 'clicks');
  }, { timeout: 600_000 });
  after(async () => {
    await kafka?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** `on`: told what came on stdout, with a way to interrupt. */
  function weir(args: readonly string[], { env = {}, on }: { env?: Record<string, string>; on?: (out: string, interrupt: () => void) => void } = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { ...process.env, ...env }, timeout: 60_000, killSignal: 'SIGKILL' });
      let out = '', err = '';
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
        on?.(out, () => child.kill('SIGINT'));
      });
      child.stderr.on('data', (chunk) => { err += String(chunk); });
      child.on('error', reject);
      child.on('close', (code) => {
        assert.ok(!`${out}${err}`.includes(PASSWORD), 'the password was printed');
        resolve({ code, out, err });
      });
    });
  }
  /** A member of each element of a JSON array that was printed. */
  const column = (json: string, name: string): unknown[] => (JSON.parse(json) as Record<string, unknown>[]).map((row) => row[name]);
  const at = (): string[] => ['--brokers', kafka.bootstrap];
  const asAlice = (): string[] => ['--brokers', kafka.saslSslBootstrap, '--ca', kafka.caFile, '--user', 'alice'];
  const password = { env: { WEIR_KAFKA_PASSWORD: PASSWORD } };

  test('writes messages and shows them again, byte by byte', async () => {
    assert.deepEqual(await weir(['produce', 'clicks', ...at(), '--partition', '1', '--key', 'k', '--value', '{"id":9007199254740993}', '--header', 'a=1', '--header', 'a=2', '--timestamp', '1700000000000']), { code: 0, out: 'clicks-1 at offset 0\n', err: '' });
    assert.equal((await weir(['produce', 'clicks', ...at(), '--partition', '1', '--value', 'ff00', '--value-format', 'hex', '--timestamp', '1700000001000'])).code, 0);
    assert.equal((await weir(['produce', 'clicks', ...at(), '--partition', '0', '--tombstone', '--key', 'gone\u001b[31m', '--timestamp', '1700000002000'])).code, 0);
    const table = await weir(['peek', 'clicks', ...at()]);
    assert.equal(table.out, [
      'partition   offset   timestamp (UTC)           key         headers    value',
      '        1        0   2023-11-14 22:13:20.000   k           a=1, a=2   {"id":9007199254740993}',
      '        1        1   2023-11-14 22:13:21.000   null                   0xff00',
      '        0        0   2023-11-14 22:13:22.000   gone·[31m              null',
      '',
    ].join('\n'));
    assert.equal(table.err, 'weir: 3 of 3 messages · 2 of 2 partitions answered · read without a group, nothing committed\n');
    const lines = await weir(['peek', 'clicks', ...at(), '--format', 'jsonl']);
    assert.equal(lines.err, '');
    assert.deepEqual(parseCapture(lines.out, 'x').map(({ partition, offset, key, value }) => [partition, offset, key && Buffer.from(key).toString(), value && Buffer.from(value).toString('latin1')]),
      [[1, 0, 'k', '{"id":9007199254740993}'], [1, 1, null, '\u00ff\u0000'], [0, 0, 'gone\u001b[31m', null]]);
    assert.deepEqual(column((await weir(['peek', 'clicks', ...at(), '--format', 'json', '--from', '1:1'])).out, 'value'), [{ base64: '/wA=' }]);
  });

  test('a capture goes in as it came out', async () => {
    await kafka.createTopic('copy', { partitions: 2 });
    const { out } = await weir(['peek', 'clicks', ...at(), '--from', '0', '--format', 'jsonl']);
    writeFileSync(join(folder, 'clicks.capture.jsonl'), out);
    const written = await weir(['produce', 'copy', ...at(), '--from', 'clicks.capture.jsonl', '--keep-timestamps', '--keep-partitions']);
    assert.deepEqual(written, { code: 0, out: '', err: 'weir: 3 messages written to copy.\n' });
    assert.equal((await weir(['peek', 'copy', ...at(), '--format', 'jsonl', '--from', '0'])).out.replaceAll('"copy"', '"clicks"').split('\n').sort().join('\n'), out.split('\n').sort().join('\n'));
    const local = await weir(['topics', '--captures', '.']);
    assert.equal(local.out, 'topic    partitions   messages\nclicks            2          3\n');
    assert.equal((await weir(['peek', 'clicks', '--captures', '.', '--oldest', '1', '--format', 'jsonl'])).out, `${out.split('\n').find((line) => line.includes('"id'))}\n`);
  });

  test('makes messages from a template, the same for the same seed, and says what its partitions mean for a job', async () => {
    await kafka.createTopic('generated', { partitions: 3 });
    writeFileSync(join(folder, 'order.json'), '{"id":{{seq 1}},"card":"{{key}}","amount":{{float 1 99}},"at":"{{now}}"}\n');
    const made = ['--generate', '@order.json', '--key', '{{pick a*17 b c d}}', '--header', 'n={{seq}}', '--count', '1500', '--seed', '7', '--start', '2026-01-31T08:00:00Z'];
    assert.deepEqual(await weir(['produce', 'generated', ...at(), ...made]), { code: 0, out: '', err: 'weir: 1 500 messages written to generated.\n' });
    const lines = parseCapture((await weir(['peek', 'generated', ...at(), '--from', '0', '--format', 'jsonl'])).out, 'x').sort((a, b) => a.timestamp - b.timestamp);
    const printed = parseCapture((await weir(['produce', 'generated', ...made, '--dry-run'])).out, 'x');
    const told = (message: (typeof lines)[number] | undefined): unknown[] => [message?.timestamp, Buffer.from(message?.key ?? []).toString(), Buffer.from(message?.value ?? []).toString(), message?.headers.map(({ key, value }) => `${key}=${Buffer.from(value ?? []).toString()}`)];
    assert.equal(lines.length, 1500);
    assert.deepEqual(lines.map(told), printed.map(told));
    assert.equal((JSON.parse(String(told(lines[1499])[2])) as { id: number }).id, 1500);
    const described = await weir(['topics', ...at(), '--describe', 'generated', '--cores', '4']);
    assert.match(described.out, /\npartition +offsets +share +tasks\n[\s\S]*A batch over all 1 500 offsets has \d tasks?.*\n[\s\S]*Partition \d sets the time of the batch: its task reads (?:8|9)\d %/);
    const { reading } = JSON.parse((await weir(['topics', ...at(), '--describe', 'generated', '--cores', '4', '--min-partitions', '8', '--format', 'json'])).out) as { reading: { size: number; minPartitions: number; tasks: unknown[] } };
    assert.deepEqual([reading.size, reading.minPartitions, reading.tasks.length >= 7], [1500, 8, true]);
    const paced = await weir(['produce', 'generated', ...at(), '--generate', 'plain {{uuid}}', '--count', '3', '--rate', '50']);
    assert.match(paced.err, /^weir: seed \d+: --seed \d+ makes the same messages again\.\nweir: 3 messages written to generated\.\n$/);
  });

  test('what a template cannot mean is wrong use, said before anything is written', async () => {
    for (const [args, words] of [
      [['--generate', '{"a": {{nope}}}'], /--generate, line 1, column 7: there is no \{\{nope\}\}/], [['--generate', '@none.json'], /template none\.json cannot be read/],
      [['--generate', 'x', '--value', 'y'], /--generate and --value: which/], [['--generate', 'x', '--timestamp', '1'], /--timestamp is for one message/],
      [['--value', 'x', '--count', '2'], /--count belongs to --generate/], [['--value', 'x', '--rate', '2'], /--rate belongs to --from and --generate/],
    ] as const) {
      const ran = await weir(['produce', 'clicks', ...at(), ...args]);
      assert.equal(ran.code, 2);
      assert.match(ran.err, words);
    }
    assert.equal((await weir(['topics', ...at(), '--cores', '2'])).code, 2);
    assert.match((await weir(['topics', ...at(), '--describe', 'clicks', '--min-partitions', '2'])).err, /--min-partitions needs --cores/);
  });

  test('follows until it is interrupted', async () => {
    let sent = false;
    const ran = await weir(['peek', 'clicks', ...at(), '--newest', '1', '--follow', '--format', 'jsonl'], {
      on: (out, interrupt) => {
        if (!sent) void weir(['produce', 'clicks', ...at(), '--value', 'later']);
        sent = true;
        if (out.includes('later')) interrupt();
      },
    });
    assert.equal(ran.code, 130);
    assert.equal(parseCapture(ran.out, 'x').length, 2);
  });

  test('follows by a schema file that is edited meanwhile: what comes then is read by what it says now', async () => {
    await kafka.createTopic('schemas');
    const schema = (name: string): void => { writeFileSync(join(folder, 'sku.proto'), `syntax = "proto3"; message Sku { int64 ${name} = 1; }`); };
    const send = (): Promise<Ran> => weir(['produce', 'schemas', ...at(), '--value', '0807', '--value-format', 'hex']);
    schema('before');
    await send();
    let stage = 0;
    const ran = await weir(['peek', 'schemas', ...at(), '--newest', '1', '--follow', '--schema', 'sku.proto'], { on: (out, interrupt) => {
      if (stage === 0 && out.includes('{"before":7}')) {
        stage = 1;
        schema('after');
        // Seen at its next look, which comes with a message.
        setTimeout(() => { void send(); }, 700);
      } else if (stage === 1 && out.includes('{"after":7}')) { stage = 2; interrupt(); }
    } });
    assert.equal(ran.code, 130, ran.err);
    assert.match(ran.out, /\{"before":7\}\s[^]*\{"after":7\}/);
    assert.match(ran.err, /^weir: sku\.proto was read again: it was edited\.$/m);
    await weir(['topics', ...at(), '--delete', 'schemas', '--write']);
  });

  test('signs in over TLS; what is not allowed is said with exit code 77', async () => {
    const allowed = await weir(['topics', ...asAlice(), '--format', 'json'], password);
    assert.equal(allowed.code, 0, allowed.err);
    assert.deepEqual(column(allowed.out, 'topic'), ['clicks']);
    assert.equal((await weir(['peek', 'clicks', ...asAlice(), '--newest', '1'], password)).code, 0);
    const hidden = await weir(['peek', 'hidden', ...asAlice()], password);
    assert.deepEqual([hidden.code, hidden.out], [77, '']);
    assert.match(hidden.err, /^weir: Topic 'hidden' on .*: forbidden, user alice has no ACL for DESCRIBE on topic 'hidden' \(TOPIC_AUTHORIZATION_FAILED\)\./);
    assert.equal((await weir(['topics', ...asAlice(), '--delete', 'clicks', '--write'], password)).code, 77);
    assert.equal((await weir(['produce', 'clicks', ...asAlice(), '--value', 'x'], password)).code, 77);
    const wrong = await weir(['topics', ...asAlice()], { env: { WEIR_KAFKA_PASSWORD: 'wrong' } });
    assert.equal(wrong.code, 77);
    assert.match(wrong.err, /does not accept the credentials.* Check user, password and SASL mechanism\./);
  });

  test('shows its certificate where one is asked for', async () => {
    const { file, password: keyPassword } = kafka.clientCertificate;
    const tls = ['topics', '--brokers', kafka.sslBootstrap, '--ca', kafka.caFile];
    const known = await weir([...tls, '--cert', file], { env: { WEIR_KAFKA_KEY_PASSWORD: keyPassword } });
    // The name in the certificate may see no topic.
    assert.deepEqual(known, { code: 0, out: '', err: `weir: There are no topics on ${kafka.sslBootstrap}, or this user may not describe them (ACL for DESCRIBE on topics).\n` });
    const unknown = await weir([...tls, '--timeout', '3']);
    assert.equal(unknown.code, 69);
    assert.match(unknown.err, /TLS handshake with .* failed: [^:]*bad certificate .* Does the listener want a client certificate that it trusts\? --cert gives one\.$/m);
    const wrong = await weir([...tls, '--cert', file], { env: { WEIR_KAFKA_KEY_PASSWORD: 'no' } });
    assert.equal(wrong.code, 69);
    assert.match(wrong.err, /broker\.p12 cannot be used: mac verify failure\. Check the file/);
  });

  test('what cannot be reached is said with exit code 69, and what was asked wrongly with 2', async () => {
    const port = await freePort();
    const nobody = await weir(['topics', '--brokers', `127.0.0.1:${port}`]);
    assert.deepEqual([nobody.code, nobody.err], [69, `weir: No Kafka broker at 127.0.0.1:${port}: nothing listens there. Start the broker or correct its address; a folder of captures needs no broker.\n`]);
    const plain = await weir(['topics', '--brokers', kafka.bootstrap, '--tls', '--timeout', '5']);
    assert.equal(plain.code, 69);
    const tls = await weir(['topics', '--brokers', kafka.sslBootstrap, '--timeout', '3']);
    assert.equal(tls.code, 69);
    assert.match(tls.err, /Is it a Kafka listener without TLS and without SASL\?/);
    assert.match((await weir(['topics', '--brokers', kafka.sslBootstrap, '--tls'])).err, /self[- ]signed certificate.*\. Give the PEM file of its certificate authority \(--ca\)/);
    assert.equal((await weir(['peek', 'none', ...at()])).code, 1);
    for (const args of [['peek', ...at()], ['topics', ...at(), '--delete', 'clicks'], ['peek', 'clicks', ...at(), '--filter', '/(/']]) assert.equal((await weir(args)).code, 2, args.join(' '));
    assert.match((await weir(['topics', ...at()])).out, /^clicks /m);
    assert.deepEqual(await weir(['topics', '--brokers', 'nonsense']), { code: 2, out: '', err: "weir: --brokers has no valid host:port in 'nonsense'. Write it as host:port,host:port. weir topics --help lists the options.\n" });
  });

  test('changes topics when told to', async () => {
    const run = async (...args: string[]): Promise<Ran> => weir(['topics', ...at(), '--write', ...args]);
    assert.deepEqual(await run('--create', 'made', '--partitions', '2', '--config', 'retention.ms=60000'), { code: 0, out: '', err: 'weir: Topic made is created, with 2 partitions.\n' });
    assert.equal((await run('--alter', 'made', '--config', 'cleanup.policy=compact')).code, 0);
    assert.match((await weir(['topics', ...at(), '--describe', 'made'])).out, /cleanup\.policy +compact\nretention\.ms +60000\n$/);
    assert.equal((await run('--alter', 'made', '--partitions', '4')).code, 0);
    assert.match((await weir(['topics', ...at()])).out, /^made +4 +0 +1$/m);
    assert.equal((await run('--delete', 'made')).code, 0);
    assert.equal((await run('--delete', 'made')).code, 1);
  });

  test('says how far a checkpoint is behind', async () => {
    await kafka.createTopic('read', { partitions: 2 });
    await weir(['produce', 'read', ...at(), '--value', 'v', '--partition', '0']);
    await weir(['produce', 'read', ...at(), '--value', 'v', '--partition', '0']);
    for (const name of ['offsets', 'commits']) mkdirSync(join(folder, 'checkpoint', name), { recursive: true });
    writeFileSync(join(folder, 'checkpoint', 'offsets', '0'), 'v1\n{}\n{"read":{"0":1}}');
    writeFileSync(join(folder, 'checkpoint', 'offsets', '1'), 'v1\n{}\n{"read":{"0":2,"1":0}}');
    writeFileSync(join(folder, 'checkpoint', 'commits', '0'), 'v1\n{}');
    const { code, out } = await weir(['lag', 'checkpoint', ...at()]);
    assert.equal(code, 0);
    assert.equal(out, [
      'topic   partition   committed   planned   end   lag',
      'read            0           1         2     2     1',
      'read            1           -         0     0     0   new partition',
      'Batch 0 is committed, batch 1 is planned and not committed. Lag 1 message.',
      '',
    ].join('\n'));
    assert.match((await weir(['lag', 'checkpoint', ...at(), '--format', 'json'])).out, /^ {2}"lag": 1,$/m);
    assert.equal((await weir(['lag', '.', ...at()])).code, 1);
    assert.ok(readFileSync(join(folder, 'checkpoint', 'offsets', '1'), 'utf8').length > 0);
  });

  test('after all of this there is no group, and no topic that was not asked for', async () => {
    assert.deepEqual(column((await weir(['topics', ...at(), '--internal', '--format', 'json'])).out, 'topic'), ['clicks', 'copy', 'generated', 'hidden', 'read']);
    assert.deepEqual(await weir(['topics', ...at(), '--groups']), { code: 0, out: '', err: `weir: There are no consumer groups on ${kafka.bootstrap}, or this user may not describe them (ACL for DESCRIBE on groups).\n` });
  });
});
