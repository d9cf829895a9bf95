/** Tokens that are kept and renewed, for whom they are, and what is said when there is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceCodeCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import { clientProblem, cloudOf, gatewaySignIn, managementSignIn, scopeOf, scopeProblem, storageSignIn, tenantProblem } from '../../src/azure/cluster-scope.ts';
import { problemOf } from '../../src/azure/problem.ts';
import { SignIns } from '../../src/azure/sign-in.ts';
import type { DeviceCode, SignIn, TokenRequest } from '../../src/protocol/azure.ts';

const request = (more: Partial<TokenRequest> = {}): TokenRequest => ({ signIn: { way: 'cli' }, url: 'https://c-kafkarest.azurehdinsight.net', interactive: false, ...more });

/** Credentials that count what is asked of them; each token is valid for an hour of a clock that stands until it is moved. */
function counting(): { signIns: SignIns; clock: { now: number }; asked: { who: number; scope: string }[]; fail: { error: Error | undefined } } {
  const clock = { now: 0 }, asked: { who: number; scope: string }[] = [], fail: { error: Error | undefined } = { error: undefined };
  let made = 0;
  const make = (): TokenCredential => {
    const who = ++made;
    return { getToken: async (scope) => {
      asked.push({ who, scope: String(scope) });
      await Promise.resolve();
      if (fail.error) throw fail.error;
      return { token: `t${asked.length}`, expiresOnTimestamp: clock.now + 3_600_000 };
    } };
  };
  return { signIns: new SignIns(() => clock.now, make), clock, asked, fail };
}

const tokenIn = (answer: Awaited<ReturnType<SignIns['token']>>): string => ('value' in answer ? answer.value.token : answer.problem.message);

test('a token is asked for once, and again shortly before it ends', async () => {
  const { signIns, clock, asked } = counting();
  assert.deepEqual(await Promise.all([signIns.token(request()), signIns.token(request())]).then((all) => all.map(tokenIn)), ['t1', 't1']);
  clock.now = 54 * 60_000;
  assert.equal(tokenIn(await signIns.token(request())), 't1');
  clock.now = 56 * 60_000;
  assert.equal(tokenIn(await signIns.token(request())), 't2');
  assert.deepEqual(asked.map(({ who }) => who), [1, 1], 'what a credential has learned is kept');
});

test('a token of a short life is kept for half of it', async () => {
  const clock = { now: 0 };
  let asked = 0;
  const signIns = new SignIns(() => clock.now, () => ({ getToken: async () => ({ token: `t${++asked}`, expiresOnTimestamp: clock.now + 60_000 }) }));
  for (const now of [0, 29_000, 31_000, 60_000]) {
    clock.now = now;
    await signIns.token(request());
  }
  assert.equal(asked, 2);
});

test('another tenant, scope, cloud, way or secret is another sign-in', async () => {
  const { signIns, asked } = counting(), app = { way: 'app', tenantId: 'contoso.com', clientId: '66666666-7777-8888-9999-000000000000' } as const;
  for (const each of [request(), request({ signIn: { way: 'cli', tenantId: 'b' } }), request({ signIn: { way: 'environment' } }), request({ url: 'https://c-kafkarest.azurehdinsight.cn' }), request({ signIn: app, clientSecret: 'a' }), request({ signIn: app, clientSecret: 'b' }), request({ url: 'https://d-kafkarest.azurehdinsight.net' })]) await signIns.token(each);
  assert.deepEqual(asked.map(({ who }) => who), [1, 2, 3, 4, 5, 6], 'another cluster of the same cloud has the same token');
  assert.equal(asked[3]!.scope, 'https://hib.azurehdinsight.cn/.default');
});

test('what failed is tried again, and keeps no token', async () => {
  const { signIns, fail } = counting();
  fail.error = new Error('AADSTS50058: no session eyJhbGciOi.eyJzdWIi.sig');
  const answer = await signIns.token(request());
  assert.ok('problem' in answer && answer.problem.kind === 'authentication' && !answer.problem.message.includes('eyJ') && /AADSTS50058/.test(answer.problem.message), JSON.stringify(answer));
  fail.error = undefined;
  assert.equal(tokenIn(await signIns.token(request())), 't2');
});

test('what would reach a command or an address is checked before', async () => {
  const { signIns, asked } = counting();
  for (const signIn of [{ way: 'cli', tenantId: 'a;rm -rf' }, { way: 'device', clientId: 'x' }, { way: 'cli', scope: 'https://a b/.default' }] as const) assert.ok('problem' in await signIns.token(request({ signIn })));
  assert.deepEqual(asked, []);
  assert.equal(tenantProblem('contoso.onmicrosoft.com'), undefined);
  assert.notEqual(clientProblem('nobody'), undefined);
  assert.equal(scopeProblem('api://11111111-2222-3333-4444-555555555555/.default'), undefined);
});

test('an application without its secret, and an account without a VS Code, are said', async () => {
  const signIns = new SignIns();
  assert.match(tokenIn(await signIns.token(request({ signIn: { way: 'app', tenantId: 'contoso.com', clientId: '66666666-7777-8888-9999-000000000000' } }))), /the secret of the application/);
  assert.match(tokenIn(await signIns.token(request({ signIn: { way: 'account' } }))), /needs a VS Code/);
});

