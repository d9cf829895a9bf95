/** The panel in a plain page: the same host-side session as in VS Code, in the page itself, over a generated run. */
import type { ToHost } from '../../../src/protocol/panel';
import { RunModel } from '../../../src/ui/run/model/run-model';
import { PanelSession } from '../../../src/ui/run/model/session';
import { GeneratedRun } from './generated-run';

const wanted = new URLSearchParams(location.search);
const scene = wanted.get('scene') ?? 'done';
const batches = Number(wanted.get('batches') ?? 13);
document.body.className = `vscode-${wanted.get('theme') ?? 'dark'}`;

const log: string[] = [];
/** What the panel was given on its questions: the cost of what a person does, counted. */
const work = { questions: 0, rows: 0 };
const rowsOf = (value: unknown): number => typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows) ? value.rows.length
  : typeof value === 'object' && value !== null && 'columns' in value && Array.isArray(value.columns) ? value.columns.length : 0;
const model = new RunModel({ key: 'run 1', file: '/home/you/fraud-detection/job.py', title: 'job.py', target: 'simulator', startedAt: Date.now() });
const run = new GeneratedRun({ batches, hostile: scene === 'hostile', failing: scene === 'failed', outputRows: Number(wanted.get('output')) || undefined, rowsPerBatch: Number(wanted.get('rows') ?? 84) },
  (event) => { model.apply(event); session.changed(); });
const session: PanelSession = new PanelSession({
  run: () => scene === 'none' ? null : { model, view: () => model.view({ simulateOnSave: false, canContinue: true }), ask: (question) => run.ask(question) },
  post: (message) => {
    if (message.kind === 'answer') { work.questions++; work.rows += rowsOf(message.value); }
    setTimeout(() => window.postMessage(structuredClone(message), '*'));
  },
  command: (command) => {
    log.push(JSON.stringify(command));
    if (command.do === 'step' && !run.done) run.step();
    if (command.do === 'pause') { model.apply({ kind: 'state', state: 'paused' }); session.changed(); }
    if (command.do === 'resume') { model.apply({ kind: 'state', state: 'running' }); session.changed(); }
    if (command.do === 'stop') { model.apply({ kind: 'state', state: 'stopped' }); session.changed(); }
  },
});

let state: unknown;
Object.assign(window, {
  commands: log, work,
  acquireVsCodeApi: () => ({
    postMessage: (message: ToHost) => { const copy = structuredClone(message); setTimeout(() => session.receive(copy)); },
    getState: () => state,
    setState: (value: unknown) => { state = value; },
  }),
  more: (count: number) => { for (let i = 0; i < count && !run.done; i++) run.step(); },
});

if (scene !== 'starting' && scene !== 'none') {
  run.begin();
  const now = scene === 'running' || scene === 'empty' ? Number(wanted.get('now') ?? 0) : batches;
  for (let i = 0; i < now; i++) run.step();
}
