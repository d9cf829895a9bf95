import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { PanelType } from '../../contract';
import type { PanelCommand, ToHost } from '../../protocol/panel';
import type { LatePage } from '../../protocol/run';
import { setting } from '../contract';
import { PanelSession } from './model/session';
import { panelHtml } from '../panel-html';
import type { Run, Runs } from './runs';

/** The run panels: one a job file, showing that job's newest run unless an older one was asked for. */
export class RunPanels implements vscode.Disposable, vscode.WebviewPanelSerializer<unknown> {
  readonly #panels = new Map<string, Panel>();
  readonly #parts: vscode.Disposable[];
  readonly #lateSeen = new vscode.EventEmitter<string>();
  /** Rows that a job's run dropped are on screen; with the job's path. */
  readonly onLateSeen = this.#lateSeen.event;

  constructor(private readonly root: vscode.Uri, private readonly runs: Runs, private readonly act: (command: PanelCommand, file: string, run: Run | undefined) => void) {
    this.#parts = [
      runs.onEvent(({ run, event }) => { this.#panels.get(run.model.start.file)?.changed(run, event.kind === 'batch' && run.model.queries.get(event.batch.queryId)?.rows.length === 1); }),
      vscode.window.registerWebviewPanelSerializer(PanelType, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        this.#panels.get(textEditor.document.uri.fsPath)?.cursor((selections[0]?.active.line ?? 0) + 1);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('weir.simulateOnSave')) for (const panel of this.#panels.values()) panel.changed(); }),
    ];
  }

  /** Beside the editor at first; later where the person put it. The editor keeps the focus. */
  show(run: Run, reveal = true): void {
    const { file, title } = run.model.start;
    const panel = this.#panels.get(file);
    if (panel) return panel.display(run, reveal);
    const made = vscode.window.createWebviewPanel(PanelType, `Run: ${title}`, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableFindWidget: true });
    this.#adopt(made, file, run);
  }

  /** The rows that a batch dropped, in the panel of the run. */
  late(run: Run, queryId: string, ordinal: number): void {
    this.show(run);
    this.#panels.get(run.model.start.file)?.late(queryId, ordinal);
  }

  /** True while the panel of this job is on screen. */
  visible(file: string): boolean { return this.#panels.get(file)?.visible ?? false; }
  has(file: string): boolean { return this.#panels.has(file); }

  /** After a reload of the window: what the run did is gone, and the panel says so. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const file = typeof state === 'object' && state !== null && 'file' in state && typeof state.file === 'string' ? state.file : '';
    this.#adopt(panel, file, this.runs.newest(file));
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
    this.#lateSeen.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #adopt(made: vscode.WebviewPanel, file: string, run: Run | undefined): void {
    const panel = new Panel(made, this.root, run, (command, shown) => { this.act(command, file, shown); }, () => { this.#lateSeen.fire(file); });
    this.#panels.set(file, panel);
    made.onDidDispose(() => { panel.dispose(); this.#panels.delete(file); });
  }
}

/** Milliseconds that the last run of a job stays on show while its next one has nothing to show. */
const patience = 400;

class Panel {
  readonly #session: PanelSession;
  /** The job's newest run, until it is on show. */
  #next: Run | undefined;
  #turn: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly panel: vscode.WebviewPanel, root: vscode.Uri, private run: Run | undefined, act: (command: PanelCommand, run: Run | undefined) => void, lateSeen: () => void) {
    const { webview } = panel;
    const resources = vscode.Uri.joinPath(root, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [resources] };
    panel.iconPath = { dark: vscode.Uri.joinPath(root, 'media', 'run-dark.svg'), light: vscode.Uri.joinPath(root, 'media', 'run-light.svg') };
    this.#session = new PanelSession({
      run: () => {
        const { run: shown } = this;
        return shown ? {
          model: shown.model,
          view: () => shown.model.view({ simulateOnSave: setting('weir.simulateOnSave'), canContinue: shown.model.start.target === 'simulator' }),
          ask: (question) => shown.handle ? shown.handle.ask(question).then((answer) => { if (question.ask === 'late' && (answer as LatePage).rows.length > 0) lateSeen(); return answer; }) : Promise.reject(new Error(shown.model.active ? 'The simulator is still starting.' : 'The details of an earlier run are kept until its job runs again.')),
        } : null;
      },
      post: (message) => { void webview.postMessage(message); },
      command: (command) => { act(command, this.#next ?? this.run); },
    });
    webview.onDidReceiveMessage((message: ToHost) => { this.#session.receive(message); });
    panel.onDidChangeViewState(() => { if (panel.visible) this.#session.changed(); });
    webview.html = panelHtml({
      nonce: randomBytes(18).toString('base64url'), cspSource: webview.cspSource, title: panel.title,
      script: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'run.js')).toString(), style: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'run.css')).toString(),
    });
  }

  get visible(): boolean { return this.panel.visible; }
  cursor(line: number): void { if (this.panel.visible) this.#session.cursor(line); }
  late(queryId: string, ordinal: number): void { this.#session.late(queryId, ordinal); }
  dispose(): void { clearTimeout(this.#turn); this.#session.dispose(); }

  /** A newer run of the job takes the place of the one on show. */
  changed(run?: Run, now = false): void {
    if (run && run !== this.run && run.model.start.startedAt >= (this.run?.model.start.startedAt ?? 0)) this.#turnTo(run);
    // What is told to the view competes with the new run's first batch for the same processor.
    if (this.panel.visible && this.#next === undefined) this.#session.changed(now);
  }

  display(run: Run, reveal: boolean): void {
    if (run !== this.run) this.#turnTo(run);
    if (reveal && !this.panel.visible) this.panel.reveal(undefined, true);
    if (this.#next === undefined) this.#session.changed();
  }

  /** The same job starts again: what it did last stays on screen until there is something to take its place, or it is time. */
  #turnTo(run: Run): void {
    const left = patience - (Date.now() - run.model.start.startedAt), { queries, active } = run.model;
    clearTimeout(this.#turn);
    if (this.run && this.run.model.queries.size > 0 && active && left > 0 && ![...queries.values()].some((q) => q.rows.length > 0)) {
      this.#next = run;
      this.#turn = setTimeout(() => { this.#show(run); if (this.panel.visible) this.#session.changed(); }, left);
    } else this.#show(run);
  }

  #show(run: Run): void {
    clearTimeout(this.#turn);
    this.#next = undefined;
    this.run = run;
  }
}
