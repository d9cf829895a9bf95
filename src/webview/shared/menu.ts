import { html, nothing, type TemplateResult } from 'lit';
import { define, Part } from './part';

export interface MenuItem { title: string; checked?: boolean; disabled?: boolean; hint?: string; run: () => void }
/** Groups are divided by a line. */
export type MenuGroups = readonly (readonly MenuItem[])[];

/** A button and its menu: arrow keys, Home/End, Escape; closes when the focus leaves. */
export class Menu extends Part {
  static override properties = { groups: { attribute: false }, label: {}, text: {}, open: { state: true } };
  declare groups: MenuGroups;
  /** What the button is called, and what stands on it. */
  declare label: string;
  declare text: string;
  declare open: boolean;

  constructor() {
    super();
    this.groups = [];
    this.label = 'More actions';
    this.text = '⋯';
    this.open = false;
  }

  protected override render(): TemplateResult {
    return html`<div class="menu-anchor" @focusout=${this.#left} @keydown=${this.#key}>
      <button class="act more" aria-haspopup="menu" aria-expanded=${this.open} aria-label=${this.label} title=${this.label} @click=${() => { void this.#toggle(); }}>${this.text}</button>
      ${this.open ? html`<div class="menu" role="menu" aria-label=${this.label}>${this.groups.map((group, i) => html`${i > 0 ? html`<div class="menu-line" role="separator"></div>` : nothing}${group.map((item) => this.#item(item))}`)}</div>` : nothing}</div>`;
  }

  #item(item: MenuItem): TemplateResult {
    const check = item.checked !== undefined;
    return html`<button class="menu-item" role=${check ? 'menuitemcheckbox' : 'menuitem'} aria-checked=${check ? item.checked : nothing} aria-disabled=${item.disabled ?? nothing} tabindex="-1" title=${item.hint ?? nothing}
      @click=${() => { if (item.disabled) return; this.#close(); item.run(); }}><span class="tick" aria-hidden="true">${item.checked ? '✓' : ''}</span>${item.title}</button>`;
  }

  async #toggle(): Promise<void> {
    this.open = !this.open;
    await this.updateComplete;
    if (this.open) this.querySelector<HTMLElement>('.menu-item')?.focus();
  }

  #close(): void { this.open = false; this.querySelector<HTMLElement>('.more')?.focus(); }

  #left(event: FocusEvent): void {
    if (!(event.relatedTarget instanceof Node) || !this.contains(event.relatedTarget)) this.open = false;
  }

  #key(event: KeyboardEvent): void {
    if (!this.open) return;
    const items = [...this.querySelectorAll<HTMLElement>('.menu-item')], at = items.findIndex((item) => item === document.activeElement), last = items.length - 1;
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (next !== undefined) items[next]?.focus();
    else if (event.key === 'Escape') this.#close();
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    if (next !== undefined || event.key === 'Escape') event.preventDefault();
    event.stopPropagation();
  }
}
define('weir-menu', Menu);
