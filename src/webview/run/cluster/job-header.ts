import { html, nothing, type TemplateResult } from 'lit';
import type { FollowStatus } from '../../../protocol/cluster-run';
import type { JobCommand, QueryView, RunView } from '../../../protocol/panel';
import type { RunState } from '../../../protocol/run';
import '../../shared/menu';
import type { MenuGroups } from '../../shared/menu';
import { define, Part } from '../../shared/part';
import { zoneMenu, type ZoneChoice } from '../../shared/zones';
import { theHost } from '../host';
import { verdictWords } from './words';

const states: Record<RunState, { mark: string; word: string; tone: string }> = {
  starting: { mark: '◌', word: 'starting', tone: 'dim' }, running: { mark: '●', word: 'running', tone: 'ok' }, paused: { mark: '◫', word: 'paused', tone: 'edge' },
  succeeded: { mark: '✓', word: 'succeeded', tone: 'ok' }, failed: { mark: '✕', word: 'failed', tone: 'late' }, stopped: { mark: '■', word: 'killed', tone: 'dim' },
};

/** Between two looks at the progress, seconds. */
const paces = [1, 5, 15];

export const act = (job: JobCommand) => (): void => { theHost().command({ do: 'job', job }); };

/** The job, where it runs, how it stands and what is wrong with it. */
export class JobHeader extends Part {
  static override properties = { run: { attribute: false }, query: { attribute: false }, zone: { attribute: false }, table: { attribute: false } };
  declare run: RunView;
  declare query: QueryView | undefined;
  declare zone: ZoneChoice;
  declare table: boolean;

  protected override render(): TemplateResult {
    const { run } = this, status = run.cluster?.status, job = status?.job, state = states[run.state];
    const about = [run.cluster?.name, job?.batch === undefined ? undefined : `Livy batch ${job.batch}`, job?.app].filter((part) => part !== undefined).join(' · ');
    const worst = [...status?.verdicts ?? []].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'))[0];
    return html`<header class="bar"><div class="about"><h1 title=${run.title}>${run.title}</h1><span class="dim what">${about}</span>
      <span class="state-word" role="status"><span class=${state.tone} aria-hidden="true">${state.mark}</span> ${state.word}${job?.attempt !== undefined && job.attempt > 1 ? `, attempt ${job.attempt}` : ''}</span>
      ${worst ? html`<span class=${worst.severity === 'error' ? 'late' : 'edge'} title=${`${worst.text}. ${worst.hint}`}><span aria-hidden="true">▲</span> ${verdictWords[worst.id]}</span>` : nothing}</div>
      <div class="actions" role="toolbar" aria-label="Job">${this.#pages(status)}<button class="act" title="Submit the job again" @click=${act({ act: 'resubmit' })}>Resubmit</button>
        ${run.state === 'starting' || run.state === 'running' ? html`<button class="act" title="End the job on the cluster" @click=${act({ act: 'kill' })}>Kill…</button>` : nothing}<weir-menu .groups=${this.#menu()}></weir-menu></div></header>`;
  }

  #pages(status: FollowStatus | undefined): TemplateResult | typeof nothing {
    if (this.run.cluster?.hasPages !== true || status?.job.app === undefined) return nothing;
    const runs = this.run.state === 'running';
    return html`${runs ? html`<button class="act" title="Open the job's Spark UI in a browser" @click=${act({ act: 'openSparkUi' })}>Spark UI</button>` : status.over === undefined || !this.run.cluster.hasHistory ? nothing : html`<button class="act" title="Open what Spark's history server shows of the job" @click=${act({ act: 'openHistory' })}>History</button>`}<button class="act" title="Open YARN's page of the application in a browser" @click=${act({ act: 'openYarn' })}>YARN</button>`;
  }

  #menu(): MenuGroups {
    const { query, run } = this, statistics = run.cluster?.statistics === true, everyMs = run.cluster?.status?.everyMs;
    return [
      [{ title: 'Look Now', hint: 'Ask the cluster at once', run: act({ act: 'look' }) },
        ...paces.map((seconds) => ({ title: `Look Every ${seconds} s`, checked: everyMs === seconds * 1000, hint: seconds < 5 ? 'More requests than usual go to the cluster; the last line says how many' : 'How often the cluster is asked for progress', run: act({ act: 'every', ms: seconds * 1000 }) }))],
      [{ title: 'Figures as a Table', checked: this.table, run: () => { this.dispatchEvent(new CustomEvent('table')); } }],
      zoneMenu(this.zone, query?.info.timeZone ?? 'UTC', (choice) => { this.dispatchEvent(new CustomEvent('zone', { detail: choice })); }),
      [{ title: "Ask Spark's Statistics Page", checked: statistics, hint: "It tells more where the log does not, and takes triggerExecution from what the job itself reads of its progress", run: act({ act: 'statistics', asked: !statistics }) }],
      [{ title: 'Open Progress', disabled: !query?.last, run: () => { theHost().command({ do: 'openProgress', queryId: query?.info.id ?? '' }); } }, { title: 'Show Log', run: () => { theHost().command({ do: 'showLog' }); } }],
    ];
  }
}
define('weir-job-header', JobHeader);
