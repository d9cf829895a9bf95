/** Clusters that a workspace's settings name. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readProfiles } from '../../src/hdinsight/profile/read.ts';
import { besides, namedClusters } from '../../src/ui/clusters/named.ts';
import { announce, announced, linkSample, withdraw } from '../stack/running.ts';

const PIN = 'AB:'.repeat(31) + 'AB';
const wrong = (entry: unknown): string => namedClusters([entry]).problems[0] ?? '';

test('a name or an address is a cluster; how one signs in follows from what is said', () => {
  const { clusters, problems } = namedClusters([{ url: 'mycluster' }, { url: 'https://localhost:1/livy', name: 'stack', user: 'admin', certificate: PIN }, { url: 'https://other.azurehdinsight.net', auth: 'bearer' }, { url: 'http://127.0.0.1:8998', yarnUrl: 'http://127.0.0.1:8088' }]);
  assert.deepEqual(problems, []);
  assert.deepEqual(clusters.map(({ name, description, signIn, named }) => ({ name, description, signIn, named })), [
    { name: 'mycluster', description: { url: 'https://mycluster.azurehdinsight.net', auth: 'none' }, signIn: undefined, named: true },
    { name: 'stack', description: { url: 'https://localhost:1/livy', auth: 'basic', user: 'admin', certificate: PIN }, signIn: undefined, named: true },
    { name: 'other', description: { url: 'https://other.azurehdinsight.net', auth: 'bearer' }, signIn: { way: 'account' }, named: true },
    { name: '127.0.0.1:8998', description: { url: 'http://127.0.0.1:8998', auth: 'none', yarnUrl: 'http://127.0.0.1:8088' }, signIn: undefined, named: true },
  ]);
});

test('what is wrong is said with its entry, and keeps no other away', () => {
  const { clusters, problems } = namedClusters([7, { url: 'a-cluster' }, { url: 'a-cluster' }, { url: 'x y' }]);
  assert.deepEqual([clusters.length, problems.map((each) => /^weir\.clusters, entry \d/.exec(each)?.[0])], [1, ['weir.clusters, entry 1', 'weir.clusters, entry 3', 'weir.clusters, entry 4']]);
  for (const [entry, words] of [[{}, /no url/], [{ url: 7 }, /url is no text/], [{ url: 'https://u:p@host' }, /asked for next/], [{ url: 'ftp://host' }, /begins with https/], [{ url: 'http://far.example', user: 'me' }, /readable on its way/], [{ url: 'http://far.example', auth: 'bearer' }, /readable on its way/], [{ url: 'abc', auth: 'kerberos' }, /none, basic or bearer/],
    [{ url: 'abc', auth: 'basic' }, /user is needed/], [{ url: 'abc', user: 'a:b' }, /colon/], [{ url: 'abc', certificate: 'abc' }, /64 hexadecimal/], [{ url: 'abc', certificate: PIN, caFile: '/ca.pem' }, /Either/], [{ url: 'abc', colour: 'red' }, /no field colour/], [null, /an object/], [[], /an object/]] as const) assert.match(wrong(entry), words, JSON.stringify(entry));
  for (const value of [undefined, 'x', { url: 'abc' }]) assert.deepEqual(namedClusters(value).clusters, []);
});

test('a password in a setting is refused by name, and not repeated', () => {
  const said = wrong({ url: 'abc', user: 'me', password: 'hunter2' });
  assert.match(said, /password does not belong into a setting/);
  assert.ok(!said.includes('hunter2'));
});

test('the login that was given is for exactly this address, user and certificate', () => {
  const ids = [{ url: 'https://h/livy', user: 'a', certificate: PIN }, { url: 'https://h/livy', user: 'b', certificate: PIN }, { url: 'https://h2/livy', user: 'a', certificate: PIN }, { url: 'https://h/livy', user: 'a', certificate: PIN.replaceAll('A', 'C') }, { url: 'https://h/livy', user: 'a' }].map((entry) => namedClusters([entry]).clusters[0]!.id);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(namedClusters([{ url: 'https://h/livy', user: 'a', certificate: PIN, name: 'other name' }]).clusters[0]!.id, ids[0]);
});

test('what was linked by hand stands before what a setting names', () => {
  const { clusters } = namedClusters([{ url: 'https://Host/livy/', user: 'a' }, { url: 'https://else/livy', user: 'a' }]), kept = [{ id: '1', name: 'mine', description: { url: 'https://host/livy', auth: 'none' as const } }];
  assert.deepEqual(besides(kept, clusters).map(({ description }) => description.url), ['https://else/livy']);
  assert.equal(besides([{ ...kept[0]!, visited: true as const }], clusters).length, 2);
});

test('a stack that runs links the sample: no secret in the workspace, and its profile is one', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-linked-'));
  try {
    const stack = { url: 'https://localhost:1234/livy', user: 'admin', certificate: PIN, uploads: '/run/uploads', folder: '/run', jars: ['/jars/a.jar'] };
    assert.equal(announced('livy', folder), undefined);
    announce('livy', stack, folder);
    assert.deepEqual(announced('livy', folder), stack);
    await linkSample(folder, stack, '127.0.0.1:9092');
    const settings = JSON.parse(await readFile(path.join(folder, '.vscode', 'settings.json'), 'utf8')) as Record<string, unknown>, { clusters, problems } = namedClusters(settings['weir.clusters']);
    assert.deepEqual([problems, clusters[0]?.description.url, clusters[0]?.description.auth], [[], stack.url, 'basic']);
    const read = readProfiles(await readFile(path.join(folder, 'weir.profiles.json'), 'utf8'), path.join(folder, 'weir.profiles.json'));
    assert.deepEqual(read.problems, []);
    assert.deepEqual(read.profiles.get('stack')?.substitutions, { checkpoints: 'file:///run/checkpoints', 'localhost:9092': '127.0.0.1:9092' });
    withdraw('livy', folder);
    assert.equal(announced('livy', folder), undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
