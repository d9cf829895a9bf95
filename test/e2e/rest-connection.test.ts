/** The connection form for a REST proxy in a real VS Code, as a person fills it in. Proxy and Entra are servers of our own: real ones cannot be had here. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startConnectProxy, type ConnectProxy } from '../stack/connect-proxy';
import type { Entra } from '../stack/entra';
import { startEntra } from '../stack/entra';
import type { RestProxy } from '../stack/rest-proxy';
import { startRestProxy } from '../stack/rest-proxy';
import { artefacts, openEditor, type Editor } from './support';
import { topicsRow } from './topics-view';

let home: string, proxy: RestProxy, entra: Entra, network: ConnectProxy, editor: Editor | undefined;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-rest-'));
  for (const name of ['workspace', 'proxy', 'entra']) await mkdir(path.join(home, name));
  await writeFile(path.join(home, 'workspace', 'note.txt'), '');
  proxy = await startRestProxy(path.join(home, 'proxy'));
  entra = await startEntra(path.join(home, 'entra'));
  proxy.token = entra.token;
  network = await startConnectProxy();
  Object.assign(process.env, { NODE_EXTRA_CA_CERTS: entra.caFile, AZURE_AUTHORITY_HOST: entra.url, AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret });
  proxy.create('clicks', 2);
  proxy.append('clicks', 0, ...Array.from({ length: 20 }, (_, i) => ({ key: 'k', value: `{"n": ${i}}` })));
}, { timeout: 60_000 });
after(async () => {
  await editor?.close();
  await network?.stop();
  await proxy?.stop();
  await entra?.stop();
  await rm(home, { recursive: true, force: true });
});

test('a REST proxy is added by the form and signed in to, its topics and messages show, and menus offer what it can do (no real proxy and Entra: servers of our own)', { timeout: 240_000 }, async () => {
  // That certificates are not looked at is not honoured: what is not trusted here fails all the same.
  editor = await openEditor({ workspace: path.join(home, 'workspace'), settings: { 'http.proxy': network.url, 'http.proxyStrictSSL': false } });
  editor.page.setDefaultTimeout(20_000);
  const { page } = editor, input = page.locator('.quick-input-widget input.input'), shot = (name: string) => page.screenshot({ path: path.join(artefacts, `rest-${name}.png`) });
  const pick = async (label: string): Promise<void> => { await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click(); };
  const type = async (prompt: RegExp, text: string): Promise<void> => {
    await page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
    await input.fill(text);
    await page.keyboard.press('Enter');
  };
  const row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  await page.locator('.activitybar .action-label[aria-label^="Weir"]').click();
  await page.getByRole('button', { name: 'Add a Connection' }).click();
  await pick('HDInsight REST proxy');
  await type(/Address of the REST proxy/, 'http://localhost');
  await page.getByText('The address begins with https://.').waitFor();
  await input.fill(proxy.url);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'A Microsoft account' }).waitFor();
  await shot('ways');
  // What Entra refuses is said at once, and in the row, which leads on.
  const { secret } = entra;
  entra.secret = 'another';
  await pick('An application that the environment names');
  await pick('A PEM file');
  // It opens with a folder of its own, which comes late.
  await page.locator('.quick-input-widget').getByText('OK', { exact: true }).waitFor();
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.quick-input-widget input.input')?.value.endsWith('/') === true && document.querySelector('.quick-input-list .monaco-list-row') !== null);
  await input.fill(proxy.caFile);
  // The dialog of a VS Code in a browser looks the path up while it is typed.
  await page.locator('.quick-input-list .monaco-list-row', { hasText: path.basename(proxy.caFile) }).waitFor();
  await page.locator('.quick-input-widget').getByText('OK', { exact: true }).click();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await row('localhost').waitFor({ timeout: 20_000 });
  await page.locator('.notification-toast', { hasText: 'AADSTS7000215' }).waitFor();
  await row('AADSTS7000215').waitFor();
  await shot('refused');
  entra.secret = secret;
  await row('Sign In').click();
  await row('clicks').waitFor({ timeout: 20_000 });
  assert.match(await row('clicks').innerText(), /20 · 2p/);
  await row('clicks').click();
  await editor.panel.getByText('as text, through a REST proxy').waitFor({ timeout: 20_000 });
  await editor.panel.getByText('{"n": 19}').first().waitFor({ timeout: 20_000 });
  const ranges = await editor.panel.getByRole('combobox', { name: 'Which messages' }).locator('option').allInnerTexts();
  assert.ok(ranges.includes('from an offset…') && ranges.every((title) => !/time|last/.test(title)), ranges.join());
  await shot('messages');
  // Each request of the extension went through the proxy of VS Code's settings: the token, the topics, the messages.
  const places = [entra, proxy].map(({ url }) => new URL(url).host);
  assert.deepEqual(network.asked.filter((each) => !places.includes(each)), []);
  for (const place of places) assert.ok(network.asked.includes(place), `${place} is not among ${network.asked.join()}`);
  await row('localhost').click({ button: 'right' });
  const menu = page.locator('.monaco-menu');
  await menu.waitFor();
  const offered = await menu.innerText();
  assert.ok(/Check Connection/.test(offered) && /Sign In to REST Proxy/.test(offered) && !/Map Broker Names/.test(offered), offered);
  await page.keyboard.press('Escape');
});

/** What VS Code keeps of state (where it is a web page, in its databases), and the files of settings on the server. */
async function kept({ page, data, workspace }: Editor): Promise<string> {
  const state = await page.evaluate(async () => {
    const all: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => { const asked = indexedDB.open(name ?? ''); asked.onsuccess = () => { resolve(asked.result); }; asked.onerror = () => { reject(new Error(String(asked.error))); }; });
      for (const store of database.objectStoreNames) all.push(await new Promise((resolve, reject) => { const asked = database.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => { resolve(asked.result); }; asked.onerror = () => { reject(new Error(String(asked.error))); }; }));
      database.close();
    }
    return JSON.stringify(all, (_, value: unknown) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value));
  });
  const texts = [state];
  for (const folder of [data, workspace]) {
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) if (file.isFile()) texts.push(await readFile(path.join(file.parentPath, file.name), 'latin1').catch(() => ''));
  }
  return texts.join('\n');
}

