/** Fields of the form: each says its default, and what is wrong with it while it is typed. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FieldName, Pair, SubmitForm } from '../../protocol/submit-thread';

export interface Filling {
  form: SubmitForm;
  wrong: Record<string, string>;
  defaults: Partial<Record<FieldName, string>>;
  disabled: boolean;
  change(change: Partial<SubmitForm>): void;
}

type TextName = { [K in FieldName]: SubmitForm[K] extends string ? K : never }[FieldName];
type ListName = 'arguments' | 'packages' | 'pyFiles' | 'files' | 'jars' | 'archives';
type MapName = 'conf' | 'environment' | 'substitutions';
type FlagName = 'internet' | 'metrics' | 'connector';

const typed = (event: Event): string => (event.target as HTMLInputElement).value;
const error = (id: string, text: string | undefined): TemplateResult | typeof nothing => (text === undefined ? nothing : html`<p class="wrong" id="${id}-wrong" role="alert">${text}</p>`);

export function textField({ form, wrong, defaults, disabled, change }: Filling, name: TextName, label: string, hint: string, { wide = false, mono = true } = {}): TemplateResult {
  const is = defaults[name], why = wrong[name], says = [hint, ...(is === undefined || is === '' ? [] : [`Default: ${is}`])].filter((each) => each !== '').join(' ');
  return html`<div class="field ${wide ? 'wide' : ''}"><label for=${name}>${label}</label>
    <input id=${name} class=${mono ? 'data' : ''} type="text" spellcheck="false" autocomplete="off" .value=${form[name]} placeholder=${is ?? ''} ?disabled=${disabled} aria-invalid=${why !== undefined} aria-describedby="${name}-hint${why === undefined ? '' : ` ${name}-wrong`}" @input=${(event: Event) => { change({ [name]: typed(event) }); }}>
    <p class="dim hint" id="${name}-hint">${says}</p>${error(name, why)}</div>`;
}

export function flagField({ form, disabled, change }: Filling, name: FlagName, label: string, hint: string): TemplateResult {
  return html`<div class="field wide flag"><input type="checkbox" id=${name} .checked=${form[name]} ?disabled=${disabled} aria-describedby="${name}-hint" @change=${(event: Event) => { change({ [name]: (event.target as HTMLInputElement).checked }); }}><label for=${name}>${label}</label><p class="dim hint" id="${name}-hint">${hint}</p></div>`;
}

/** Focus goes to the row that was added. */
function added(event: Event): void {
  const group = (event.currentTarget as HTMLElement).closest('fieldset');
  requestAnimationFrame(() => { group?.querySelector<HTMLInputElement>('.rows > :last-child input')?.focus(); });
}

export function listField({ form, wrong, disabled, change }: Filling, name: ListName, label: string, hint: string, one: string): TemplateResult {
  const rows = form[name], set = (list: string[]): void => { change({ [name]: list }); };
  return html`<fieldset class="wide"><legend>${label}</legend><p class="dim hint">${hint}</p><div class="rows">${rows.map((value, i) => html`<div class="row"><input class="data" type="text" spellcheck="false" autocomplete="off" aria-label="${one} ${i + 1}" .value=${value} ?disabled=${disabled} aria-invalid=${wrong[`${name}.${i}`] !== undefined} aria-describedby=${wrong[`${name}.${i}`] === undefined ? nothing : `${name}-${i}-wrong`} @input=${(event: Event) => { set(rows.map((each, j) => (j === i ? typed(event) : each))); }}>
    ${remove(`${one} ${i + 1}`, disabled, () => { set(rows.filter((_, j) => j !== i)); })}${error(`${name}-${i}`, wrong[`${name}.${i}`])}</div>`)}</div>
    <button class="act add" ?disabled=${disabled} @click=${(event: Event) => { set([...rows, '']); added(event); }}>Add ${one}</button></fieldset>`;
}

export function mapField({ form, wrong, disabled, change }: Filling, name: MapName, label: string, hint: string, one: string, [left, right]: [string, string]): TemplateResult {
  const rows = form[name], set = (list: Pair[]): void => { change({ [name]: list }); };
  const box = (i: number, side: 0 | 1): TemplateResult => html`<input class="data" type="text" spellcheck="false" autocomplete="off" placeholder=${side === 0 ? left : right} aria-label="${one} ${i + 1}: ${side === 0 ? left : right}" .value=${rows[i]?.[side] ?? ''} ?disabled=${disabled} aria-invalid=${side === 0 && wrong[`${name}.${i}`] !== undefined} aria-describedby=${wrong[`${name}.${i}`] === undefined ? nothing : `${name}-${i}-wrong`}
    @input=${(event: Event) => { set(rows.map((each, j): Pair => (j !== i ? each : side === 0 ? [typed(event), each[1]] : [each[0], typed(event)]))); }}>`;
  return html`<fieldset class="wide"><legend>${label}</legend><p class="dim hint">${hint}</p><div class="rows">${rows.map((_, i) => html`<div class="row pair">${box(i, 0)}${box(i, 1)}${remove(`${one} ${i + 1}`, disabled, () => { set(rows.filter((_each, j) => j !== i)); })}${error(`${name}-${i}`, wrong[`${name}.${i}`])}</div>`)}</div>
    <button class="act add" ?disabled=${disabled} @click=${(event: Event) => { set([...rows, ['', '']]); added(event); }}>Add ${one}</button></fieldset>`;
}

const remove = (what: string, disabled: boolean, act: () => void): TemplateResult => html`<button class="act remove" title="Remove" aria-label="Remove ${what}" ?disabled=${disabled} @click=${act}>✕</button>`;

export function chooser(id: string, label: string, hint: string, choices: readonly { value: string; label: string }[], chosen: string, disabled: boolean, choose: (value: string) => void): TemplateResult {
  return html`<div class="field wide"><label for=${id}>${label}</label><select id=${id} ?disabled=${disabled} aria-describedby="${id}-hint" @change=${(event: Event) => { choose((event.target as HTMLSelectElement).value); }}>${choices.map(({ value, label: text }) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}</select><p class="dim hint" id="${id}-hint">${hint}</p></div>`;
}