test('cloud and scope follow the address, unless they are said', () => {
  assert.deepEqual(['https://c-kafkarest.azurehdinsight.net', 'https://C-kafkarest.AZUREHDINSIGHT.CN/x', 'https://c.azurehdinsight.us:443', 'https://azurehdinsight.cn.evil.net', 'nonsense'].map((url) => cloudOf({}, url)), ['public', 'china', 'government', 'public', 'public']);
  assert.equal(scopeOf({}, 'https://c-kafkarest.azurehdinsight.net'), 'https://hib.azurehdinsight.net/.default');
  assert.equal(scopeOf({ scope: 'api://x/.default' }, ''), 'api://x/.default');
  assert.equal(cloudOf({ cloud: 'china' }, 'https://c.azurehdinsight.net'), 'china');
});

test('a problem is one line, and says what to do for the way that was chosen', () => {
  assert.deepEqual(problemOf(new Error('no\n\u001b[31mway Trace ID: 5\r\nTimestamp: 6'), { way: 'cli' }), { kind: 'authentication', message: 'Signing in failed: no [31mway', hint: 'Run az login (with --tenant where it is another than your own), or choose another way to sign in.' });
  assert.equal(problemOf(new Error('getaddrinfo ENOTFOUND login.microsoftonline.com'), { way: 'app' }).kind, 'connection');
});

test('another scope is another token of the same sign-in', async () => {
  const { signIns, asked } = counting(), arm = new URL('https://management.azure.com');
  for (const signIn of [request().signIn, managementSignIn(request().signIn, arm, 'public'), storageSignIn(request().signIn, 'public'), gatewaySignIn(request().signIn, 'c1', 'public')]) await signIns.token(request({ signIn }));
  assert.deepEqual(asked.map(({ who, scope }) => [who, scope]), [[1, 'https://hib.azurehdinsight.net/.default'], [1, 'https://management.azure.com/.default'], [1, 'https://storage.azure.com/.default'], [1, 'https://c1.clusteraccess.azurehdinsight.net/.default']]);
});

test('clouds have hosts of their own', () => {
  assert.deepEqual(['https://management.chinacloudapi.cn', 'https://a.blob.core.chinacloudapi.cn/c', 'https://C.AZUREHDINSIGHT.US', 'https://evilazurehdinsight.us', 'https://management.usgovcloudapi.net.evil.net'].map((url) => cloudOf({}, url)), ['china', 'china', 'government', 'public', 'public']);
  assert.equal(gatewaySignIn({ way: 'cli' }, 'c1', 'china').scope, 'https://c1.clusteraccess.azurehdinsight.cn/.default');
  assert.equal(gatewaySignIn({ way: 'cli', scope: 'api://x/.default' }, 'c1', 'china').scope, 'api://x/.default');
  assert.equal(managementSignIn({ way: 'cli', scope: 'api://x/.default' }, new URL('https://arm.local:8443'), 'public').scope, 'https://arm.local/.default', 'what is meant for a cluster goes to no resource manager');
});

test('one code is typed for all scopes, asked for at once or later', async () => {
  const typed: (() => void)[] = [], asked: string[] = [];
  let signedIn = false;
  const credential = Object.assign(new DeviceCodeCredential({ disableAutomaticAuthentication: true }), {
    getToken: async (scope: string | string[]) => {
      await Promise.resolve();
      if (!signedIn) throw Object.assign(new Error('nobody yet'), { name: 'AuthenticationRequiredError' });
      return { token: `for ${String(scope)}`, expiresOnTimestamp: 3_600_000 };
    },
    authenticate: async (scope: string | string[]) => {
      asked.push(String(scope));
      show({ code: 'ABC', url: 'https://login.example' });
      await new Promise<void>((resolve) => { typed.push(resolve); });
      signedIn = true;
      return undefined;
    },
  });
  let show: (code: DeviceCode) => void = () => undefined;
  const signIns = new SignIns(() => 0, (_, tell) => { show = tell; return credential; }), device = { way: 'device' } as const, shown: string[] = [];
  const ask = (signIn: SignIn, interactive = true): Promise<string> => signIns.token(request({ signIn, interactive }), ({ code }) => { shown.push(code); }).then(tokenIn);
  const both = Promise.all([ask(managementSignIn(device, new URL('https://management.azure.com'), 'public')), ask(storageSignIn(device, 'public'))]);
  while (typed.length === 0) await new Promise((resolve) => { setImmediate(resolve); });
  assert.match(await ask(gatewaySignIn(device, 'c1', 'public'), false), /Nobody has signed in yet/, 'who may not be asked does not wait for a person');
  typed[0]!();
  assert.deepEqual(await both, ['for https://management.azure.com/.default', 'for https://storage.azure.com/.default']);
  assert.equal(await ask(gatewaySignIn(device, 'c1', 'public')), 'for https://c1.clusteraccess.azurehdinsight.net/.default');
  assert.deepEqual(asked, ['https://management.azure.com/.default']);
  assert.deepEqual(shown, ['ABC', 'ABC'], 'both that waited saw the code');
});
