import { LitElement } from 'lit';

/** A piece of a panel in the light DOM: one style sheet, and labels and descriptions may refer across pieces. */
export abstract class Part extends LitElement {
  protected override createRenderRoot(): HTMLElement { return this; }
}

/** Defines the element once; a panel's entry may be loaded again by a restored webview. */
export function define(name: string, part: typeof Part & (new () => Part)): void {
  if (!customElements.get(name)) customElements.define(name, part);
}
