/**
 * Azure in the Clusters view of a real VS Code: signing in, subscriptions, clusters, their jobs and health, and a connection to the topics of
 * one. Entra, Azure Resource Manager, Livy, YARN and Ambari are servers of our own here, after their documented answers; the account is an
 * application's, since VS Code's own cannot be had.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { armCluster, armError, SUBSCRIPTION } from '../stack/arm';
import { startAzure, type OwnAzure } from '../stack/azure';
import { artefacts, openEditor, type Editor } from './support';

const OTHER = '00000000-1111-2222-3333-555555555555', GUEST = '00000000-9999-2222-3333-444444444444', GUESTS = '00000000-1111-2222-3333-777777777777', EMPTY = '00000000-1111-2222-3333-666666666666', password = 'the right one', brokers = ['wn0-kafkao', 'wn1-kafkao'].map((name) => `${name}.abc.bx.internal.cloudapp.net`);
let home: string, azure: OwnAzure, editor: Editor | undefined;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-azure-'));
  await mkdir(path.join(home, 'workspace'));
  await writeFile(path.join(home, 'workspace', 'note.txt'), '');
  azure = await startAzure(home, ['clicks-spark', 'kafka-one', 'entra-spark']);
  Object.assign(process.env, azure.env);
  // Answers as az does: the account's own tenant, or the one that is named.
  await mkdir(path.join(home, 'bin'));
  await writeFile(path.join(home, 'bin', 'az'), `#!/bin/sh\ncase "$*" in *"--tenant ${GUEST}"*) t=guest.token;; *) t=${azure.entra.token};; esac\necho "{\\"accessToken\\": \\"$t\\", \\"expires_on\\": ${Math.floor(Date.now() / 1000) + 3600}, \\"expiresOn\\": \\"2099-01-01 00:00:00.000000\\", \\"tokenType\\": \\"Bearer\\"}"\n`);
  await chmod(path.join(home, 'bin', 'az'), 0o755);
  // As started from a terminal: else VS Code takes the PATH of a login shell.
  process.env.VSCODE_CLI = '1';
  process.env.PATH = `${path.join(home, 'bin')}${path.delimiter}${process.env.PATH ?? ''}`;
  azure.arm.tenants.push({ id: GUEST, token: 'guest.token', name: 'Contoso', domain: 'contoso.com' });
  const { arm, entra, clusters } = azure, tenant = entra.tenant;
  arm.subscriptions = [{ id: SUBSCRIPTION, name: 'Streaming', tenant }, { id: OTHER, name: 'Other team', tenant }, { id: EMPTY, name: 'Sandbox', tenant }];
  arm.subscriptions.push({ id: GUESTS, name: 'Guests', tenant: GUEST });
  arm.clusters = new Map<string, unknown[]>([[GUESTS, [armCluster('guest-spark', 'Spark', { subscription: GUESTS })]], [SUBSCRIPTION, [armCluster('clicks-spark', 'Spark', { vnet: 'stream-net' }), armCluster('kafka-one', 'Kafka', { vnet: 'stream-net', properties: { kafkaRestProperties: { clientGroupInfo: { groupName: 'readers', groupId: 'g' } } } }), armCluster('reports', 'HBase', { vnet: 'stream-net' }), armCluster('entra-spark', 'Spark')]], [OTHER, []], [EMPTY, []]]);
  // This account may not look into one subscription, and reads the login of one cluster alone.
  arm.posts.set('/subscriptions/' + SUBSCRIPTION + '/resourceGroups/streaming/providers/Microsoft.HDInsight/clusters/clicks-spark/getGatewaySettings', { 'restAuthCredential.isEnabled': 'true', 'restAuthCredential.username': 'admin', 'restAuthCredential.password': password });
  arm.instead = (what, answer) => (what.includes(OTHER) || what.includes('kafka-one/getGatewaySettings')) && (armError(answer, 403, 'AuthorizationFailed', 'The client does not have authorization to perform action.'), true);
  const app = { id: 'application_1764000000000_0042', name: 'fraud', user: 'livy', queue: 'default', state: 'RUNNING', finalStatus: 'UNDEFINED', startedTime: Date.now() - 3_600_000, finishedTime: 0, allocatedMB: 4096, allocatedVCores: 3, applicationTags: 'livy-batch-7-abc' };
  clusters.set('clicks-spark', { password, cluster: { name: 'clicks-spark', defaultFs: 'abfss://clicks@weirdata.dfs.core.windows.net', alerts: { CRITICAL: 1, WARNING: 2 }, zookeepers: ['zk0-clicks.x', 'zk1-clicks.x', 'zk2-clicks.x'] }, answers: { '/livy/batches': { from: 0, total: 1, sessions: [{ id: 7, state: 'running', name: 'fraud', appId: app.id, log: [] }] }, '/yarnui/ws/v1/cluster/apps': { apps: { app: [app] } } } });
  clusters.set('entra-spark', { cluster: { name: 'entra-spark' }, answers: { '/livy/batches': { from: 0, total: 1, sessions: [{ id: 3, state: 'success', name: 'nightly', appId: null, log: [] }] }, '/yarnui/ws/v1/cluster/apps': { apps: null } } });
  clusters.set('kafka-one', { password, cluster: { name: 'kafka-one', brokers }, answers: {} });
}, { timeout: 60_000 });
after(async () => {
  await editor?.page.screenshot({ path: path.join(artefacts, 'azure-end.png') });
  await editor?.close();
  await azure?.stop();
  await rm(home, { recursive: true, force: true });
});

test('Azure in the Clusters view: sign-in, a subscription that may not be looked at, jobs and health of a Spark cluster, the brokers of a Kafka cluster, and what is refused (servers of our own)', { timeout: 280_000 }, async () => {
  editor = await openEditor({ workspace: path.join(home, 'workspace'), settings: { 'workbench.tree.expandMode': 'singleClick' } });
  editor.page.setDefaultTimeout(30_000);
  const { page } = editor, input = page.locator('.quick-input-widget input.input');
  const shot = (name: string) => page.screenshot({ path: path.join(artefacts, `azure-${name}.png`) });
  const pick = async (label: string): Promise<void> => { await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click(); };
  const type = async (prompt: RegExp, text: string): Promise<void> => {
    await page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
    await input.fill(text);
    await page.keyboard.press('Enter');
  };
  const row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  const texts = async (): Promise<string[]> => (await page.locator('.pane-body .monaco-list-row').allTextContents()).map((text) => text.trim());
  await page.locator('.activitybar .action-label[aria-label^="Weir"]').click();
  // Room for all rows: VS Code draws those alone that are seen.
  for (const pane of ['Topics', 'Runs']) await page.locator('.pane-header', { hasText: pane }).click();
  await page.getByRole('button', { name: 'Sign In to Azure' }).click();
  await shot('ways');
  await pick('Another cloud or tenant');
  await pick('Another address of Azure Resource Manager');
  await type(/Address of Azure Resource Manager/, azure.arm.url);
  await pick('Environment');
  await row('Streaming').waitFor();
  await row('clicks-spark').waitFor();
  assert.ok((await texts()).some((text) => /2 of 3 subscriptions answered/.test(text)), (await texts()).join('\n'));
  assert.ok((await texts()).some((text) => /1 subscription without HDInsight clusters/.test(text)));
  assert.match(await row('clicks-spark').textContent() ?? '', /Spark 3\.3, stream-net/);
  await row('2 of 3').click();
  await row('No permission').waitFor();
  await row('2 of 3').click();
  await shot('clusters');
  await row('clicks-spark').click();
  await row('Sign In to See Its Jobs').waitFor();
  assert.ok(!azure.arm.asked.some(({ what }) => what.startsWith('POST')), 'no login is read before somebody wants it');
  await row('Sign In to See Its Jobs').click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Use the cluster login admin' }).waitFor();
  await pick('Use the cluster login admin');
  await row('fraud').waitFor();
  assert.match(await row('fraud').textContent() ?? '', /running, 1 h \d+ min, batch 7/);
  await row('Details').click();
  await row('1 critical, 2 warnings').waitFor();
  await row('abfss://clicks@weirdata').waitFor();
  await shot('jobs');
  // What runs no Spark jobs is refused, with what does beside it.
  const refusal = page.locator('.notification-toast', { hasText: /reports is a HBase cluster, which runs no Spark jobs\. Spark clusters of its virtual network: clicks-spark/ });
  await editor.menu(row('reports'), 'Link Cluster', () => refusal.isVisible());
  await refusal.waitFor();
  await editor.command('Notifications: Clear All Notifications');
  await row('clicks-spark').hover();
  await row('clicks-spark').locator('.action-label[aria-label^="Link Cluster"]').click();
  await page.waitForFunction(() => [...document.querySelectorAll('.pane-body .monaco-list-row')].filter((each) => /clicks-spark/.test(each.textContent ?? '')).length === 2);
  // The same job below the linked cluster, and below Azure.
  await page.locator('.pane-body .monaco-list-row', { hasText: /clicks-spark.*admin/ }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('.pane-body .monaco-list-row')].filter((each) => /fraud/.test(each.textContent ?? '')).length === 2);
  await editor.menu(row('kafka-one'), 'Compare Networks', () => page.locator('.quick-input-list .monaco-list-row', { hasText: /clicks-spark.*one network/ }).isVisible());
  await shot('compare');
  await pick('clicks-spark');
  await page.locator('.monaco-dialog-box').getByText('clicks-spark and kafka-one are both in the virtual network stream-net.').waitFor();
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'OK' }).click();
  await row('kafka-one').hover();
  await row('kafka-one').locator('.action-label[aria-label^="Connect Topics"]').click();
  await type(/may not read the login of kafka-one/, 'admin');
  await type(/Password for kafka-one/, password);
  await page.locator('.quick-input-widget', { hasText: 'Connect to the topics of kafka-one' }).waitFor();
  await pick('Kafka brokers through SSH');
  await page.locator('.quick-input-widget', { hasText: /The SSH server as user@host:port/ }).waitFor();
  assert.equal(await input.inputValue(), 'sshuser@kafka-one-ssh.azurehdinsight.net');
  await page.keyboard.press('Enter');
  await pick("What ssh's own configuration");
  await page.locator('.quick-input-widget', { hasText: /brokers to ask first/ }).waitFor();
  assert.equal(await input.inputValue(), brokers.map((host) => `${host}:9092`).join(','));
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  // Where Entra lets one in, nobody is asked for a login.
  await row('entra-spark').click();
  await row('nightly').waitFor();
  assert.ok(azure.entra.asked.some((form) => form.get('scope') === 'https://entra-spark.clusteraccess.azurehdinsight.net/.default'));
  await shot('entra');
  // Signing out leaves what was linked.
  await editor.menu(row('Azure'), 'Sign Out of Azure', () => row('Sign In to Azure').isVisible());
  await row('clicks-spark').waitFor();
  assert.ok(azure.asked.every((what) => /^GET https:\/\/(clicks-spark|kafka-one|entra-spark)\./.test(what)), azure.asked.join('\n'));
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!kept.includes(password));
});

test('clusters of a tenant that the account is a guest of, once it is chosen (servers of our own, and a program that answers as az does)', { timeout: 120_000, skip: process.platform === 'win32' && 'the stand-in is a shell script' }, async () => {
  const { page } = editor!, input = page.locator('.quick-input-widget input.input'), row = (text: string | RegExp) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  const pick = async (label: string): Promise<void> => { await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click(); };
  await row('Sign In to Azure').click();
  await pick('Another cloud or tenant');
  await pick('Another address of Azure Resource Manager');
  await page.locator('.quick-input-widget', { hasText: /Address of Azure Resource Manager/ }).waitFor();
  await input.fill(azure.arm.url);
  await page.keyboard.press('Enter');
  await pick('Azure CLI');
  await page.locator('.quick-input-widget', { hasText: /empty for the account's own/ }).waitFor();
  await page.keyboard.press('Enter');
  await row('Streaming').waitFor();
  await editor!.menu(row(/Azure CLI/), 'Choose Azure Tenants', () => page.locator('.quick-input-list .monaco-list-row', { hasText: 'contoso.com' }).isVisible());
  await page.screenshot({ path: path.join(artefacts, 'azure-tenants.png') });
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'contoso.com' }).click();
  await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
  await row('guest-spark').waitFor();
  await row(/Azure CLI, Contoso/).waitFor();
  assert.ok(azure.arm.asked.some(({ what, token }) => what.includes(GUESTS) && token === 'guest.token'));
  await page.screenshot({ path: path.join(artefacts, 'azure-guest.png') });
});
