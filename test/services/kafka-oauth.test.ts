/** SASL OAUTHBEARER with signed tokens: Kafka 3.2.3's own validator, which reads the keys of an authority (JWKS) from the loopback; from the fields of the connection form and with `weir`. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { diagnosis } from '../../src/kafka/doctor/doctor.ts';
import { ExplorerService } from '../../src/kafka/explorer/service.ts';
import type { ExplorerAnswers } from '../../src/protocol/explorer.ts';
import type { KafkaProblem } from '../../src/protocol/kafka.ts';
import { inferTopicSchema } from '../../src/topic-schema/index.ts';
import { describedBy, emptyDraft, secretsIn, type Draft } from '../../src/ui/topics/draft.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';

const ISSUER = 'https://login.example.org/tenant', AUDIENCE = 'kafka';
const rsa = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: 2048 });
const ours = rsa(), another = rsa(), service = new ExplorerService(inferTopicSchema);
let kafka: RunningKafka, jwks: Server, asked = 0;

before(async () => {
  jwks = createServer((_, answer) => { asked++; answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] })); }).listen(0, '127.0.0.1');
  await once(jwks, 'listening');
  const address = jwks.address(), listener = 'listener.name.oauth.oauthbearer.sasl.server.callback.handler.class';
  assert.ok(address && typeof address === 'object');
  kafka = await startKafka({ oauth: true, properties: {
    [listener]: 'org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerValidatorCallbackHandler',
    'sasl.oauthbearer.jwks.endpoint.url': `http://127.0.0.1:${address.port}/keys`, 'sasl.oauthbearer.expected.audience': AUDIENCE, 'sasl.oauthbearer.expected.issuer': ISSUER,
  } });
  await kafka.createTopic('clicks', { partitions: 2 });
}, { timeout: 600_000 });
after(async () => {
  service.closeAll();
  await kafka?.stop();
  jwks?.close();
});

const seconds = Math.floor(Date.now() / 1000);
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(claims: object = {}, key: KeyObject = ours.privateKey): string {
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'k1' })}.${part({ sub: 'alice', iss: ISSUER, aud: AUDIENCE, scope: 'kafka', iat: seconds - 7200, exp: seconds + 600, ...claims })}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}
const unsigned = `${part({ alg: 'none' })}.${part({ sub: 'alice', iss: ISSUER, aud: AUDIENCE, iat: seconds, exp: seconds + 600 })}.`;

/** What is typed into the form. */
const typed = (given: string): Draft => ({ ...emptyDraft(), brokers: kafka.oauthBootstrap, security: 'sasl', mechanism: 'OAUTHBEARER', token: given });
let ids = 0;
async function topics(given: string): Promise<{ value: ExplorerAnswers['topics'] } | { problem: KafkaProblem }> {
  const draft = typed(given), description = describedBy(draft);
  assert.ok(!JSON.stringify(description).includes(given), 'the token is in what is kept in settings');
  return service.answer({ id: String(++ids), description, secrets: secretsIn(draft), writable: false }, { ask: 'topics', filter: '', internal: false, from: 0, count: 10, again: true });
}

function weir(given: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), ...args, '--brokers', kafka.oauthBootstrap, '--sasl', 'OAUTHBEARER'], { env: { ...process.env, WEIR_KAFKA_TOKEN: given }, timeout: 60_000, killSignal: 'SIGKILL' });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject).on('close', (code) => {
      assert.ok(!`${out}${err}`.includes(given), 'the token was printed');
      resolve({ code, out, err });
    });
  });
}

test('a token that the authority signed lets in, from the fields of the form and with weir', async () => {
  const found = await topics(token());
  assert.ok('value' in found, JSON.stringify(found));
  assert.deepEqual(found.value.topics.map(({ topic }) => topic), ['clicks']);
  assert.ok(asked > 0, 'the broker read the keys');
  const shown = await weir(token(), 'topics', '--format', 'json');
  assert.deepEqual([shown.code, (JSON.parse(shown.out) as { topic: string }[]).map(({ topic }) => topic)], [0, ['clicks']], shown.err);
  const steps = await diagnosis(describedBy(typed(token())), secretsIn(typed(token())), { timeoutMs: 8000 });
  assert.deepEqual(steps.map(({ step, state }) => `${step} ${state}`), ['dns ok', 'tcp ok', 'api-versions ok', 'sasl ok', 'metadata ok', 'advertised ok', 'topics ok', 'groups ok']);
});

test('one that has expired is refused, and beside it stands when it ended', async () => {
  const old = token({ exp: seconds - 3600 }), ended = new Date((seconds - 3600) * 1000).toISOString(), said = new RegExp(`does not accept the token: .*invalid_token.* Get a fresh token\\. This one was valid until ${ended}; the clock here says \\d{4}-`);
  const found = await topics(old);
  assert.ok('problem' in found);
  assert.deepEqual([found.problem.kind, said.test(`${found.problem.message} ${found.problem.hint}`)], ['authentication', true], JSON.stringify(found.problem));
  for (const args of [['topics'], ['peek', 'clicks']]) {
    const refused = await weir(old, ...args);
    assert.deepEqual([refused.code, refused.out], [77, '']);
    assert.match(refused.err, said);
  }
  const [failed] = (await diagnosis(describedBy(typed(old)), secretsIn(typed(old)), { timeoutMs: 8000 })).filter(({ state }) => state === 'failed');
  assert.deepEqual([failed?.step, failed?.kind, failed && said.test(`${failed.seen} ${failed.hint}`)], ['sign-in', 'authentication', true], JSON.stringify(failed));
});

test('for another audience, of another authority, signed by another key, or not signed: refused', async () => {
  for (const [why, given] of [['audience', token({ aud: 'storage' })], ['issuer', token({ iss: 'https://elsewhere.example.org' })], ['key', token({}, another.privateKey)], ['none', unsigned]] as const) {
    const found = await topics(given);
    assert.ok('problem' in found, why);
    assert.equal(found.problem.kind, 'authentication', why);
    assert.match(found.problem.message, /^127\.0\.0\.1:\d+ does not accept the token: /, why);
    assert.ok(!JSON.stringify(found).includes(given), why);
    assert.equal((await weir(given, 'topics')).code, 77, why);
  }
});
