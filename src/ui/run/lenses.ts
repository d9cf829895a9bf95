import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { asCommand, setContext, setting } from '../contract';
import type { QueryStart } from './starts';

/** The query starts of open documents, read from the syntax tree once a version. */
export class Starts {
  readonly #known = new WeakMap<vscode.TextDocument, { version: number; starts: QueryStart[] }>();

  async of(document: vscode.TextDocument): Promise<QueryStart[]> {
    const known = this.#known.get(document);
    if (known?.version === document.version) return known.starts;
    const { version } = document, text = document.getText();
    // A file without the word holds no query; the parser is loaded for the first that may.
    const starts = text.includes('writeStream') ? (await import('./starts')).findStarts(text) : [];
    this.#known.set(document, { version, starts });
    return starts;
  }
}

/** `▷ Simulate | Step | Run on Spark | Submit…` above each query of a Python file. */
class RunLenses implements vscode.CodeLensProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(private readonly starts: Starts) {
    vscode.workspace.onDidGrantWorkspaceTrust(() => { this.#changed.fire(); });
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('weir.codeLens.enabled')) this.#changed.fire(); });
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (document.uri.scheme !== 'file' || !setting('weir.codeLens.enabled', document.uri)) return [];
    const starts = await this.starts.of(document), { fsPath: file } = document.uri;
    return starts.flatMap(({ statementLine, endLine }) => {
      const range = new vscode.Range(statementLine - 1, 0, statementLine - 1, 0), place = { file, line: endLine };
      if (!vscode.workspace.isTrusted) return [new vscode.CodeLens(range, asCommand(vscode.l10n.t('$(workspace-untrusted) Simulate: this workspace is not trusted'), Commands.Simulate, place))];
      return [new vscode.CodeLens(range, { ...asCommand(vscode.l10n.t('$(play) Simulate'), Commands.Simulate, place), tooltip: vscode.l10n.t('Run this job in the simulator and watch its micro-batches') }),
        new vscode.CodeLens(range, { ...asCommand(vscode.l10n.t('Step'), Commands.Step, place), tooltip: vscode.l10n.t('Run one micro-batch, then pause') }),
        new vscode.CodeLens(range, { ...asCommand(vscode.l10n.t('Run on Spark'), Commands.RunOnSpark, place), tooltip: vscode.l10n.t('Run this job on the PySpark of your Python: it reads and writes where it says') }),
        new vscode.CodeLens(range, { ...asCommand(vscode.l10n.t('Submit…'), Commands.Submit, place), tooltip: vscode.l10n.t('Check this job for a cluster, compare what would be sent, and submit it through Livy') })];
    });
  }
}

/** @param jobOpened called when an editor with a query comes to the front, in a trusted workspace */
export function showLenses(starts: Starts, jobOpened: () => void): vscode.Disposable {
  const inEditor = async (editor: vscode.TextEditor | undefined): Promise<void> => {
    const python = editor?.document.languageId === 'python' && editor.document.uri.scheme === 'file';
    const job = python && (await starts.of(editor.document)).length > 0;
    if (job && vscode.workspace.isTrusted) jobOpened();
    await setContext('weir.jobInEditor', job);
  };
  void inEditor(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider({ language: 'python', scheme: 'file' }, new RunLenses(starts)),
    vscode.window.onDidChangeActiveTextEditor((editor) => { void inEditor(editor); }),
    vscode.workspace.onDidSaveTextDocument((document) => { if (document === vscode.window.activeTextEditor?.document) void inEditor(vscode.window.activeTextEditor); }),
  );
}
