/** Ways to a real Kafka 3.2.3: through a real sshd whose machine alone resolves the broker's name, through a map of advertised names, and with OAUTHBEARER. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { diagnosis } from '../../src/kafka/doctor/doctor.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { openConnection } from '../../src/kafka/open.ts';
import type { ConnectionDescription, ConnectionSecrets } from '../../src/protocol/kafka.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import type { RunningSshd } from '../stack/sshd.ts';
import { startSshd } from '../stack/sshd.ts';

const FAR = 'wn0-kafka.only-far-away.internal';
let kafka: RunningKafka, sshd: RunningSshd;

before(async () => {
  kafka = await startKafka({ farHost: FAR, oauth: true });
  sshd = await startSshd([FAR]);
  await kafka.createTopic('clicks', { partitions: 2 });
}, { timeout: 600_000 });
after(async () => {
  await sshd?.stop();
  await kafka?.stop();
});

async function topicsOf(description: ConnectionDescription, secrets: ConnectionSecrets = {}, timeoutMs = 8000): Promise<string[]> {
  const gateway = openConnection(description, secrets, { timeoutMs });
  try {
    return (await gateway.summaries()).map(({ topic, partitions, messages }) => `${topic} ${partitions} ${messages}`);
  } finally {
    await gateway.close();
  }
}

async function faultOf(description: ConnectionDescription, secrets: ConnectionSecrets = {}, timeoutMs = 8000): Promise<KafkaFault> {
  return topicsOf(description, secrets, timeoutMs).then((found) => assert.fail(`it worked: ${found.join()}`), (error: unknown) => {
    assert.ok(error instanceof KafkaFault, String(error));
    return error;
  });
}

/** `weir` as a process of its own. */
function weir(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), ...args], { env: { ...process.env, ...env }, timeout: 60_000, killSignal: 'SIGKILL' });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
  });
}
const doctor = async (description: ConnectionDescription): Promise<string[]> => (await diagnosis(description, {}, { timeoutMs: 8000 })).map(({ step, state }) => `${step} ${state}`);

describe('through SSH', () => {
  const ssh = (configFile: string, brokers = kafka.farBootstrap): ConnectionDescription => ({ kind: 'ssh', brokers, ssh: { host: 'far', configFile } });

  test('names are resolved at the far end: this machine does not know the broker', async () => {
    const direct = await faultOf({ kind: 'direct', brokers: kafka.farBootstrap });
    assert.match(direct.message, /does not resolve/);
    assert.deepEqual(await topicsOf(ssh(sshd.configFile)), ['clicks 2 0']);
  });

  test('a name that the far end does not know is said as such', async () => {
    const fault = await faultOf(ssh(sshd.configFile, 'nobody.invalid:9092'));
    assert.match(fault.message, /nobody\.invalid:9092 cannot be reached through far: .*(not known|resolution|resolve)/);
  });

  test('a host key that is not the known one, and a key that is not taken, end it with what ssh says', async () => {
    assert.match((await faultOf(ssh(sshd.wrongHostKey))).message, /SSH to far failed: .*[Hh]ost key verification failed/);
    const denied = await faultOf(ssh(sshd.wrongKey));
    assert.equal(denied.kind, 'authentication');
    assert.match(denied.message, /Permission denied/);
  });

  test('the command line goes the same way, and says what ssh says', async () => {
    const through = (config: string): string[] => ['topics', '--brokers', kafka.farBootstrap, '--ssh', 'far', '--ssh-config', config, '--format', 'json'];
    const shown = await weir(through(sshd.configFile));
    assert.equal(shown.code, 0, shown.err);
    assert.deepEqual((JSON.parse(shown.out) as { topic: string }[]).map(({ topic }) => topic), ['clicks']);
    const denied = await weir(through(sshd.wrongKey));
    assert.equal(denied.code, 77, denied.err);
    assert.match(denied.err, /SSH to far failed: .*Permission denied/);
  });

  test('the doctor names SSH, and what the far end does not reach', async () => {
    assert.deepEqual(await doctor(ssh(sshd.configFile)), ['ssh ok', 'api-versions ok', 'sasl ok', 'metadata ok', 'advertised ok', 'topics ok', 'groups ok']);
    assert.deepEqual(await doctor(ssh(sshd.wrongKey)), ['ssh failed']);
    assert.deepEqual(await doctor(ssh(sshd.wrongHostKey)), ['ssh failed']);
    const [, far] = await diagnosis(ssh(sshd.configFile, 'nobody.invalid:9092'), {}, { timeoutMs: 8000 });
    assert.equal(far?.step, 'tcp');
    // ssh says so while the way is made or just after.
    assert.match(far.seen, /nobody\.invalid:9092 cannot be reached (through far|at the far end): .*(not known|resolution|resolve)/);
  });

  test('what ssh would take for an option is refused', async () => {
    const fault = await faultOf({ kind: 'ssh', brokers: 'a:1', ssh: { host: '-oProxyCommand=touch /tmp/x' } });
    assert.match(fault.message, /is no name for SSH/);
  });
});

