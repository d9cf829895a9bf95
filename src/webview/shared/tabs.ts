import { html, nothing, type TemplateResult } from 'lit';

export interface TabItem<K extends string> { id: K; title: string; count?: string; hint?: string; tone?: string }

/** A row of tabs with arrow-key movement; the caller renders the panel with id `${name}-panel`. */
export function tabs<K extends string>(name: string, label: string, items: readonly TabItem<K>[], chosen: K, choose: (id: K) => void): TemplateResult {
  const move = (event: KeyboardEvent): void => {
    const at = items.findIndex((item) => item.id === chosen), last = items.length - 1;
    const next = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[event.key];
    const item = next === undefined ? undefined : items[next];
    if (!item) return;
    event.preventDefault();
    event.stopPropagation();
    choose(item.id);
    (event.currentTarget as HTMLElement).querySelectorAll('button')[next ?? 0]?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>${items.map((item) => html`<button role="tab" id="${name}-${item.id}" title=${item.hint ?? nothing}
    aria-selected=${item.id === chosen} aria-controls=${item.id === chosen ? `${name}-panel` : nothing} tabindex=${item.id === chosen ? 0 : -1} @click=${() => { choose(item.id); }}>${item.title}${item.count ? html` <span class="n ${item.tone ?? ''}">${item.count}</span>` : nothing}</button>`)}</div>`;
}
