/** Simulate on save in the real editor: from the key to the first micro-batch on screen, with the interpreter that waits. */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { openEditor, root, type Editor } from '../e2e/support.ts';
import type { Figure } from './figure.ts';
import { figure, median, milliseconds } from './figure.ts';

const SAVES = 15;
/** A person types between two saves; meanwhile the next interpreter is restored and warmed. */
const PAUSE_MS = 2500;

export async function warmSave(say: (line: string) => void): Promise<Figure[]> {
  const packed = spawnSync(process.execPath, ['test/stack/package.mjs'], { cwd: root, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`The extension could not be packed:\n${packed.stderr}`);
  const home = await mkdtemp(path.join(tmpdir(), 'weir-warm-')), workspace = path.join(home, 'fraud-detection');
  await cp(path.join(root, 'media', 'templates', 'fraud-detection'), workspace, { recursive: true });
  const editor = await openEditor({ workspace, settings: { 'weir.simulateOnSave': true, 'files.autoSave': 'off' } });
  try {
    const took: number[] = [], afterWrite: number[] = [];
    await firstRun(editor);
    for (let n = 0; n < SAVES; n++) {
      await editor.page.waitForTimeout(PAUSE_MS);
      const { pressed, drawn } = await save(editor);
      // Between the key and the write VS Code alone is at work.
      const written = (await stat(path.join(workspace, 'job.py'))).mtimeMs;
      say(`save to first batch on screen: ${(drawn - pressed).toFixed(0)} ms, ${(drawn - written).toFixed(0)} ms of it after the file was written`);
      took.push(drawn - pressed);
      afterWrite.push(drawn - written);
    }
    say(`of the median save, ${median(afterWrite).toFixed(0)} ms came after the file was written`);
    return [figure('save to first batch on screen, median', median(took), { atMost: 100 }, milliseconds)];
  } finally {
    await editor.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Opens the job and its panel, with the cursor at the job's end. */
async function firstRun({ page, panel, open, command }: Editor): Promise<void> {
  await open('job.py');
  await command('Weir: Simulate');
  await panel.getByText('finished').first().waitFor({ timeout: 60_000 });
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+End');
}

/** Notes the frame in which the table of batches first has a row of a run that was not there before the key; asks for no frame of its own. */
const watch = `{
  const panel = document.querySelector('weir-run'), before = panel.run.key;
  window.drawnAt = 0;
  const observer = new MutationObserver(() => {
    if (panel.run.key === before || !document.querySelector('weir-batches [role=gridcell]:not(.dim)')) return;
    observer.disconnect();
    requestAnimationFrame(() => { window.drawnAt = performance.timeOrigin + performance.now(); });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}`;

async function save(editor: Editor): Promise<{ pressed: number; drawn: number }> {
  const frame = await frameOf(editor), { keyboard } = editor.page;
  await keyboard.type(' #');
  await editor.page.waitForTimeout(500);
  await editor.page.evaluate(() => {
    addEventListener('keydown', (event) => { if (event.ctrlKey && event.key === 's') Object.assign(window, { savedAt: performance.timeOrigin + performance.now() }); }, { capture: true });
  });
  await frame.evaluate(watch);
  await keyboard.press('Control+s');
  for (const end = Date.now() + 20_000; Date.now() < end; await editor.page.waitForTimeout(200)) {
    const drawn = await frame.evaluate<number>('drawnAt');
    if (drawn > 0) return { pressed: await editor.page.evaluate<number>('savedAt'), drawn };
  }
  throw new Error('No batch came on screen within 20 s of the save.');
}

async function frameOf({ panel }: Editor): Promise<Frame> {
  const frame = await (await panel.locator('body').elementHandle())?.ownerFrame();
  if (!frame) throw new Error('The run panel has no frame.');
  return frame;
}
