import * as vscode from 'vscode';

export interface Place { title: string; step: number; of: number }
export interface Choice<T> { label: string; detail?: string; value: T }
/** What a step came to: a value, or going back; undefined: the form was closed. */
export type Answer<T> = { value: T } | 'back' | undefined;

/** Texts that are checked while they are typed. Stays open when the focus moves, so that a value can be fetched from elsewhere. */
export function askText(place: Place, options: { prompt: string; placeholder?: string; value?: string; password?: boolean; check(text: string): string | undefined }): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  Object.assign(box, { title: place.title, step: place.step, totalSteps: place.of, prompt: options.prompt, placeholder: options.placeholder ?? '', value: options.value ?? '', password: options.password === true, ignoreFocusOut: true });
  if (place.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
  const check = (text: string): void => { box.validationMessage = text === '' ? undefined : options.check(text); };
  return new Promise((resolve) => {
    box.onDidChangeValue(check);
    box.onDidTriggerButton(() => { resolve('back'); box.hide(); });
    box.onDidAccept(() => {
      box.validationMessage = options.check(box.value);
      if (box.validationMessage !== undefined) return;
      resolve({ value: box.value });
      box.hide();
    });
    box.onDidHide(() => { resolve(undefined); box.dispose(); });
    box.show();
  });
}

export function askChoice<T>(place: Place, placeholder: string, choices: readonly Choice<T>[], current?: T): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & Choice<T>>();
  Object.assign(pick, { title: place.title, step: place.step, totalSteps: place.of, placeholder, items: choices, ignoreFocusOut: true });
  const active = pick.items.find(({ value }) => value === current);
  if (active) pick.activeItems = [active];
  if (place.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    pick.onDidTriggerButton(() => { resolve('back'); pick.hide(); });
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (!chosen) return;
      resolve({ value: chosen.value });
      pick.hide();
    });
    pick.onDidHide(() => { resolve(undefined); pick.dispose(); });
    pick.show();
  });
}

/** One step: keeps what was said in the draft. */
export type Step = (place: { step: number; of: number }) => Promise<Answer<unknown>>;

/** Goes through the steps, forwards and back. The list is made anew after each, since answers decide what is asked next. False: it was closed. */
export async function walk(steps: () => readonly Step[]): Promise<boolean> {
  let at = 0;
  for (let list = steps(); at < list.length; list = steps()) {
    const answer = await list[at]!({ step: at + 1, of: list.length });
    if (answer === undefined) return false;
    at = answer === 'back' ? Math.max(0, at - 1) : at + 1;
  }
  return true;
}
