/** Signing in and TLS, against real listeners: Kafka 3.2.3 for PLAIN and TLS, Kafka 4.1.0 (the newest protocol, and KRaft with SCRAM) for SCRAM. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { fetchAll, gatewayTo, rowsOf, texts } from './kafka-reading.ts';

const PASSWORD = 'very secret; "quoted"'.replaceAll('"', '');
const jaas = (module: string, user: string, password: string): string => `org.apache.kafka.common.security.${module} required username="${user}" password="${password}";`;
const plain = (password = PASSWORD, user = 'alice'): Record<string, string> => ({
  'kafka.security.protocol': 'SASL_PLAINTEXT', 'kafka.sasl.mechanism': 'PLAIN', 'kafka.sasl.jaas.config': jaas('plain.PlainLoginModule', user, password),
});

/** Writes and reads one message. */
async function roundTrip(bootstrap: string, options: Record<string, string>): Promise<void> {
  const gateway = gatewayTo(bootstrap, options);
  try {
    const [written] = await gateway.produce('secured', [{ key: null, value: Buffer.from('hello') }]);
    assert.deepEqual(texts(await fetchAll(gateway, 'secured', 0, written!.offset)), ['hello']);
  } finally {
    await gateway.close();
  }
}

async function faultOf(bootstrap: string, options: Record<string, string>, timeoutMs = 3000): Promise<KafkaFault> {
  const gateway = gatewayTo(bootstrap, options, timeoutMs);
  const started = performance.now();
  try {
    await gateway.partitions(['secured']);
  } catch (error) {
    assert.ok(performance.now() - started < timeoutMs + 1500, 'gave up too late');
    assert.ok(error instanceof KafkaFault, String(error));
    assert.ok(!`${error.message}${error.hint}`.includes(PASSWORD), 'the message carries the password');
    return error;
  } finally {
    await gateway.close();
  }
  throw new assert.AssertionError({ message: 'nothing failed' });
}

describe('SASL/PLAIN and TLS', () => {
  let kafka: RunningKafka;
  before(async () => {
    kafka = await startKafka({ users: { alice: PASSWORD }, tls: true });
    await kafka.createTopic('secured');
  }, { timeout: 600_000 });
  after(() => kafka?.stop());

  test('signs in with PLAIN', () => roundTrip(kafka.saslBootstrap, plain()));

  test('a wrong password is an authentication fault', async () => {
    const fault = await faultOf(kafka.saslBootstrap, plain('wrong'));
    assert.equal(fault.kind, 'authentication');
    assert.match(fault.message, /127\.0\.0\.1:\d+ does not accept the credentials/);
    assert.equal((await faultOf(kafka.saslBootstrap, plain(PASSWORD, 'bob'))).kind, 'authentication');
  });

  test('a mechanism that the listener lacks is an authentication fault', async () => {
    const fault = await faultOf(kafka.saslBootstrap, { ...plain(), 'kafka.sasl.mechanism': 'SCRAM-SHA-256', 'kafka.sasl.jaas.config': jaas('scram.ScramLoginModule', 'alice', PASSWORD) });
    assert.equal(fault.kind, 'authentication', fault.message);
  });

  test('talks TLS, with the certificate in a file or inline', async () => {
    await roundTrip(kafka.sslBootstrap, { 'kafka.security.protocol': 'SSL', 'kafka.ssl.truststore.type': 'PEM', 'kafka.ssl.truststore.location': kafka.caFile });
    await roundTrip(kafka.saslSslBootstrap, { ...plain(), 'kafka.security.protocol': 'SASL_SSL', 'kafka.ssl.truststore.type': 'PEM', 'kafka.ssl.truststore.certificates': readFileSync(kafka.caFile, 'utf8') });
  });

  test('a certificate that nobody vouches for is a TLS fault', async () => {
    const fault = await faultOf(kafka.sslBootstrap, { 'kafka.security.protocol': 'SSL' });
    assert.equal(fault.kind, 'tls');
    assert.match(fault.message, /127\.0\.0\.1:\d+ failed: self[- ]signed certificate/);
    assert.match(fault.hint, /truststore/);
  });

  test('the wrong protocol for a listener fails in time and says so', async () => {
    for (const [bootstrap, options] of [
      [kafka.saslBootstrap, {}],
      [kafka.sslBootstrap, {}],
      [kafka.bootstrap, { 'kafka.security.protocol': 'SSL' }],
      [kafka.bootstrap, plain()],
    ] as const) {
      const fault = await faultOf(bootstrap, options);
      assert.match(fault.message + fault.hint, /security\.protocol/, `${fault.kind}: ${fault.message} ${fault.hint}`);
    }
  });

  test('a port that never answers fails in time and by name', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    assert.ok(address && typeof address === 'object');
    const fault = await faultOf(`127.0.0.1:${address.port}`, {}, 1000);
    assert.equal(fault.kind, 'timeout');
    assert.match(fault.message, new RegExp(`127\\.0\\.0\\.1:${address.port}`));
    mute.close();
  });

  test('stores in Java formats and Kerberos are refused by name', () => {
    const refuse = (options: Record<string, string>, text: RegExp): void => {
      assert.throws(() => settingsFromOptions({ 'kafka.bootstrap.servers': 'a:1', ...options }), (error) => error instanceof KafkaFault && error.kind === 'unsupported' && text.test(error.message + error.hint));
    };
    refuse({ 'kafka.security.protocol': 'SSL', 'kafka.ssl.truststore.location': 'client.jks' }, /JKS.*keytool/);
    refuse({ 'kafka.security.protocol': 'SSL', 'kafka.ssl.truststore.location': 'client.p12', 'kafka.ssl.truststore.type': 'PKCS12' }, /PKCS12/);
    refuse({ 'kafka.security.protocol': 'SASL_SSL' }, /GSSAPI.*Enterprise Security Package/);
  });
});

describe('Kafka 4.1 with SCRAM', () => {
  let kafka: RunningKafka;
  before(async () => {
    kafka = await startKafka({ version: '4.1.0', users: { alice: PASSWORD }, scram: true });
    await kafka.createTopic('secured');
  }, { timeout: 600_000 });
  after(() => kafka?.stop());

  for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512']) {
    test(`signs in with ${mechanism}`, async () => {
      const options = (password: string): Record<string, string> => ({ 'kafka.security.protocol': 'SASL_PLAINTEXT', 'kafka.sasl.mechanism': mechanism, 'kafka.sasl.jaas.config': jaas('scram.ScramLoginModule', 'alice', password) });
      await roundTrip(kafka.saslBootstrap, options(PASSWORD));
      assert.equal((await faultOf(kafka.saslBootstrap, options('wrong'))).kind, 'authentication');
    });
  }

  test('reads what the Java client of that version writes', async () => {
    const java = await kafka.javaClient();
    await kafka.createTopic('codecs');
    for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
      await java.producer(codec, { 'compression.type': codec });
      await java.bulk(codec, 'codecs', 2000, 90);
    }
    const gateway = gatewayTo(kafka.bootstrap);
    const rows = rowsOf(await fetchAll(gateway, 'codecs'));
    assert.equal(rows.length, 10_000);
    assert.deepEqual(rows, await java.consume('codecs', 0, 'read_uncommitted'));
    await gateway.close();
  });
});
