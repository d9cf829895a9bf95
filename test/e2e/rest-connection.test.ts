/** The connection form for a REST proxy in a real VS Code, as a person fills it in. Proxy and Entra are servers of our own: real ones cannot be had here. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Entra } from '../stack/entra';
import { startEntra } from '../stack/entra';
import type { RestProxy } from '../stack/rest-proxy';
import { startRestProxy } from '../stack/rest-proxy';
import { artefacts, openEditor, type Editor } from './support';

let home: string, proxy: RestProxy, entra: Entra, editor: Editor | undefined;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-rest-'));
  for (const name of ['workspace', 'proxy', 'entra']) await mkdir(path.join(home, name));
  await writeFile(path.join(home, 'workspace', 'note.txt'), '');
  proxy = await startRestProxy(path.join(home, 'proxy'));
  entra = await startEntra(path.join(home, 'entra'));
  proxy.token = entra.token;
  Object.assign(process.env, { NODE_EXTRA_CA_CERTS: entra.caFile, AZURE_AUTHORITY_HOST: entra.url, AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret });
  proxy.create('clicks', 2);
  proxy.append('clicks', 0, ...Array.from({ length: 20 }, (_, i) => ({ key: 'k', value: `{"n": ${i}}` })));
}, { timeout: 60_000 });
after(async () => {
  await editor?.close();
  await proxy?.stop();
  await entra?.stop();
  await rm(home, { recursive: true, force: true });
});

test('a REST proxy is added by the form and signed in to, its topics and messages show, and menus offer what it can do (no real proxy and Entra: servers of our own)', { timeout: 240_000 }, async () => {
  editor = await openEditor({ workspace: path.join(home, 'workspace') });
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
  await row('localhost').click({ button: 'right' });
  const menu = page.locator('.monaco-menu');
  await menu.waitFor();
  const offered = await menu.innerText();
  assert.ok(/Check Connection/.test(offered) && /Sign In to REST Proxy/.test(offered) && !/Map Broker Names/.test(offered), offered);
  await page.keyboard.press('Escape');
});
