import path from 'node:path';
import * as vscode from 'vscode';
import type { Change, Migration, Proof } from '../../protocol/migrate';

export const SCHEME = 'weir-migration';

/** A migration that is on show: nothing of it is written yet. */
export interface Shown { document: vscode.TextDocument; before: string; migration: Migration; proof: Proof | undefined; uri: vscode.Uri }

/** The job as it would be, beside the job as it is: VS Code's diff, with what each change is for as a comment below it. */
export class MigrationView {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #comments = vscode.comments.createCommentController('weir.migration', vscode.l10n.t('Why the job changes'));
  readonly #parts: vscode.Disposable;
  #threads: vscode.CommentThread[] = [];
  #shown: Shown | undefined;

  constructor(private readonly docs: vscode.Uri) {
    this.#parts = vscode.Disposable.from(this.#changed, this.#comments, vscode.workspace.registerTextDocumentContentProvider(SCHEME, { onDidChange: this.#changed.event, provideTextDocumentContent: (uri) => (uri.toString() === this.#shown?.uri.toString() ? this.#shown.migration.text : '') }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => { if (closed.some((tab) => this.#isOwn(tab))) this.#forget(); }));
  }

  get shown(): Shown | undefined { return this.#shown; }

  async show(document: vscode.TextDocument, migration: Migration, proof: Proof | undefined): Promise<void> {
    await this.close();
    const name = path.basename(document.uri.fsPath), uri = document.uri.with({ scheme: SCHEME });
    this.#shown = { document, before: document.getText(), migration, proof, uri };
    this.#changed.fire(uri);
    const title = migration.to === 'streaming' ? vscode.l10n.t('{0} ↔ as a streaming job', name) : vscode.l10n.t('{0} ↔ as a batch job', name);
    await vscode.commands.executeCommand('vscode.diff', document.uri, uri, title, { preview: false });
    this.#explain(uri, migration, proof);
    const first = migration.changes.find(({ why }) => why.some(({ code }) => code !== 'import')), editor = vscode.window.activeTextEditor;
    // The first change and what is said of it, whatever else opens beside them.
    if (first && editor?.document.uri.toString() === uri.toString()) editor.revealRange(new vscode.Range(document.positionAt(first.from), document.positionAt(first.from)), vscode.TextEditorRevealType.AtTop);
  }

  /** Closes the diff; what was on show is forgotten. */
  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => this.#isOwn(tab));
    this.#forget();
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
  }

  dispose(): void {
    this.#forget();
    this.#parts.dispose();
  }

  #isOwn({ input }: vscode.Tab): boolean { return input instanceof vscode.TabInputTextDiff && input.modified.scheme === SCHEME; }

  #forget(): void {
    for (const thread of this.#threads) thread.dispose();
    this.#threads = [];
    this.#shown = undefined;
  }

  #explain(uri: vscode.Uri, { text, changes }: Migration, proof: Proof | undefined): void {
    let moved = 0;
    const last = changes.at(-1);
    for (const change of changes) {
      const line = lineAt(text, change.from + moved + change.insert.trimEnd().length);
      moved += change.insert.length - (change.to - change.from);
      this.#threads.push(this.#thread(uri, line, change, change === last ? proof : undefined));
    }
  }

  #thread(uri: vscode.Uri, line: number, { why }: Change, proof: Proof | undefined): vscode.CommentThread {
    const page = (code: string): string => `[${code}](command:markdown.showPreview?${encodeURIComponent(JSON.stringify([this.docs.with({ fragment: code })]))})`, body = new vscode.MarkdownString();
    // The page of a reason; no other command can be meant by what stands there.
    body.isTrusted = { enabledCommands: ['markdown.showPreview'] };
    for (const { code, text } of why) {
      body.appendMarkdown(`${page(code)}: `);
      body.appendMarkdown(`${plain(text)}\n\n`);
    }
    for (const note of proof?.notes ?? []) {
      body.appendMarkdown(`**${vscode.l10n.t('Test')}**: `);
      body.appendMarkdown(`${plain(note)}\n\n`);
    }
    const thread = this.#comments.createCommentThread(uri, new vscode.Range(line, 0, line, 0), [{ author: { name: 'Weir' }, body, mode: vscode.CommentMode.Preview }]);
    thread.canReply = false;
    thread.label = vscode.l10n.t('Why');
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    return thread;
  }
}

/** A text in Markdown that means nothing there. MarkdownString.appendText would keep its lines from breaking at blanks. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\\`*_{}[\]()#+\-.!~|:@]/g, '\\$&');

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;
