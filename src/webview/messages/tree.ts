import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { count } from '../shared/format';
import { pathOf, plain, type JsonNode } from '../shared/json-tree';
import { define, Part } from '../shared/part';

interface Line { path: string; name: string | number | undefined; node: JsonNode; depth: number; parts: (string | number)[]; rest?: number }

/** Entries of one object or array that are shown before the rest is asked for. */
const most = 200;
const openedAtFirst = 3;

/** A value as a tree: arrow keys move and open, what is chosen is told with `choose`. */
export class JsonTree extends Part {
  static override properties = { root: { attribute: false }, label: {}, chosen: { state: true }, open: { state: true }, shown: { state: true } };
  declare root: JsonNode;
  declare label: string;
  /** Path of the chosen node. */
  declare chosen: string;
  declare open: ReadonlyMap<string, boolean>;
  /** How many entries of a node are shown, where it is more than usual. */
  declare shown: ReadonlyMap<string, number>;

  constructor() {
    super();
    this.label = '';
    this.chosen = '$';
    this.open = new Map();
    this.shown = new Map();
  }

  /** What was opened stays open from message to message, so that a field can be compared. */
  protected override willUpdate(changes: PropertyValues<this>): void { if (changes.has('root')) this.shown = new Map(); }

  protected override render(): TemplateResult {
    const lines = this.#lines(), at = Math.max(0, lines.findIndex(({ path }) => path === this.chosen));
    return html`<div class="tree data" role="tree" tabindex="0" aria-label=${this.label} aria-activedescendant="tree-${at}" @keydown=${(event: KeyboardEvent) => { this.#key(event, lines, at); }}>${lines.map((line, i) => this.#line(line, i, i === at))}</div>`;
  }

  #line(line: Line, index: number, chosen: boolean): TemplateResult {
    const { node, name, depth, path } = line, inner = isInner(node), open = inner && this.#isOpen(line);
    if (line.rest !== undefined) return html`<div role="treeitem" id="tree-${index}" class="tree-line ${chosen ? 'sel' : ''}" aria-level=${depth + 1} aria-selected=${chosen} .style=${`padding-left:${depth * 16 + 12}px`} @click=${() => { this.#more(line); }}><span class="tree-twist"></span><span class="dim">${count(line.rest)} more…</span></div>`;
    return html`<div role="treeitem" id="tree-${index}" class="tree-line ${chosen ? 'sel' : ''}" aria-level=${depth + 1} aria-selected=${chosen} aria-expanded=${inner ? open : nothing} .style=${`padding-left:${depth * 16 + 12}px`}
      @click=${() => { this.#choose(line); if (inner) this.#set(path, !open); }}><span class="tree-twist" aria-hidden="true">${inner && node.entries.length > 0 ? open ? '▾' : '▸' : ''}</span>${name === undefined ? nothing : html`<span class="json-key">${name}</span>${inner ? ' ' : html`<span class="dim">: </span>`}`}${this.#value(node, open)}</div>`;
  }

  #value(node: JsonNode, open: boolean): TemplateResult {
    if (node.kind === 'array') return html`<span class="dim">${node.entries.length === 0 ? '[]' : count(node.entries.length)}</span>`;
    if (node.kind === 'object') return html`<span class="dim">${node.entries.length === 0 ? '{}' : open ? '' : `{${node.entries.slice(0, 4).map(({ name }) => name).join(', ')}${node.entries.length > 4 ? ', …' : ''}}`}</span>`;
    return html`<span class=${node.kind === 'string' ? 'json-string' : node.kind === 'null' ? 'null' : 'json-value'}>${node.text}</span>`;
  }

  #lines(): Line[] {
    const lines: Line[] = [];
    const add = (node: JsonNode, name: string | number | undefined, depth: number, parts: (string | number)[]): void => {
      const line: Line = { node, name, depth, parts, path: pathOf(parts) };
      // The outermost braces are no line of their own.
      const bare = name === undefined && isInner(node) && node.entries.length > 0;
      if (!bare) lines.push(line);
      if (!isInner(node) || !(bare || this.#isOpen(line))) return;
      const inner = bare ? 0 : depth + 1, show = this.shown.get(line.path) ?? most;
      for (const entry of node.entries.slice(0, show)) add(entry.node, entry.name, inner, [...parts, entry.name]);
      if (node.entries.length > show) lines.push({ ...line, path: `${line.path} …`, depth: inner, rest: node.entries.length - show });
    };
    add(this.root, undefined, 0, []);
    return lines;
  }

  #isOpen({ path, depth, node }: Line): boolean { return this.open.get(path) ?? (depth < openedAtFirst && node.entries.length <= 20); }
  #set(path: string, open: boolean): void { this.open = new Map(this.open).set(path, open); }
  #more({ path, rest, node }: Line): void { this.shown = new Map(this.shown).set(path.slice(0, -2), node.entries.length - (rest ?? 0) + 5 * most); }

  #choose(line: Line): void {
    this.chosen = line.path;
    const { node } = line;
    this.dispatchEvent(new CustomEvent('choose', { detail: { path: line.path, text: node.kind === 'string' ? plain(node.text) : node.text, inner: isInner(node) } }));
  }

  #key(event: KeyboardEvent, lines: Line[], at: number): void {
    const line = lines[at];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const inner = isInner(line.node) && line.rest === undefined, open = inner && this.#isOpen(line);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    const next = to === undefined ? undefined : lines[to];
    if (next) this.#choose(next);
    else if (event.key === 'ArrowRight' && inner) { if (open) { const child = lines[at + 1]; if (child) this.#choose(child); } else this.#set(line.path, true); }
    else if (event.key === 'ArrowLeft') { if (open) this.#set(line.path, false); else { const up = lines.slice(0, at).reverse().find(({ depth }) => depth < line.depth); if (up) this.#choose(up); } }
    else if (event.key === 'Enter' || event.key === ' ') { if (line.rest !== undefined) this.#more(line); else if (inner) this.#set(line.path, !open); }
    else if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void this.updateComplete.then(() => { this.querySelector('.tree-line.sel')?.scrollIntoView({ block: 'nearest' }); });
  }
}
define('weir-json-tree', JsonTree);

const isInner = (node: JsonNode): boolean => node.kind === 'object' || node.kind === 'array';
