/** The tab of the driver's log in a plain page. What it asks goes to the test process, where the log is held by the real thing. */
import '../../../src/webview/shared/panel.css';
import '../../../src/webview/run/run.css';
import type { LogTab } from '../../../src/webview/run/cluster/log-tab';
import type { RunView } from '../../../src/protocol/panel';

declare const toHost: (message: unknown) => Promise<void>;

const wanted = new URLSearchParams(location.search);
document.body.className = `vscode-${wanted.get('theme') ?? 'dark'}`;
Object.assign(window, {
  fromHost: (message: unknown) => { window.postMessage(message, '*'); },
  acquireVsCodeApi: () => ({ postMessage: (message: unknown) => { void toHost(message); }, getState: () => undefined, setState: () => undefined }),
});

const run: RunView = { key: 'run 1', title: 'fraud.py', file: '/home/you/fraud.py', target: 'livy', input: '', state: 'running', startedAt: Date.now(), queries: [], problems: [], notes: [], printed: 0, simulateOnSave: false, canContinue: false };

void import('../../../src/webview/run/cluster/log-tab').then(async () => {
  const { theHost } = await import('../../../src/webview/run/host');
  theHost().listen(() => undefined);
  const main = document.body.appendChild(document.createElement('main')), heading = main.appendChild(document.createElement('h1')), tab = document.createElement('weir-log') as LogTab;
  main.className = 'log-page';
  heading.className = 'visually-hidden';
  heading.textContent = 'Driver log';
  tab.run = run;
  tab.attempts = Number(wanted.get('attempts') ?? 1);
  main.append(tab);
});
