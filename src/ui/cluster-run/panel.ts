import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { JobPanelType, type ClusterTarget } from '../../contract';
import type { PanelCommand, ToHost } from '../../protocol/panel';
import { panelHtml } from '../panel-html';
import { PanelSession } from '../run/model/session';
import type { JobRun } from './job-run';
import type { JobRuns } from './job-runs';

/** The panels of jobs on clusters: one a job. */
export class JobPanels implements vscode.Disposable, vscode.WebviewPanelSerializer<unknown> {
  readonly #panels = new Map<JobRun, JobPanel>();
  readonly #parts: vscode.Disposable[];

  constructor(private readonly root: vscode.Uri, private readonly runs: JobRuns, private readonly act: (command: PanelCommand, run: JobRun) => void) {
    this.#parts = [
      runs.onEvent(({ run, event }) => { this.#panels.get(run)?.changed(event?.event === 'run' && event.run.kind === 'batch'); }),
      vscode.window.registerWebviewPanelSerializer(JobPanelType, this),
    ];
  }

  /** @returns false: there is no such cluster any more */
  show(target: ClusterTarget): boolean {
    const run = this.runs.open(target);
    if (!run) return false;
    const panel = this.#panels.get(run);
    if (panel) panel.reveal();
    else this.#adopt(vscode.window.createWebviewPanel(JobPanelType, titleOf(run), { viewColumn: vscode.ViewColumn.Active }, { enableFindWidget: false }), run);
    return true;
  }

  visible(run: JobRun): boolean { return this.#panels.get(run)?.visible ?? false; }

  /** After a reload of the window: the job is followed again, and what its log still has of its batches comes back. */
  async deserializeWebviewPanel(made: vscode.WebviewPanel, state: unknown): Promise<void> {
    const target = targetIn(state), run = target && this.runs.open(target);
    if (run) this.#adopt(made, run);
    else made.webview.html = gone();
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #adopt(made: vscode.WebviewPanel, run: JobRun): void {
    const panel = new JobPanel(made, this.root, run, (command) => { this.act(command, run); });
    this.#panels.set(run, panel);
    made.onDidDispose(() => { panel.dispose(); this.#panels.delete(run); this.runs.close(run); });
  }
}

const titleOf = (run: JobRun): string => vscode.l10n.t('Job: {0}', run.its.longTitle);

/** The view keeps whose panel it is: VS Code gives that back after a reload. */
function targetIn(state: unknown): ClusterTarget | undefined {
  const kept = typeof state === 'object' && state !== null && 'job' in state && typeof state.job === 'object' && state.job !== null ? state.job : {};
  const text = (name: string): string | undefined => { const value: unknown = Object.entries(kept).find(([key]) => key === name)?.[1]; return typeof value === 'string' ? value : undefined; };
  const cluster = text('cluster'), batch = text('batch'), app = text('app');
  return cluster === undefined || (batch === undefined && app === undefined) ? undefined : { cluster, ...(batch !== undefined && { batch }), ...(app !== undefined && { app }) };
}

const gone = (): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head><body><p>${vscode.l10n.t('The cluster of this job is no longer linked.')}</p></body></html>`;

class JobPanel {
  readonly #session: PanelSession;

  constructor(private readonly panel: vscode.WebviewPanel, root: vscode.Uri, private readonly run: JobRun, act: (command: PanelCommand) => void) {
    const { webview } = panel, resources = vscode.Uri.joinPath(root, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [resources] };
    panel.iconPath = { dark: vscode.Uri.joinPath(root, 'media', 'run-dark.svg'), light: vscode.Uri.joinPath(root, 'media', 'run-light.svg') };
    this.#session = new PanelSession({ run: () => run, post: (message) => { void webview.postMessage(message); }, command: act });
    webview.onDidReceiveMessage((message: ToHost) => { this.#session.receive(message); });
    panel.onDidChangeViewState(() => {
      run.hidden = !panel.visible;
      if (panel.visible) this.#session.changed();
    });
    webview.html = panelHtml({
      nonce: randomBytes(18).toString('base64url'), cspSource: webview.cspSource, title: panel.title,
      script: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'run.js')).toString(), style: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'run.css')).toString(),
    });
  }

  get visible(): boolean { return this.panel.visible; }
  reveal(): void { this.panel.reveal(); }
  dispose(): void { this.#session.dispose(); }

  changed(now: boolean): void {
    const title = titleOf(this.run);
    if (this.panel.title !== title) this.panel.title = title;
    if (this.panel.visible) this.#session.changed(now);
  }
}
