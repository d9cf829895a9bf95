/** From Submit to what the panel says first, in the real editor, against a server of our own that answers as Livy and YARN do. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { openEditor, type Editor } from '../e2e/support.ts';
import { startSmallLivy } from '../stack/small-livy.ts';
import type { Figure } from './figure.ts';
import { figure, milliseconds } from './figure.ts';

const TIMES = 3;
const JOB = `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
spark.readStream.format("rate").load().writeStream.format("console").option("checkpointLocation", "abfss://cp@account.dfs.core.windows.net/rate").start().awaitTermination()
`;

/** Slowest of some submits, each from Livy's answer to the POST until the panel of its job says a state. */
export async function firstState(say: (line: string) => void): Promise<Figure> {
  const home = await mkdtemp(path.join(tmpdir(), 'weir-bench-submit-')), workspace = path.join(home, 'workspace'), livy = await startSmallLivy();
  await mkdir(workspace);
  await writeFile(path.join(workspace, 'rate.py'), JOB);
  await writeFile(path.join(workspace, 'weir.profiles.json'), JSON.stringify({ profiles: { here: { cluster: livy.url, storage: `file://${home}/uploads`, conf: { 'spark.yarn.maxAppAttempts': '1' } } } }));
  const editor = await openEditor({ workspace }), took: number[] = [];
  try {
    editor.page.setDefaultTimeout(60_000);
    await editor.open('rate.py');
    await editor.command('Weir: Submit to Cluster…');
    await editor.page.locator('.quick-input-widget', { hasText: /name of an HDInsight cluster/ }).waitFor();
    await editor.page.locator('.quick-input-widget input.input').fill(livy.url);
    await editor.page.keyboard.press('Enter');
    await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Not at all' }).click();
    for (let n = 0; n < TIMES; n++) {
      if (n > 0) await editor.page.locator('.tab', { hasText: 'Submit: rate.py' }).click();
      const form = await frameWith(editor, 'weir-submit h1');
      await form.getByLabel('Name').fill(`rate-${n}`);
      await form.getByText('Ready.').waitFor();
      await form.getByRole('button', { name: 'Submit', exact: true }).click();
      const panel = await frameWith(editor, `weir-job-header`, new RegExp(`Batch ${n}|rate-${n}`));
      await panel.locator('weir-job-header .state-word', { hasText: /\w/ }).first().waitFor();
      took.push(Date.now() - livy.answered[n]!);
    }
  } finally {
    await editor.close();
    livy.close();
    await rm(home, { recursive: true, force: true });
  }
  say(`first state on screen after Livy's answer: ${took.join(', ')} ms`);
  return figure('state of a job on screen after Livy answered its submit, at a poll of 5 s, slowest of 3', Math.max(...took), { atMost: 5000 }, milliseconds);
}

async function frameWith({ page }: Editor, selector: string, text: RegExp = /./): Promise<Frame> {
  for (;;) {
    for (const frame of page.frames()) if (await frame.locator(selector, { hasText: text }).count().catch(() => 0) > 0) return frame;
    await page.waitForTimeout(20);
  }
}
