/** The panel of a job on a cluster in a plain page: the same host-side session as in VS Code, in the page itself, over a generated job. */
import type { RunQuestion } from '../../../src/protocol/run';
import type { ToHost } from '../../../src/protocol/panel';
import { JobModel } from '../../../src/ui/cluster-run/model/job-model';
import { PanelSession, type ShownRun } from '../../../src/ui/run/model/session';
import { GeneratedJob } from './generated-job';

const wanted = new URLSearchParams(location.search), scene = wanted.get('scene') ?? 'running', log: string[] = [];
document.body.className = `vscode-${wanted.get('theme') ?? 'dark'}`;
const model = new JobModel({ key: 'job 1', file: '/home/you/fraud/fraud.py', title: 'Batch 7', target: 'livy', startedAt: Date.now(), at: { cluster: 'c1', batch: '7' }, cluster: 'hdi-spark', hasPages: true, hasHistory: true,
  submitted: { at: Date.now() - 7_200_000, file: '/home/you/fraud/fraud.py', profile: 'production', body: JSON.stringify({ file: 'abfss://jobs@lake.dfs.core.windows.net/weir/ab12/fraud.py', name: 'fraud.py', conf: { 'spark.yarn.maxAppAttempts': '2' }, args: ['--token', '•••'] }, null, 2) } });
const job = new GeneratedJob({ batches: Number(wanted.get('batches') ?? 118), reader: scene === 'gauges' ? 'gauges' : 'log', attempt: scene === 'calm' ? 1 : 2, verdicts: scene !== 'calm', hostile: scene === 'hostile' }, (event) => { model.apply(event); session.changed(); });
const shown: ShownRun = { model: model.run, view: () => model.view(), ask: ((question: RunQuestion) => job.ask(question)) as ShownRun['ask'], job: { figures: (queryId, most) => model.series(queryId, most), log: (request) => job.log(request) } };
const session: PanelSession = new PanelSession({
  run: () => shown,
  post: (message) => { setTimeout(() => window.postMessage(structuredClone(message), '*')); },
  command: (command) => { log.push(JSON.stringify(command)); },
});
let state: unknown;
Object.assign(window, {
  commands: log, kept: () => JSON.stringify(state),
  acquireVsCodeApi: () => ({
    postMessage: (message: ToHost) => { const copy = structuredClone(message); setTimeout(() => { session.receive(copy); }); },
    getState: () => state,
    setState: (value: unknown) => { state = value; },
  }),
  more: (count: number) => { for (let i = 0; i < count; i++) job.step(1000 + i); },
});
Object.assign(window, { begin: () => { job.begin(); } });
if (scene === 'silent') { /* Nothing was told yet. */ } else if (scene === 'unreachable') {
  job.begin();
  model.apply({ event: 'status', status: { ...job.status(), problem: { kind: wanted.get('kind') ?? 'connection', message: 'hdi-spark.azurehdinsight.net does not answer.', hint: 'Check the network.' } } });
} else if (scene === 'over') {
  job.begin();
  model.apply({ event: 'run', run: { kind: 'state', state: 'succeeded' } });
  model.apply({ event: 'status', status: { ...job.status('succeeded'), over: 'ended' } });
} else job.begin(scene === 'starting' ? 'starting' : 'running');
session.changed();
