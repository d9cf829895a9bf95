/** What other tests lean on: the stack of YARN, Livy and Spark forgets and remembers as asked, its gateway fails as asked, and nothing of it stays. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { GatewayClient } from '../stack/gateway-client.ts';
import { BAD_GATEWAY } from '../stack/gateway.ts';
import type { LivyStack } from '../stack/livy-stack.ts';
import { startLivyStack } from '../stack/livy-stack.ts';

let stack: LivyStack, client: GatewayClient, job: { file: string };

before(async () => {
  stack = await startLivyStack({ cluster: { name: 'Spark1', brokers: ['wn0-kafka.internal.cloudapp.net'] } });
  client = new GatewayClient(stack.gateway);
  job = { file: join(stack.uploads, 'job.py') };
  await writeFile(job.file, 'import time\nfrom pyspark.sql import SparkSession\nSparkSession.builder.getOrCreate()\ntime.sleep(3600)\n');
}, { timeout: 600_000 });
after(async () => { await stack?.stop(); });

const batches = async (): Promise<{ id: number; state: string; appId: string | null; appInfo: { driverLogUrl: string | null } }[]> => (JSON.parse((await client.get('/livy/batches')).text) as { sessions: { id: number; state: string; appId: string | null; appInfo: { driverLogUrl: string | null } }[] }).sessions;
async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await done(); tries++) {
    if (tries > 600) throw new Error(`Not in time: ${what}.`);
    await pause(500);
  }
}

test('who does not say the password stays out, and Ambari speaks of the cluster by its exact name', async () => {
  const { gateway } = stack, right = gateway.password;
  gateway.password = 'another';
  assert.equal((await client.get('/livy/batches')).status, 200);
  const stranger = new GatewayClient({ ...gateway, password: right });
  assert.equal((await stranger.get('/livy/batches')).status, 401);
  gateway.password = right;
  gateway.auth = 'bearer';
  assert.equal((await new GatewayClient({ ...gateway, auth: 'basic' }).get('/livy/batches')).status, 302);
  assert.equal((await client.get('/livy/batches')).status, 200);
  gateway.auth = 'basic';
  assert.equal((await client.get('/api/v1/clusters/spark1')).status, 404);
  const { text } = await client.get('/api/v1/clusters/Spark1/services/KAFKA/components/KAFKA_BROKER');
  assert.deepEqual((JSON.parse(text) as { host_components: { HostRoles: { host_name: string } }[] }).host_components.map(({ HostRoles }) => HostRoles.host_name), ['wn0-kafka.internal.cloudapp.net']);
  assert.equal(readFileSync(stack.passwordFile, 'utf8'), right);
  assert.ok(!JSON.stringify(gateway.asked).toLowerCase().includes('authorization'));
});

test('an answer that is lost is lost after Livy made the batch; a dropped request never came to it', { timeout: 600_000 }, async () => {
  stack.gateway.trouble = ({ method }) => (method === 'POST' ? { kind: 'dropped' } : undefined);
  await assert.rejects(client.submit(job));
  assert.deepEqual(await batches(), []);
  stack.gateway.trouble = ({ method }) => (method === 'POST' ? { kind: 'lost' } : undefined);
  await assert.rejects(client.submit(job));
  assert.equal((await batches()).length, 1);
  stack.gateway.trouble = () => BAD_GATEWAY;
  assert.equal((await client.get('/livy/batches')).status, 502);
  stack.gateway.trouble = undefined;
  await until('the job runs', async () => (await batches())[0]?.state === 'running');
  assert.match((await batches())[0]!.appInfo.driverLogUrl!, new RegExp(`^${stack.gateway.url}/yarnui/[^/]+/port/\\d+/node/containerlogs/container_`));
});

test('Livy remembers a batch or forgets it, and the job goes on', { timeout: 600_000 }, async () => {
  const [first] = await batches();
  assert.ok(first);
  const { id, appId } = first;
  await stack.restartLivy({ recovery: true });
  await until('the batch is back', async () => (await batches()).some((batch) => batch.id === id && batch.state === 'running'));
  await stack.haltLivy();
  assert.equal((await client.get('/livy/batches')).status, 502);
  await stack.restartLivy({ recovery: false });
  assert.deepEqual(await batches(), []);
  assert.deepEqual((({ id: app, state }) => ({ app, state }))(await client.newestApp()), { app: appId, state: 'RUNNING' });
});

test('the ResourceManager remembers an application or forgets it', { timeout: 600_000 }, async () => {
  const { id } = await client.newestApp();
  await stack.stopResourceManager();
  assert.equal((await client.get('/yarnui/ws/v1/cluster/apps')).status, 502);
  await stack.restartResourceManager({ recovery: true });
  await until('the application is back', async () => client.newestApp().then((app) => app.id === id && app.state === 'RUNNING', () => false));
  await stack.restartResourceManager({ recovery: false });
  assert.equal((await client.get(`/yarnui/ws/v1/cluster/apps/${id}`)).status, 404);
});

test('what is stopped leaves no process and no file', { timeout: 120_000 }, async () => {
  await client.submit(job);
  await stack.stop();
  assert.ok(!existsSync(stack.folder));
  const left = existsSync('/proc/self') ? readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(stack.folder);
    } catch {
      return false;
    }
  }) : [];
  assert.deepEqual(left, []);
});
