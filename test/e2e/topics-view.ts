/** The Topics view in a real VS Code, used by keyboard as a person would. */
import type { Locator } from 'playwright-core';
import type { Editor } from './support';

/** Rows of the Topics view that hold this text. */
export const topicsRow = ({ page }: Editor, text: string | RegExp): Locator =>
  page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Topics' }) }).locator('.monaco-list-row', { hasText: text });

/** Waits until a box or list asks for this, types the text, if there is one, and accepts. */
export async function answer({ page }: Editor, asked: string | RegExp, text?: string): Promise<void> {
  const box = page.locator('.quick-input-widget'), list = box.getByPlaceholder(asked);
  // A box says what it wants below itself, a list in the placeholder of its filter.
  await box.locator('.quick-input-message', { hasText: asked }).or(list).first().waitFor();
  const chosen = await list.count() > 0 ? box.locator('.quick-input-list .monaco-list-row.focused') : undefined;
  await chosen?.waitFor();
  if (text !== undefined) {
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
    await chosen?.filter({ hasText: text }).waitFor();
  }
  await page.keyboard.press('Enter');
}

/** Chooses a command in the palette without the mouse. */
export async function paletteCommand({ page }: Editor, title: string): Promise<void> {
  const found = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title });
  // What extensions contribute while the palette is open does not come into it any more.
  for (let tries = 0; tries < 20; tries++) {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input.input:focus').waitFor();
    await page.keyboard.type(title);
    if (await found.waitFor({ timeout: 3000 }).then(() => true, () => false)) return page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  }
  throw new Error(`There is no command ${title}.`);
}

/** A connection to brokers without security, through the form and by keyboard alone. */
export async function addBrokers(editor: Editor, brokers: string): Promise<void> {
  await paletteCommand(editor, 'Weir: Add Kafka Connection');
  await answer(editor, 'How are the topics reached?');
  await answer(editor, 'The brokers to ask first', brokers);
  await answer(editor, 'How does the listener want to be spoken to?');
}

/** Gives VS Code's own box for files, once it has proposed one, another; it takes Enter only while it is not looking through the folder. */
export async function saveAs({ page }: Editor, title: string, proposed: RegExp, file: string): Promise<void> {
  const box = page.locator('.quick-input-widget', { hasText: title }), input = box.locator('input[type="text"]').first();
  await input.waitFor();
  const until = async (value: RegExp | string): Promise<void> => {
    for (let shown = await input.inputValue(); typeof value === 'string' ? shown !== value : !value.test(shown); shown = await input.inputValue()) await page.waitForTimeout(50);
  };
  await until(proposed);
  await input.fill(file);
  await until(file);
  for (let times = 0; times < 10 && await box.isVisible(); times++) {
    await input.press('Enter');
    await box.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined);
  }
}
