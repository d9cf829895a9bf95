import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterJob } from '../../src/protocol/hdinsight.ts';
import { addressOf, addressProblem, fingerprintProblem, historyPage, isCluster, isGateway, mayCarrySecret, nameOf, userProblem } from '../../src/ui/clusters/described.ts';
import { jobLine, problemWord, stateWord } from '../../src/ui/clusters/words.ts';

void test('a cluster is linked by its name, by its address, or by that of a Livy', () => {
  assert.equal(addressOf(' mycluster '), 'https://mycluster.azurehdinsight.net');
  for (const right of ['mycluster', 'https://mycluster.azurehdinsight.cn', 'http://localhost:8998', 'https://gateway:8443/livy', 'http://10.0.0.4:8998/']) assert.equal(addressProblem(right), undefined, right);
  for (const [wrong, why] of [['', /name of a cluster/], ['my cluster', /name of a cluster/], ['ftp://host', /begins with/], ['https://u:p@host', /asked for next/], ['https://host/livy?x=1', /ends with its path/], ['host:8998', /begins with/]] as const) assert.match(addressProblem(wrong) ?? '', why, wrong);
  assert.deepEqual(['https://spark1.azurehdinsight.net/', 'http://localhost:8998', 'https://g:8443/livy'].map(nameOf), ['spark1', 'localhost:8998', 'g:8443']);
  assert.deepEqual(['https://spark1.azurehdinsight.net', 'https://g:8443/livy/', 'http://localhost:8998'].map(isGateway), [true, true, false]);
});

void test('what the history server shows of a job is found behind a gateway, by its attempt', () => {
  const at = (url: string, attempt?: number): string | undefined => historyPage({ id: '1', name: 'x', description: { url, auth: 'none' } }, 'application_1_0001', attempt);
  assert.equal(at('https://spark1.azurehdinsight.net/'), 'https://spark1.azurehdinsight.net/sparkhistory/history/application_1_0001/1/jobs/');
  assert.equal(at('https://g:8443/livy', 3), 'https://g:8443/sparkhistory/history/application_1_0001/3/jobs/');
  assert.equal(at('http://localhost:8998'), undefined);
});

void test('no password is asked for where it would be readable on its way', () => {
  assert.deepEqual(['https://host', 'http://127.0.0.1:8998', 'http://localhost:8998', 'http://[::1]:8998', 'http://host:8998', 'http://127.0.0.1.example.org'].map(mayCarrySecret), [true, true, true, true, false, false]);
});

void test('users and certificates are checked while they are typed', () => {
  assert.equal(userProblem('admin'), undefined);
  assert.match(userProblem('a:b') ?? '', /no colon/);
  assert.match(userProblem(' ') ?? '', /needed/);
  assert.equal(fingerprintProblem('AB:'.repeat(31) + 'CD'), undefined);
  assert.match(fingerprintProblem('AB:CD') ?? '', /64 hexadecimal/);
});

void test('what another version has kept is not taken for a cluster', () => {
  const kept = { id: '1', name: 'spark1', description: { url: 'https://spark1.azurehdinsight.net', auth: 'basic', user: 'admin' } };
  assert.ok(isCluster(kept));
  for (const other of [null, 1, {}, { ...kept, id: 1 }, { ...kept, description: null }, { ...kept, description: { url: 'https://x', auth: 'kerberos' } }, { ...kept, description: { auth: 'none' } }]) assert.ok(!isCluster(other), JSON.stringify(other));
});

void test('a job in one line: what it does, for how long, what it is known by, what it takes', () => {
  const job: ClusterJob = { key: 'a', state: 'running', batch: '7', app: 'application_1_0007', livyState: 'running', yarnState: 'RUNNING', started: 0, memoryMb: 4096, cores: 3 };
  assert.equal(jobLine(job, 95 * 60_000), 'running, 1 h 35 min, batch 7, application_1_0007, 4\u2009096 MB, 3 cores');
  assert.equal(jobLine({ ...job, forgotten: true, state: 'failed', finished: 30_000, memoryMb: -1, cores: -1, attempt: 2 }, 99e9), 'failed, attempt 2, under a minute, application_1_0007');
  assert.equal(jobLine({ key: 'b', state: 'starting', batch: '8' }, 0), 'starting, batch 8');
  assert.equal(stateWord({ key: 'c', state: 'unknown', livyState: 'pondering' }), 'pondering');
  assert.equal(problemWord('authentication'), 'Signing in failed');
  assert.equal(problemWord('not-found'), undefined);
});