test('an application with a secret, and a code that a person types: both are reached by the form, the secret is kept in the secret storage and nowhere else', { timeout: 240_000 }, async () => {
  const open = editor ?? assert.fail('the first test opened no editor'), { page } = open, input = page.locator('.quick-input-widget input.input');
  const widget = page.locator('.quick-input-widget'), listed = (label: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  const accept = async (asked: RegExp, text?: string): Promise<void> => {
    await page.locator('.quick-input-widget', { hasText: asked }).waitFor();
    if (text !== undefined) await input.fill(text);
    await page.keyboard.press('Enter');
  };
  /** Goes through the form of the connection that is there; `more` are the steps between the way to sign in and the certificate. */
  const edit = async (way: string, more: () => Promise<void>, trusts = path.basename(proxy.caFile)): Promise<void> => {
    await open.menu(topicsRow(open, /^localhost/), 'Edit Connection', () => listed('HDInsight REST proxy').isVisible());
    await listed('HDInsight REST proxy').click();
    await accept(/Address of the REST proxy/);
    await listed(way).click();
    await more();
    await listed(trusts).click();
    await accept(/What the connection is called/);
    await widget.waitFor({ state: 'hidden' });
  };
  // So that nothing that the environment names can be what signs in.
  entra.secret = 'only~typed~into~the~form';
  // Too short a time to be kept for the next question.
  entra.seconds = 2;
  entra.asked.length = 0;
  await edit('An application with a secret', async () => {
    await accept(/Tenant, as a GUID or a domain/, entra.tenant);
    await accept(/Id of the application \(client id\)/, entra.client);
    await page.locator('.quick-input-widget', { hasText: /Secret of the application: kept in the secret storage/ }).waitFor();
    assert.equal(await input.getAttribute('type'), 'password');
    await page.screenshot({ path: path.join(artefacts, 'rest-secret.png') });
    await accept(/Secret of the application/, entra.secret);
  });
  for (let tries = 0; entra.asked.length === 0 && tries < 200; tries++) await page.waitForTimeout(100);
  assert.equal(entra.asked.at(-1)?.get('client_secret'), entra.secret);
  await topicsRow(open, /^clicks/).waitFor({ timeout: 20_000 });
  // VS Code writes its state down a moment later.
  let state = await kept(open);
  for (let tries = 0; !state.includes(entra.client) && tries < 60; tries++) { await page.waitForTimeout(500); state = await kept(open); }
  assert.ok(state.includes(entra.client), 'the state of the extension was found');
  assert.ok(!state.includes(entra.secret), 'the secret is in the state or in a file');
  assert.ok(!await readFile(path.join(open.data, 'data', 'User', 'settings.json'), 'utf8').then((text) => text.includes(proxy.url)), 'no connection is in the settings');

  // The form finds it again in the secret storage, and shows it to nobody.
  entra.asked.length = 0;
  await edit('An application with a secret', async () => {
    await accept(/Tenant, as a GUID or a domain/, entra.tenant);
    await accept(/Id of the application \(client id\)/);
    await page.locator('.quick-input-widget', { hasText: /Secret of the application: leave empty to keep the one that is stored/ }).waitFor();
    assert.equal(await input.inputValue(), '');
    await page.keyboard.press('Enter');
  });
  for (let tries = 0; entra.asked.length === 0 && tries < 200; tries++) await page.waitForTimeout(100);
  assert.equal(entra.asked.at(-1)?.get('client_secret'), entra.secret, 'it came out of the secret storage');

  await edit('A person, by a code', () => accept(/Tenant, as a GUID or a domain/, entra.tenant));
  await topicsRow(open, 'Sign In').waitFor({ timeout: 20_000 });
  await topicsRow(open, 'Sign In').click();
  await page.locator('.notification-toast', { hasText: /type ABC-DEF into https:\/\/login\.example\/device/ }).waitFor({ timeout: 20_000 });
  await page.screenshot({ path: path.join(artefacts, 'rest-device.png') });
  entra.typed = true;
  await topicsRow(open, /^clicks/).waitFor({ timeout: 30_000 });
  assert.ok(entra.asked.some((form) => /device_code$/.test(form.get('grant_type') ?? '')), entra.asked.map((form) => form.get('grant_type')).join());
  assert.ok(!(await kept(open)).includes(entra.token), 'the token is kept nowhere');

  // http.proxyStrictSSL is false here, and a certificate that nobody vouches for is refused all the same.
  await edit('A person, by a code', () => accept(/Tenant, as a GUID or a domain/), "This machine's certificate authorities");
  await topicsRow(open, 'TLS failed').waitFor({ timeout: 20_000 });
  assert.match(await topicsRow(open, 'TLS failed').innerText(), /certificate/);
});
