/** Draws media/readme/messages.png: the messages of the sample's topic in the real editor. `node --import tsx test/e2e/messages-screenshot.ts`, after `npm run package`. */
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEditor, root } from './support';

const target = path.join(root, 'media', 'readme', 'messages.png');
const largest = 400_000;

async function main(): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'weir-readme-')), workspace = path.join(home, 'fraud-detection');
  await cp(path.join(root, 'media', 'templates', 'fraud-detection'), workspace, { recursive: true });
  const { page, panel, command, open, close } = await openEditor({ workspace, theme: 'Default Dark Modern', width: 1500, height: 760, settings: { 'workbench.layoutControl.enabled': false } });
  try {
    await open('job.py');
    await command('Weir: Focus on Topics View');
    await page.locator('.pane-body .monaco-list-row').first().click();
    await page.locator('.pane-body .monaco-list-row', { hasText: 'card-transactions' }).click();
    await panel.locator('weir-partition-chart li').first().waitFor();
    await panel.locator('.filter').fill('$.amount > 10');
    await panel.locator('.found', { hasText: 'match' }).waitFor();
    await panel.locator('weir-grid .grid-space [role=row]').nth(3).click();
    await panel.getByRole('tree').waitFor();
    await page.mouse.move(5, 5);
    await page.waitForTimeout(500);
    await page.screenshot({ path: target });
  } finally {
    await close();
    await rm(home, { recursive: true, force: true });
  }
  const { size } = await stat(target);
  console.log(`${target}: ${Math.round(size / 1000)} KB`);
  if (size > largest) throw new Error(`The screenshot is larger than ${largest / 1000} KB.`);
}
main().catch((error: unknown) => { console.error(error); process.exitCode = 1; });
