import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Commands, PlanPanelType } from '../../contract';
import type { PlannedNote } from '../../protocol/language';
import type { PlanToHost, PlanToView } from '../../protocol/plan-panel';
import { registerCommand } from '../contract';
import { panelHtml } from '../panel-html';
import { rangeOf } from '../run/problems';
import { JobPlans } from './state';

/** The plan of the job in the active editor, beside it, live while one types. */
export function registerPlanView(context: vscode.ExtensionContext, onPlanned: vscode.Event<PlannedNote>): vscode.Disposable {
  const plans = new JobPlans();
  let panel: vscode.WebviewPanel | undefined, ready = false, shown: vscode.TextDocument | undefined;
  const post = (message: PlanToView): void => { if (ready) void panel?.webview.postMessage(message); };
  const show = (): void => {
    if (!panel || !shown) return;
    const title = shown.uri.path.split('/').at(-1) ?? '';
    panel.title = vscode.l10n.t('Plan: {0}', title);
    post({ kind: 'state', state: plans.state({ uri: shown.uri.toString(), file: shown.uri.fsPath, title, version: shown.version }, vscode.workspace.isTrusted) });
  };
  const cursor = (editor: vscode.TextEditor | undefined): void => {
    if (editor && editor.document === shown) post({ kind: 'cursor', line: editor.selection.active.line + 1 });
  };
  const follow = (editor: vscode.TextEditor | undefined): void => {
    const job = pythonOf(editor);
    if (!job || !panel) return;
    shown = job;
    show();
    cursor(editor);
  };
  const adopt = (made: vscode.WebviewPanel): void => {
    panel = made;
    panel.onDidDispose(() => { panel = shown = undefined; ready = false; });
    panel.webview.onDidReceiveMessage((message: PlanToHost) => {
      if (message.kind === 'ready') {
        ready = true;
        show();
        cursor(vscode.window.visibleTextEditors.find(({ document }) => document === shown));
      } else if (message.command.do === 'copy') void vscode.env.clipboard.writeText(message.command.text);
      else void reveal(message.command.span);
    });
  };
  const open = (): void => {
    const editor = vscode.window.activeTextEditor;
    if (panel) panel.reveal(undefined, true);
    else {
      const made = vscode.window.createWebviewPanel(PlanPanelType, vscode.l10n.t('Plan'), { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableFindWidget: true });
      adopt(made);
      fill(made, context);
    }
    follow(editor);
  };
  // After a reload of the window: the job that was shown is opened, unseen, and looked at again.
  const restored: vscode.WebviewPanelSerializer<unknown> = {
    async deserializeWebviewPanel(made, state) {
      const job = await documentOf(state) ?? pythonOf(vscode.window.activeTextEditor);
      // The job is gone, or a view was opened meanwhile.
      if (panel || !job) {
        made.dispose();
        return;
      }
      shown = job;
      adopt(made);
      fill(made, context);
      follow(vscode.window.activeTextEditor);
    },
  };
  return vscode.Disposable.from(
    registerCommand(Commands.ShowPlan, open), vscode.window.registerWebviewPanelSerializer(PlanPanelType, restored),
    onPlanned((note) => {
      plans.planned(note);
      if (note.uri === shown?.uri.toString()) show();
    }),
    vscode.window.onDidChangeActiveTextEditor(follow),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => { cursor(textEditor); }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => { if (document === shown) show(); }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => { plans.closed(uri.toString()); }),
    { dispose: () => { panel?.dispose(); } },
  );
}

const pythonOf = (editor: vscode.TextEditor | undefined): vscode.TextDocument | undefined => (editor?.document.languageId === 'python' ? editor.document : undefined);

/** The job that a view's memory names; undefined: it names none, or it is not there any more. */
async function documentOf(state: unknown): Promise<vscode.TextDocument | undefined> {
  if (typeof state !== 'object' || state === null || !('uri' in state) || typeof state.uri !== 'string') return undefined;
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(state.uri, true));
  } catch {
    return undefined;
  }
}

function fill(panel: vscode.WebviewPanel, { extensionUri }: vscode.ExtensionContext): void {
  const resources = vscode.Uri.joinPath(extensionUri, 'dist', 'webview'), at = (name: string): vscode.Uri => vscode.Uri.joinPath(resources, name);
  panel.iconPath = { dark: vscode.Uri.joinPath(extensionUri, 'media', 'run-dark.svg'), light: vscode.Uri.joinPath(extensionUri, 'media', 'run-light.svg') };
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [resources] };
  webview.html = panelHtml({ nonce: randomBytes(18).toString('base64url'), cspSource: webview.cspSource, title: panel.title, script: webview.asWebviewUri(at('plan.js')).toString(), style: webview.asWebviewUri(at('plan.css')).toString() });
}

async function reveal(span: Parameters<typeof rangeOf>[0]): Promise<void> {
  const uri = vscode.Uri.file(span.file), visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === uri.fsPath);
  await vscode.window.showTextDocument(uri, { viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One, selection: rangeOf(span) });
}
