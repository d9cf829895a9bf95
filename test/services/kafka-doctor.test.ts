/** What the connection doctor says of a real Kafka 3.2.3 with TLS and users: each thing that can be wrong is named by its step. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { saslStep } from '../../src/kafka/doctor/brokers.ts';
import { diagnosis } from '../../src/kafka/doctor/doctor.ts';
import type { ConnectionDescription, ConnectionSecrets } from '../../src/protocol/kafka.ts';
import type { DoctorStep } from '../../src/protocol/kafka-doctor.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { freePort } from '../stack/server-process.ts';

const PASSWORD = 'a secret; with = signs';

async function steps(description: ConnectionDescription, secrets: ConnectionSecrets = {}): Promise<DoctorStep[]> {
  const all = await diagnosis(description, secrets, { timeoutMs: 4000 });
  assert.ok(!JSON.stringify(all).includes(PASSWORD), 'a secret is in a step');
  return all;
}
const failed = (all: readonly DoctorStep[]): DoctorStep => all.find(({ state }) => state === 'failed') ?? assert.fail(JSON.stringify(all, undefined, 1));
const names = (all: readonly DoctorStep[]): string[] => all.map(({ step, state }) => `${step} ${state}`);

describe('the doctor', () => {
  let kafka: RunningKafka;
  before(async () => {
    kafka = await startKafka({ users: { alice: PASSWORD }, tls: true, acls: true, farHost: 'broker.not-here.invalid' });
    await kafka.createTopic('clicks');
    await kafka.allow('alice', 'clicks');
  }, { timeout: 600_000 });
  after(() => kafka?.stop());
  const direct = (brokers: string, more: object = {}): ConnectionDescription => ({ kind: 'direct', brokers, ...more });
  const alice = { sasl: { mechanism: 'PLAIN' as const, user: 'alice' } };

  test('all well: each step with what was seen', async () => {
    const all = await steps(direct(kafka.bootstrap));
    assert.deepEqual(names(all), ['dns ok', 'tcp ok', 'api-versions ok', 'sasl ok', 'metadata ok', 'advertised ok', 'topics ok', 'groups ok']);
    const secured = await steps(direct(kafka.saslSslBootstrap, { tls: { caFile: kafka.caFile }, ...alice }), { password: PASSWORD });
    assert.deepEqual(names(secured), ['dns ok', 'tcp ok', 'tls ok', 'api-versions ok', 'sasl ok', 'metadata ok', 'advertised ok', 'topics ok', 'groups ok']);
    assert.match(secured.find(({ step }) => step === 'tls')!.seen, /TLSv1\.[23], certificate of /);
  });

  test('a name that does not resolve, a port where nothing listens', async () => {
    assert.equal(failed(await steps(direct('nowhere.invalid:9092'))).step, 'dns');
    const closed = failed(await steps(direct(`127.0.0.1:${await freePort()}`)));
    assert.deepEqual([closed.step, closed.kind], ['tcp', 'connection']);
    assert.match(closed.seen, /nothing listens there/);
  });

  test('TLS to a plain listener, and the other way round', async () => {
    const toPlain = failed(await steps(direct(kafka.bootstrap, { tls: { caFile: kafka.caFile } })));
    assert.equal(toPlain.step, 'tls');
    const toTls = failed(await steps(direct(kafka.sslBootstrap)));
    assert.deepEqual([toTls.step, toTls.hint], ['api-versions', 'Choose TLS.']);
    assert.match(toTls.seen, /speaks TLS/);
  });

  test('a certificate that nobody here vouches for', async () => {
    const step = failed(await steps(direct(kafka.sslBootstrap, { tls: {} })));
    assert.deepEqual([step.step, step.kind], ['tls', 'tls']);
    assert.match(step.seen, /SELF_SIGNED|UNABLE_TO|DEPTH_ZERO/);
  });

  test('a wrong password, a mechanism that is not offered, no user where one is wanted, one where none is', async () => {
    const wrong = failed(await steps(direct(kafka.saslBootstrap, alice), { password: 'wrong' }));
    assert.deepEqual([wrong.step, wrong.kind], ['sign-in', 'authentication']);
    const scram = failed(await steps(direct(kafka.saslBootstrap, { sasl: { mechanism: 'SCRAM-SHA-512', user: 'alice' } }), { password: PASSWORD }));
    assert.deepEqual([scram.step, scram.hint], ['sasl', 'Choose PLAIN.']);
    const unnamed = failed(await steps(direct(kafka.saslBootstrap)));
    assert.deepEqual([unnamed.step, unnamed.hint], ['sasl', 'Choose user and password.']);
    const needless = failed(await steps(direct(kafka.bootstrap, alice), { password: PASSWORD }));
    assert.match(needless.seen, /Nobody signs in here/);
  });

  test('a broker that is advertised under a name that is not known here, and the same with a map', async () => {
    const [, port] = kafka.farBootstrap.split(':'), far = await steps(direct(`127.0.0.1:${port}`)), step = failed(far);
    assert.deepEqual([step.step, step.target], ['advertised', `broker.not-here.invalid:${port}`]);
    assert.match(step.hint, /map it to where the broker is/);
    const map = { [`broker.not-here.invalid:${port}`]: `127.0.0.1:${port}` };
    assert.ok((await steps(direct(`127.0.0.1:${port}`, { advertised: map }))).every(({ state }) => state === 'ok'));
  });

  test('Kerberos alone is named, with the ways round it', () => {
    const step = saslStep(['GSSAPI'], undefined, 'b:9092', 0);
    assert.equal(step.state, 'failed');
    assert.match(`${step.seen} ${step.hint}`, /Only Kerberos .* SCRAM or PLAIN.*REST proxy.*capture/);
  });

  test('captures: how many topics, and the line that is broken', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'weir-doctor-'));
    try {
      assert.deepEqual(names(await steps({ kind: 'captures', folder })), ['folder warning']);
      await writeFile(path.join(folder, 'a.capture.jsonl'), '{"timestamp": 1, "value": "x"}\n{torn\n');
      assert.match(failed(await steps({ kind: 'captures', folder })).seen, /line 2/);
      assert.equal(failed(await steps({ kind: 'captures', folder: path.join(folder, 'no') })).state, 'failed');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
