/** The Clusters view in a real VS Code: linking a cluster by the form, its jobs, killing one. Livy and YARN are a server of our own here, after their documented answers. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { artefacts, openEditor, type Editor } from './support';

const password = 'right one', killed: string[] = [];
let home: string, server: Server, url: string, editor: Editor | undefined, running = true;

/** The gateway of a cluster: `/livy` and `/yarnui` below one address. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const say = (status: number, body: unknown): void => { response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body)); };
  if (request.headers.authorization !== `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`) {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="cluster"' }).end();
    return;
  }
  const app = { id: 'application_1764000000000_0042', name: 'fraud <b>alerts</b>', user: 'livy', queue: 'default', state: running ? 'RUNNING' : 'KILLED', finalStatus: running ? 'UNDEFINED' : 'KILLED', startedTime: Date.now() - 3_600_000, finishedTime: running ? 0 : Date.now(), allocatedMB: running ? 4096 : -1, allocatedVCores: running ? 3 : -1, applicationTags: 'livy-batch-7-abc' };
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
  if (request.method === 'PUT' && pathname === `/yarnui/ws/v1/cluster/apps/${app.id}/state`) {
    killed.push('yarn');
    running = false;
    say(202, { state: 'KILLED' });
  } else if (pathname === `/yarnui/ws/v1/cluster/apps/${app.id}`) say(200, { app });
  else if (request.method === 'GET' && pathname === '/livy/batches/7') say(200, { id: 7, state: 'running', name: app.name, appId: app.id, log: [] });
  else if (request.method === 'DELETE' && pathname === '/livy/batches/7') {
    killed.push('livy');
    say(200, { msg: 'deleted' });
  } else if (pathname === '/livy/batches') say(200, { from: 0, total: running ? 2 : 1, sessions: [{ id: 6, state: 'dead', name: 'nightly', appId: null, log: [] }, ...(running ? [{ id: 7, state: 'running', name: app.name, appId: app.id, log: [] }] : [])] });
  else if (pathname === '/yarnui/ws/v1/cluster/apps') say(200, { apps: (searchParams.get('states')?.includes('RUNNING') === true) === running ? { app: [app] } : null });
  else say(404, { msg: `nothing at ${pathname}` });
}

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-clusters-'));
  await mkdir(path.join(home, 'workspace'));
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/livy`;
  // As `npm run stack -- livy` and `npm start` leave it.
  await mkdir(path.join(home, 'workspace', '.vscode'));
  await writeFile(path.join(home, 'workspace', '.vscode', 'settings.json'), JSON.stringify({ 'weir.clusters': [{ name: 'stack', url: url.replace('127.0.0.1', 'localhost'), user: 'admin' }, { url: 'https://far.example', password: 'hunter2' }] }));
});
after(async () => {
  await editor?.close();
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true });
});

test('a cluster is linked by the form, a wrong password is said in its row and mended there, its jobs show, and one is killed', { timeout: 240_000 }, async () => {
  editor = await openEditor({ workspace: path.join(home, 'workspace') });
  editor.page.setDefaultTimeout(30_000);
  const { page } = editor, input = page.locator('.quick-input-widget input.input');
  const type = async (prompt: RegExp, text: string): Promise<void> => {
    await page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
    await input.fill(text);
    await page.keyboard.press('Enter');
  };
  const row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  await page.locator('.activitybar .action-label[aria-label^="Weir"]').click();
  await page.locator('.pane-header', { hasText: 'Clusters' }).waitFor();
  await editor.command('Weir: Link a Cluster…');
  await type(/name of an HDInsight cluster/, 'my cluster');
  await page.getByText(/Give the name of a cluster, or an address/).waitFor();
  await input.fill(url);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Cluster login' }).click();
  await type(/User/, 'admin');
  await type(/Password/, 'wrong one');
  // What is wrong is said in the row, with the one action that leads on.
  await row('Signing in failed').waitFor();
  await row('Edit Cluster').click();
  await type(/name of an HDInsight cluster/, url);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Cluster login' }).click();
  await type(/User/, 'admin');
  await type(/leave empty to keep/, password);
  await type(/What the cluster is called/, 'Test cluster');
  await row('fraud <b>alerts</b>').waitFor();
  assert.match(await row('fraud <b>alerts</b>').textContent() ?? '', /running, 1 h 0 min, batch 7, application_1764000000000_0042/);
  assert.match(await row('nightly').textContent() ?? '', /failed, batch 6/);
  await page.screenshot({ path: path.join(artefacts, 'clusters-view.png') });
  await row('fraud <b>alerts</b>').hover();
  await row('fraud <b>alerts</b>').locator('.action-label[aria-label^="Kill Job"]').click();
  await page.locator('.monaco-dialog-box').getByText(/Kill application_1764000000000_0042 on Test cluster/).waitFor();
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Kill' }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('.pane-body .monaco-list-row')].some((each) => /fraud <b>alerts<\/b>.*killed/.test(each.textContent ?? '')));
  assert.deepEqual(killed, ['yarn', 'livy']);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!kept.includes(password));
});

test('a cluster that the workspace names is there without typing; its password is asked for once, and what is wrong in the setting is said', { timeout: 120_000 }, async () => {
  const { page } = editor!, row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first(), input = page.locator('.quick-input-widget input.input');
  running = true;
  await row('weir.clusters, entry 2').waitFor();
  assert.ok(!(await page.locator('.pane-body').allTextContents()).join().includes('hunter2'));
  await row('stack').click();
  await row('Sign In to See Its Jobs').click();
  await page.locator('.quick-input-widget', { hasText: /Password for admin at localhost/ }).waitFor();
  await input.fill(password);
  await page.keyboard.press('Enter');
  await page.locator('.pane-body .monaco-list-row', { hasText: /fraud <b>alerts<\/b>.*running/ }).first().waitFor();
  await page.screenshot({ path: path.join(artefacts, 'clusters-view-named.png') });
  await editor!.menu(row('stack'), 'Edit Cluster', () => page.locator('.notification-toast', { hasText: /stack is named by the setting weir\.clusters/ }).isVisible());
  await page.locator('.notification-toast .monaco-button', { hasText: 'Forget Password' }).click();
  await row('Sign In to See Its Jobs').waitFor();
});
