/** Draws media/readme/run-panel.png: the sample, simulated in the real editor. `node --import tsx test/e2e/readme-screenshot.ts`, after `npm run package`. */
import { cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEditor, root } from './support';

const target = path.join(root, 'media', 'readme', 'run-panel.png');
const largest = 400_000;

async function main(): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'weir-readme-')), workspace = path.join(home, 'fraud-detection');
  await cp(path.join(root, 'media', 'templates', 'fraud-detection'), workspace, { recursive: true });
  const editor = await openEditor({ workspace, theme: 'Default Dark Modern', width: 1600, height: 940, settings: {
    'workbench.activityBar.location': 'hidden', 'workbench.sideBar.location': 'left', 'workbench.layoutControl.enabled': false, 'breadcrumbs.enabled': false, 'editor.fontSize': 12, 'editor.renderLineHighlight': 'none',
  } });
  const { page, panel, command, open } = editor;
  try {
    await open('job.py');
    await command('View: Close Primary Side Bar');
    const source = await readFile(path.join(workspace, 'job.py'), 'utf8'), query = source.split('\n').findIndex((line) => line.startsWith('alerts_query')) + 1;
    await page.keyboard.press('Control+G');
    await page.locator('.quick-input-widget input.input').fill(`:${query}`);
    await page.keyboard.press('Enter');
    await page.locator('.codelens-decoration a', { hasText: 'Simulate' }).first().click();
    await panel.getByText('finished').first().waitFor({ timeout: 60_000 });
    await panel.locator('weir-batches [role=row]', { has: panel.locator('.late') }).first().click();
    await panel.getByRole('tab', { name: /^Dropped late/ }).click();
    await panel.locator('.verdict').waitFor();
    await page.mouse.move(5, 5);
    await page.waitForTimeout(600);
    await mkdir(path.dirname(target), { recursive: true });
    await page.screenshot({ path: target });
  } finally {
    await editor.close();
    await rm(home, { recursive: true, force: true });
  }
  const { size } = await stat(target);
  console.log(`${target}: ${Math.round(size / 1000)} KB`);
  if (size > largest) throw new Error(`The screenshot is larger than ${largest / 1000} KB.`);
}
main().catch((error: unknown) => { console.error(error); process.exitCode = 1; });
