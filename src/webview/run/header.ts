import { html, nothing, type TemplateResult } from 'lit';
import type { PanelCommand, QueryView, RunView } from '../../protocol/panel';
import type { RunState } from '../../protocol/run';
import { theHost } from './host';
import '../shared/menu';
import type { MenuGroups } from '../shared/menu';
import { define, Part } from '../shared/part';
import { zoneMenu, type ZoneChoice } from '../shared/zones';

const targets = { simulator: 'Simulator', spark: 'Local Spark', livy: 'Cluster' };
const states: Record<RunState, { mark: string; word: string; tone: string }> = {
  starting: { mark: '◌', word: 'starting', tone: 'dim' }, running: { mark: '●', word: 'running', tone: 'ok' }, paused: { mark: '◫', word: 'paused', tone: 'edge' },
  succeeded: { mark: '✓', word: 'finished', tone: 'ok' }, failed: { mark: '✕', word: 'failed', tone: 'late' }, stopped: { mark: '■', word: 'stopped', tone: 'dim' },
};

export const active = (state: RunState): boolean => state === 'starting' || state === 'running' || state === 'paused';

/** Only the simulator can be stepped, paused and killed at a point. */
export const simulated = (run: RunView): boolean => run.target === 'simulator';

/** The job, what runs it, how it stands, and what can be done with it. */
export class Header extends Part {
  static override properties = { run: { attribute: false }, query: { attribute: false }, zone: { attribute: false }, rates: { attribute: false } };
  declare run: RunView;
  declare query: QueryView | undefined;
  declare zone: ZoneChoice;
  declare rates: boolean;

  protected override render(): TemplateResult {
    const { run, query } = this, state = states[run.state];
    const about = [targets[run.target], run.input].filter((part) => part !== '').join(' · ');
    return html`<header class="bar"><div class="about"><h1 title=${run.file}>${run.title}</h1><span class="dim what" title=${query?.info.sources.join('\n') ?? about}>${about}</span>
      <span class="state-word" role="status"><span class=${state.tone} aria-hidden="true">${state.mark}</span> ${state.word}</span>${query?.last && active(run.state) ? html`<span class="dim">batch ${query.last.batchId}</span>` : nothing}</div>
      <div class="actions" role="toolbar" aria-label="Run">${active(run.state) ? this.#live() : this.#over()}<weir-menu .groups=${this.#menu()}></weir-menu></div></header>`;
  }

  #live(): TemplateResult {
    if (!simulated(this.run)) return action('Stop', '', 'Stop the job, as Ctrl-C does', { do: 'stop' });
    const paused = this.run.state === 'paused', queryId = this.query?.info.id;
    return html`${action('Step', 'S', 'Run one micro-batch of this query, then pause', { do: 'step', ...(queryId && { queryId }) })}
      ${paused ? action('Resume', 'Space', 'Let the queries run on', { do: 'resume' }) : action('Pause', 'Space', 'Pause after this micro-batch', { do: 'pause' })}
      ${action('Stop', '', 'Stop all queries and end the job', { do: 'stop' })}`;
  }

  #over(): TemplateResult {
    if (!simulated(this.run)) return action('Run Again', '', 'Run the job on Spark again', { do: 'again', paused: false }, true);
    return html`${action('Step', 'S', 'Start again, paused after the first micro-batch', { do: 'again', paused: true })}${action('Simulate Again', '', 'Run the job again from the start', { do: 'again', paused: false }, true)}`;
  }

  #menu(): MenuGroups {
    const { run } = this, send = (command: PanelCommand) => () => { theHost().command(command); };
    return [
      [{ title: 'Simulate on Save', checked: run.simulateOnSave, run: send({ do: 'toggleSimulateOnSave' }) }],
      [{ title: 'Rates Instead of Rows', checked: this.rates, run: () => { this.dispatchEvent(new CustomEvent('rates')); } }],
      zoneMenu(this.zone, this.query?.info.timeZone ?? 'UTC', (choice) => { this.dispatchEvent(new CustomEvent('zone', { detail: choice })); }),
      ...(simulated(run) ? [[{ title: 'Continue from Checkpoint', disabled: !run.canContinue || active(run.state), hint: 'Start again on the checkpoint that this run left', run: send({ do: 'continueFromCheckpoint' }) },
        { title: 'Crash and Restart at…', hint: 'Kill the next micro-batch at a named point and start again from its checkpoint', run: send({ do: 'crashAndRestart' }) }]] : []),
      [{ title: 'Open Progress', disabled: !this.query?.last, run: send({ do: 'openProgress', queryId: this.query?.info.id ?? '' }) }, { title: 'Record as Test', disabled: this.run.target !== 'simulator' || this.run.queries.length === 0, run: send({ do: 'recordAsTest' }) }, { title: 'Show Log', run: send({ do: 'showLog' }) }],
    ];
  }
}
define('weir-header', Header);

function action(title: string, key: string, hint: string, command: PanelCommand, primary = false): TemplateResult {
  return html`<button class="act ${primary ? 'primary' : ''}" title=${key ? `${hint} (${key})` : hint} aria-keyshortcuts=${key || nothing} @click=${() => { theHost().command(command); }}>${title}${key ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}</button>`;
}
