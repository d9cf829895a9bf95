import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Commands, SubmitPanelType, type ClusterTarget } from '../../contract';
import type { SubmitCommand, SubmitToHost, SubmitToView } from '../../protocol/submit-panel';
import { runCommand } from '../contract';
import { panelHtml } from '../panel-html';
import { rangeOf } from '../run/problems';
import { copyUri } from './copies';
import type { SubmitSession } from './session';

export interface FormOwner {
  /** Writes the form into the file of profiles. */
  save(session: SubmitSession): Promise<void>;
  closed(): void;
}

/** The submit form of one job, as a tab of the editor. */
export class FormPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  #session: SubmitSession | undefined;
  #ready = false;
  /** The job that came of it. */
  target: ClusterTarget | undefined;

  constructor(root: vscode.Uri, title: string, private readonly owner: FormOwner, restored?: vscode.WebviewPanel) {
    const resources = vscode.Uri.joinPath(root, 'dist', 'webview');
    this.#panel = restored ?? vscode.window.createWebviewPanel(SubmitPanelType, vscode.l10n.t('Submit: {0}', title), vscode.ViewColumn.Active, { enableFindWidget: true, retainContextWhenHidden: false });
    const { webview } = this.#panel;
    webview.options = { enableScripts: true, localResourceRoots: [resources] };
    this.#panel.iconPath = { dark: vscode.Uri.joinPath(root, 'media', 'run-dark.svg'), light: vscode.Uri.joinPath(root, 'media', 'run-light.svg') };
    webview.onDidReceiveMessage((message: SubmitToHost) => {
      if (message.kind === 'command') return void this.#act(message.command);
      this.#ready = true;
      this.#session?.show();
    });
    this.#panel.onDidDispose(() => { this.owner.closed(); });
    webview.html = panelHtml({
      nonce: randomBytes(18).toString('base64url'), cspSource: webview.cspSource, title: this.#panel.title,
      script: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'submit.js')).toString(), style: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'submit.css')).toString(),
    });
  }

  /** The form of another start takes the place of the one before. */
  show(session: SubmitSession): void {
    this.#session = session;
    this.#panel.reveal(undefined, false);
    session.show();
  }

  post(message: SubmitToView): void { if (this.#ready) void this.#panel.webview.postMessage(message); }
  reveal(): void { this.#panel.reveal(undefined, false); }
  dispose(): void { this.#panel.dispose(); }

  #act(command: SubmitCommand): void {
    const session = this.#session;
    if (!session) return;
    switch (command.do) {
      case 'edit': session.edit(command.form); return;
      case 'cluster': session.cluster(command.id); return;
      case 'profile': session.profile(command.name); return;
      case 'access': session.access(command.by); return;
      case 'check': return void session.check(true);
      case 'submit': return void session.submit();
      case 'stop': session.stop(); return;
      case 'save': return void this.owner.save(session);
      case 'linkCluster': return void runCommand(Commands.LinkCluster);
      case 'openJob': if (this.target) void runCommand(Commands.OpenJob, this.target); return;
      case 'copy': return void vscode.env.clipboard.writeText(command.text);
      case 'diff': return void vscode.commands.executeCommand('vscode.diff', vscode.Uri.file(command.file), copyUri(session.state.file, command.file), vscode.l10n.t('{0} ↔ as it is uploaded', command.file.split(/[\\/]/).at(-1) ?? command.file));
      case 'reveal': return void vscode.window.showTextDocument(vscode.Uri.file(command.span.file), { viewColumn: vscode.ViewColumn.One, selection: rangeOf(command.span) });
    }
  }
}
