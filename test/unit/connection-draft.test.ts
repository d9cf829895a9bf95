/** What the connection form makes of what is typed, and back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionDescription } from '../../src/protocol/kafka.ts';
import { isConnection } from '../../src/ui/topics/described.ts';
import { describedBy, draftOf, emptyDraft, secretsIn } from '../../src/ui/topics/draft.ts';
import { asksScope } from '../../src/ui/topics/rest-draft.ts';
import { proxyUrlProblem, tokenProblem } from '../../src/ui/topics/validate.ts';
import { advertisedProblem, advertisedText, parseAdvertised, parseSsh, sshProblem, sshText } from '../../src/ui/topics/ways.ts';

const ways: ConnectionDescription[] = [
  { kind: 'captures', folder: '/c' },
  { kind: 'direct', brokers: 'a:1,b:1' },
  { kind: 'direct', brokers: 'a:1', tls: { caFile: 'ca.pem' }, sasl: { mechanism: 'SCRAM-SHA-256', user: 'u' }, advertised: { 'a:1': 'b:2' } },
  { kind: 'direct', brokers: 'a:1', tls: {}, sasl: { mechanism: 'OAUTHBEARER' } },
  { kind: 'ssh', brokers: 'wn0:9092', ssh: { host: 'head', user: 'me', port: 2222, keyFile: 'k', configFile: 'c' }, advertised: { 'wn0:9092': '10.0.0.4:9092' } },
  { kind: 'rest', url: 'https://c-kafkarest.azurehdinsight.net' },
  { kind: 'rest', url: 'https://c-kafkarest.azurehdinsight.net', caFile: 'ca.pem', signIn: { way: 'account' } },
  { kind: 'rest', url: 'https://c-kafkarest.azurehdinsight.cn', signIn: { way: 'app', tenantId: 'contoso.com', clientId: '66666666-7777-8888-9999-000000000000', scope: 'https://x/.default' } },
  { kind: 'rest', url: 'https://c-kafkarest.azurehdinsight.net', signIn: { way: 'device', clientId: '66666666-7777-8888-9999-000000000000', cloud: 'government' } },
  { kind: 'ssh', brokers: 'wn0:9092', ssh: { host: '::1' }, sasl: { mechanism: 'PLAIN', user: 'u' } },
];

test('a connection that is edited and left as it was stays what it was', () => {
  for (const way of ways) assert.deepEqual(describedBy(draftOf(way)), way);
});

test('what was not chosen after all is neither described nor kept', () => {
  const typed = { ...emptyDraft(), brokers: ' a:1 , ', ssh: 'me@head', security: 'sasl-tls' as const, mechanism: 'OAUTHBEARER' as const, user: 'u', password: 'p', token: 't', keyPassword: 'k' };
  assert.deepEqual(describedBy(typed), { kind: 'direct', brokers: 'a:1', tls: {}, sasl: { mechanism: 'OAUTHBEARER' } });
  assert.deepEqual(secretsIn(typed), { token: 't', keyPassword: 'k' });
  assert.deepEqual(secretsIn({ ...typed, mechanism: 'PLAIN', security: 'sasl' }), { password: 'p' });
  assert.deepEqual(secretsIn({ ...typed, kind: 'captures' }), {});
  assert.deepEqual(secretsIn({ ...typed, kind: 'ssh', security: 'none' }), {});
});

test('of a REST proxy only what its way to sign in needs is described and kept', () => {
  const rest = { ...emptyDraft().rest, url: ' https://c-kafkarest.azurehdinsight.cn ', tenant: ' contoso.com ', client: '66666666-7777-8888-9999-000000000000', scope: 'https://hib.azurehdinsight.cn/.default', clientSecret: 's', token: 't' };
  const typed = (way: typeof rest.way): ReturnType<typeof emptyDraft> => ({ ...emptyDraft(), kind: 'rest', password: 'p', rest: { ...rest, way } });
  assert.deepEqual(describedBy(typed('cli')), { kind: 'rest', url: 'https://c-kafkarest.azurehdinsight.cn', signIn: { way: 'cli', tenantId: 'contoso.com' } });
  assert.deepEqual(describedBy(typed('environment')), { kind: 'rest', url: 'https://c-kafkarest.azurehdinsight.cn', signIn: { way: 'environment' } });
  assert.deepEqual(describedBy(typed('token')), { kind: 'rest', url: 'https://c-kafkarest.azurehdinsight.cn' });
  assert.deepEqual((['account', 'cli', 'environment', 'app', 'device', 'token'] as const).map((way) => secretsIn(typed(way))), [{}, {}, {}, { clientSecret: 's' }, {}, { token: 't' }]);
  assert.equal(asksScope(typed('cli').rest), true);
  assert.equal(asksScope({ ...typed('cli').rest, url: 'https://c-kafkarest.azurehdinsight.net' }), false);
});

test('the address of a REST proxy is typed as https', () => {
  assert.equal(proxyUrlProblem(' https://c-kafkarest.azurehdinsight.net/ '), undefined);
  for (const wrong of ['', 'c-kafkarest.azurehdinsight.net', 'http://c', 'https://u:p@c', 'https://c?x=1', 'https://c#x']) assert.notEqual(proxyUrlProblem(wrong), undefined, wrong);
});

test('an SSH server is typed as ssh itself takes it', () => {
  for (const text of ['head', 'me@head', 'me@head:22', 'me@dom.org@head', '[fe80::1]:22', 'dom\\me@head']) {
    assert.equal(sshProblem(text), undefined, text);
    assert.equal(sshText(parseSsh(text)!), text);
  }
  assert.deepEqual(parseSsh(' me@dom.org@head:2222 '), { host: 'head', port: 2222, user: 'me@dom.org' });
  for (const text of ['', '-oProxyCommand=x', '-l@head', 'head:0', 'head:70000', 'a b', 'ssh://head', 'me@']) assert.notEqual(sshProblem(text), undefined, text);
  assert.match(sshProblem('me:secret@head')!, /No password/);
});

test('a map of advertised names is typed as pairs', () => {
  const map = { 'wn0.internal:9092': '10.0.0.4:9092', '[::1]:9092': 'b:1' };
  assert.deepEqual(parseAdvertised(advertisedText(map)), map);
  assert.deepEqual(parseAdvertised(' '), {});
  for (const wrong of ['a:1', 'a=b', 'a:1=b', 'a:1=b:1=c:1', 'a:1=b:70000']) {
    assert.match(advertisedProblem(wrong) ?? '', /name:port=host:port/, wrong);
    assert.equal(parseAdvertised(wrong), undefined);
  }
  assert.match(advertisedProblem('a:1=b:1, a:1=c:1') ?? '', /a:1 is named twice/);
});

test('a token with a line break or quotes is refused while it is typed', () => {
  assert.equal(tokenProblem('aaa.bbb-_.c=='), undefined);
  for (const wrong of ['', '"aaa"', 'a b', 'a\nb']) assert.notEqual(tokenProblem(wrong), undefined, wrong);
});

test('what was kept without what its kind needs is no connection', () => {
  const kept = (description: unknown): unknown => ({ id: 'a', name: 'n', writable: false, description });
  for (const way of ways) assert.ok(isConnection(kept(way)));
  for (const half of [{ kind: 'ssh', brokers: 'a:1' }, { kind: 'ssh', brokers: 'a:1', ssh: {} }, { kind: 'rest' }, { kind: 'rest', url: 'https://c', signIn: {} }, { kind: 'rest', url: 'https://c', signIn: { way: 'guess' } }, { kind: 'rest', url: 'https://c', signIn: null }, { kind: 'direct' }, { kind: 'captures', folder: 1 }, { kind: 'toString' }]) assert.ok(!isConnection(kept(half)), JSON.stringify(half));
});
