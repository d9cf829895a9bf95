import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLUSTER_OPTIONS, clusterIn } from '../../src/cli/cluster-connection.ts';
import { CLUSTERS_OPTIONS } from '../../src/cli/clusters-options.ts';
import { parseOptions, UsageError } from '../../src/cli/options.ts';
import { askedSignIn, signInOf } from '../../src/cli/sign-in.ts';

const APP = { AZURE_CLIENT_ID: 'x' }, CLIENT = '66666666-7777-8888-9999-000000000000';
const of = (...args: string[]) => parseOptions(args, CLUSTERS_OPTIONS), cluster = (...args: string[]) => parseOptions(['--livy', 'https://c.azurehdinsight.net', ...args], CLUSTER_OPTIONS);
const fails = (run: () => unknown, message: RegExp): void => { assert.throws(run, (error) => error instanceof UsageError && message.test(error.message)); };

test('who signs in where Azure is asked: what was said, else the environment where it names an application, else the Azure CLI', () => {
  assert.deepEqual(signInOf(of(), {}), { way: 'cli' });
  assert.deepEqual(signInOf(of(), APP), { way: 'environment' });
  assert.deepEqual(signInOf(of('--sign-in', 'device', '--tenant', 'contoso.com', '--client', CLIENT), APP), { way: 'device', tenantId: 'contoso.com', clientId: CLIENT });
  fails(() => signInOf(of('--sign-in', 'environment', '--tenant', 'contoso.com'), {}), /AZURE_TENANT_ID says it/);
  fails(() => signInOf(of('--sign-in', 'cli', '--client', CLIENT), {}), /--client is for --sign-in device/);
  fails(() => signInOf(of('--tenant', 'a b'), {}), /A tenant is a GUID/);
  fails(() => signInOf(of('--sign-in', 'magic'), {}), /one of environment, cli, device/);
});

test('who signs in at a cluster: nobody unless it is said', () => {
  assert.equal(askedSignIn(cluster(), APP), undefined);
  assert.deepEqual(askedSignIn(cluster('--sign-in', 'cli', '--scope', 'https://x.example/.default'), {}), { way: 'cli', scope: 'https://x.example/.default' });
  for (const stray of ['--tenant', '--client', '--scope']) fails(() => clusterIn(cluster(stray, 'x'), {}), /belongs to --sign-in/);
  fails(() => clusterIn(cluster('--user', 'admin', '--sign-in', 'cli'), {}), /both given/);
  assert.equal(clusterIn(cluster('--sign-in', 'cli'), {}).description.auth, 'bearer');
});
