import { html, nothing, type TemplateResult } from 'lit';
import { LOG_LEVELS, type LogLevelName } from '../../../protocol/cluster-run';
import { count } from '../../shared/format';
import { define, Part } from '../../shared/part';
import type { LogChoice } from './log-model';

/** Above the log: which of them, which lines, and what is looked for. */
export class LogTools extends Part {
  static override properties = { choice: { attribute: false }, attempts: { attribute: false }, hits: { attribute: false }, hit: { attribute: false }, following: { attribute: false }, ended: { attribute: false }, whole: { attribute: false } };
  declare choice: LogChoice;
  declare attempts: number;
  /** Lines in which is what is looked for; -1: nothing is, or it is not known yet. `hit`: place of the selected one among them, or -1. */
  declare hits: number;
  declare hit: number;
  declare following: boolean;
  declare ended: boolean;
  declare whole: boolean;

  protected override render(): TemplateResult {
    const { choice, attempts, hits, hit } = this, newest = choice.attempt ?? attempts;
    return html`<div class="tools">
      <span class="log-choices"><select aria-label="Which log" title="What the driver wrote to" @change=${(event: Event) => { this.#choose({ ...choice, stream: (event.target as HTMLSelectElement).value === 'stdout' ? 'stdout' : 'stderr' }); }}>${['stderr', 'stdout'].map((each) => html`<option value=${each} ?selected=${each === choice.stream}>${each}</option>`)}</select>
      ${attempts > 1 ? html`<select aria-label="Which attempt" title="Which attempt of YARN's" @change=${(event: Event) => { this.#attempt(Number((event.target as HTMLSelectElement).value)); }}>${Array.from({ length: attempts }, (_, i) => attempts - i).map((each) => html`<option value=${each} ?selected=${each === newest}>attempt ${each} of ${attempts}</option>`)}</select>` : nothing}
      <select aria-label="Which levels" title="Which lines are shown; what has no level always is" @change=${(event: Event) => { this.#level((event.target as HTMLSelectElement).value); }}><option value="" ?selected=${!choice.least}>all levels</option>${LOG_LEVELS.slice(1).map((each) => html`<option value=${each} ?selected=${each === choice.least}>${each}${each === 'ERROR' ? '' : ' and above'}</option>`)}</select></span>
      <input class="log-find" type="search" aria-label="Find in the log" placeholder="Find" title="Find (Ctrl+F); Enter and Shift+Enter go from one to the next" .value=${choice.find} @input=${(event: Event) => { this.dispatchEvent(new CustomEvent('find', { detail: (event.target as HTMLInputElement).value })); }}>
      ${hits < 0 ? nothing : html`<span class="dim log-hits" role="status">${hits === 0 ? 'not found' : hit < 0 ? `${count(hits)} found` : `${count(hit + 1)} of ${count(hits)}`}</span>
        <span class="log-steps"><button class="act" title="Previous (Shift+F3)" aria-label="Previous" ?disabled=${hits === 0} @click=${() => { this.#step(-1); }}>↑</button><button class="act" title="Next (F3)" aria-label="Next" ?disabled=${hits === 0} @click=${() => { this.#step(1); }}>↓</button></span>`}
      <span class="grow"></span>
      <button class="act" aria-pressed=${this.whole} title="Show the selected line whole (Enter)" @click=${() => { this.dispatchEvent(new CustomEvent('whole')); }}>Whole line</button>
      ${this.ended ? html`<span class="dim log-ended">complete</span>` : html`<button class="act" aria-pressed=${this.following} title="Stay at the newest line (End)" @click=${() => { this.dispatchEvent(new CustomEvent('follow')); }}>${this.following ? 'Following' : 'Follow'}</button>`}</div>`;
  }

  #choose(choice: LogChoice): void { this.dispatchEvent(new CustomEvent('choice', { detail: choice })); }
  #step(by: 1 | -1): void { this.dispatchEvent(new CustomEvent('step', { detail: by })); }

  /** The newest one goes on with the next attempt. */
  #attempt(attempt: number): void {
    const { attempt: _, ...newest } = this.choice;
    this.#choose(attempt === this.attempts ? newest : { ...newest, attempt });
  }

  #level(value: string): void {
    const { least: _, ...all } = this.choice;
    this.#choose(value === '' ? all : { ...all, least: value as LogLevelName });
  }
}
define('weir-log-tools', LogTools);
