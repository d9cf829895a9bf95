import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { parseJaas } from '../../src/kafka/jaas.ts';
import { networkFault } from '../../src/kafka/network-fault.ts';
import { parseBootstrap, settingsFromOptions } from '../../src/kafka/options.ts';
import { murmur2 } from '../../src/kafka/partitioner.ts';

const from = (options: Record<string, string>) => settingsFromOptions({ 'kafka.bootstrap.servers': 'a:9092', ...options });
const refuses = (options: Record<string, string>, text: RegExp): void => {
  assert.throws(() => from(options), (error) => error instanceof KafkaFault && (assert.match(`${error.message} ${error.hint}`, text), true));
};

test('bootstrap servers', () => {
  assert.deepEqual(parseBootstrap(' a:1 ,PLAINTEXT://b.example:9092, [::1]:9 '), [{ host: 'a', port: 1 }, { host: 'b.example', port: 9092 }, { host: '::1', port: 9 }]);
  for (const text of ['', ' , ', 'a', 'a:', 'a:0', 'a:70000', ':9092', 'a b:1', 'user:secret@host:1']) assert.throws(() => parseBootstrap(text), KafkaFault, text);
  assert.throws(() => settingsFromOptions({ subscribe: 't' }), /'kafka\.bootstrap\.servers' must be specified/);
});

test('option names count in any case; what tunes a Java client is let be', () => {
  const settings = settingsFromOptions({ 'Kafka.Bootstrap.Servers': 'a:1', 'KAFKA.ISOLATION.LEVEL': 'READ_COMMITTED', 'kafka.max.poll.records': '5', 'kafka.client.id': 'me', subscribe: 't' });
  assert.equal(settings.isolation, 'read_committed');
  assert.equal(settings.clientId, 'me');
  assert.equal(settings.tls, undefined);
  assert.equal(from({}).isolation, 'read_uncommitted');
  refuses({ 'kafka.isolation.level': 'serializable' }, /isolation\.level 'serializable'/);
  refuses({ 'kafka.security.protocol': 'TLS' }, /security\.protocol 'TLS'/);
});

test('SASL credentials', () => {
  const sasl = (mechanism: string, config: string) => from({ 'kafka.security.protocol': 'sasl_ssl', 'kafka.sasl.mechanism': mechanism, 'kafka.sasl.jaas.config': config });
  const settings = sasl('PLAIN', 'org.apache.kafka.common.security.plain.PlainLoginModule required\n  username="alice"\n password="a\\"b\\\\c=;";');
  assert.deepEqual(settings.sasl, { mechanism: 'plain', username: 'alice', password: 'a"b\\c=;' });
  assert.ok(settings.tls);
  assert.equal(sasl('scram-sha-512', "kafkashaded.org.apache.kafka.common.security.scram.ScramLoginModule REQUIRED username='u' password=p;").sasl?.mechanism, 'scram-sha-512');
  const secret = 'hunter2';
  for (const [mechanism, config] of [
    ['PLAIN', `X.PlainLoginModule required username="u" password="${secret}"`],
    ['PLAIN', `X.PlainLoginModule username="u" password="${secret}";`],
    ['PLAIN', `X.PlainLoginModule required username="u" password="${secret};`],
    ['PLAIN', `X.ScramLoginModule required username="u" password="${secret}";`],
    ['PLAIN', `X.PlainLoginModule required password="${secret}";`],
    ['SCRAM-SHA-256', `X.ScramLoginModule required username="u" password="${secret}" tokenauth="true";`],
    ['OAUTHBEARER', `X.OAuthBearerLoginModule required secret="${secret}";`],
    ['GSSAPI', `com.sun.security.auth.module.Krb5LoginModule required keytab="${secret}";`],
  ] as const) {
    assert.throws(() => sasl(mechanism, config), (error) => error instanceof KafkaFault && !`${error.message}${error.hint}`.includes(secret), config);
  }
  refuses({ 'kafka.security.protocol': 'SASL_PLAINTEXT' }, /GSSAPI/);
  refuses({ 'kafka.security.protocol': 'SASL_PLAINTEXT', 'kafka.sasl.mechanism': 'PLAIN' }, /kafka\.sasl\.jaas\.config/);
  refuses({ 'kafka.security.protocol': 'SASL_PLAINTEXT', 'kafka.sasl.mechanism': 'PLAIN', 'kafka.sasl.client.callback.handler.class': 'x.Y' }, /callback/);
  assert.deepEqual(parseJaas('a.B required;'), { module: 'B', options: {} });
});

test('TLS stores', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
  const key = '-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----';
  const ssl = { 'kafka.security.protocol': 'SSL' };
  const settings = from({ ...ssl, 'kafka.ssl.truststore.type': 'pem', 'kafka.ssl.truststore.certificates': `${pem}\n${pem}`,
    'kafka.ssl.keystore.type': 'PEM', 'kafka.ssl.keystore.certificate.chain': pem, 'kafka.ssl.keystore.key': key, 'kafka.ssl.key.password': 'p', 'kafka.ssl.endpoint.identification.algorithm': '' });
  assert.deepEqual([settings.tls?.ca, settings.tls?.cert, settings.tls?.key, settings.tls?.passphrase], [[pem, pem], pem, key, 'p']);
  assert.equal(typeof settings.tls?.checkServerIdentity, 'function');
  assert.equal(from(ssl).tls?.checkServerIdentity, undefined);
  refuses({ ...ssl, 'kafka.ssl.truststore.location': 'a.jks', 'kafka.ssl.truststore.password': 'x' }, /ssl\.truststore\.type JKS.*keytool/);
  refuses({ ...ssl, 'kafka.ssl.keystore.location': 'a.p12', 'kafka.ssl.keystore.type': 'pkcs12' }, /ssl\.keystore\.type PKCS12.*openssl/);
  refuses({ ...ssl, 'kafka.ssl.truststore.type': 'PEM', 'kafka.ssl.truststore.location': 'no-such-file.pem' }, /no-such-file\.pem cannot be read/);
  refuses({ ...ssl, 'kafka.ssl.truststore.type': 'PEM', 'kafka.ssl.truststore.certificates': 'x' }, /no PEM certificate/);
});

test('an advertised address that cannot be reached is told apart from a wrong bootstrap server', () => {
  const target = { host: 'wn0-kafka.internal', port: 9092, tls: false, sasl: false };
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  assert.match(networkFault(error, target).message, /No Kafka broker at wn0-kafka\.internal:9092: the name does not resolve/);
  const advertised = networkFault(error, { ...target, advertisedBy: 'bastion:9092' });
  assert.match(`${advertised.message} ${advertised.hint}`, /The cluster names a broker at wn0-kafka\.internal:9092 .*bastion:9092 answered.*advertised\.listeners/);
});

test('murmur2 has the values of the Java client', () => {
  for (const [text, hash] of [['21', -973932308], ['foobar', -790332482], ['a-little-bit-long-string', -985981536], ['a-little-bit-longer-string', -1486304829], ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971]] as const) {
    assert.equal(murmur2(Buffer.from(text)), hash, text);
  }
});