describe('with a map of advertised names', () => {
  const port = (): string => kafka.farBootstrap.split(':')[1]!;

  test('a broker is found where the map says', async () => {
    assert.deepEqual(await topicsOf({ kind: 'direct', brokers: `127.0.0.1:${port()}`, advertised: { [kafka.farBootstrap]: `127.0.0.1:${port()}` } }), ['clicks 2 0']);
  });

  test('the command line takes the map', async () => {
    const shown = await weir(['topics', '--brokers', `127.0.0.1:${port()}`, '--advertised', `${kafka.farBootstrap}=127.0.0.1:${port()}`, '--format', 'json']);
    assert.equal(shown.code, 0, shown.err);
    assert.deepEqual((JSON.parse(shown.out) as { messages: number }[]).map(({ messages }) => messages), [0]);
  });

  test('without it the name is what cannot be reached; an entry that is no address is refused', async () => {
    // Metadata come from the bootstrap server; the partitions' leader does not answer.
    const [row] = await topicsOf({ kind: 'direct', brokers: `127.0.0.1:${port()}` });
    assert.equal(row, 'clicks 2 undefined');
    assert.match((await faultOf({ kind: 'direct', brokers: 'a:1', advertised: { 'a:1': 'nowhere' } })).message, /'nowhere'/);
  });
});

describe('OAUTHBEARER', () => {
  const token = (claims: object): string => [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.').concat('.');
  const seconds = Math.floor(Date.now() / 1000);
  const description = (): ConnectionDescription => ({ kind: 'direct', brokers: kafka.oauthBootstrap, sasl: { mechanism: 'OAUTHBEARER' } });

  test('signs in with a token', async () => {
    assert.deepEqual(await topicsOf(description(), { token: token({ sub: 'alice', iat: seconds - 60, exp: seconds + 600 }) }), ['clicks 2 0']);
  });

  test('the command line reads the token from the environment and shows it nowhere', async () => {
    const good = token({ sub: 'alice', iat: seconds - 60, exp: seconds + 600 }), old = token({ sub: 'alice', iat: seconds - 7200, exp: seconds - 3600 });
    const args = ['topics', '--brokers', kafka.oauthBootstrap, '--sasl', 'OAUTHBEARER'], accepted = await weir(args, { WEIR_KAFKA_TOKEN: good });
    assert.equal(accepted.code, 0, accepted.err);
    const refused = await weir(args, { WEIR_KAFKA_TOKEN: old });
    assert.equal(refused.code, 77, refused.err);
    assert.ok(!`${refused.out}${refused.err}`.includes(old));
  });

  test('a token that has expired is an authentication fault, without the token in its text', async () => {
    const old = token({ sub: 'alice', iat: seconds - 7200, exp: seconds - 3600 }), fault = await faultOf(description(), { token: old });
    assert.equal(fault.kind, 'authentication');
    assert.ok(!`${fault.message}${fault.hint}`.includes(old));
    assert.equal((await faultOf(description())).kind, 'authentication', 'without a token');
  });
});
