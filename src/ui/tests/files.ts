import path from 'node:path';
import * as vscode from 'vscode';
import type { StreamTest, StreamTestFile, TestFileProblem, TestFileRead } from '../../protocol/stream-test';
import { rangeOf } from '../run/problems';
import type { LoadStreamTests } from './feature';

const PATTERN = '**/*.stream-test.{yaml,yml}', EXCLUDED = '**/{node_modules,.venv,venv,site-packages,.git}/**';

/** The test files of the workspace as items of the Testing view: each is read when it is looked at, and again when it changes. */
export class TestFiles implements vscode.Disposable {
  readonly #read = new Map<string, TestFileRead>();
  readonly #problems = vscode.languages.createDiagnosticCollection('weir.streamTests');
  readonly #parts: vscode.Disposable[];
  #found: Promise<void> | undefined;

  constructor(private readonly controller: vscode.TestController, private readonly load: LoadStreamTests, private readonly log: vscode.LogOutputChannel) {
    controller.resolveHandler = async (item) => { await (item ? this.#parse(item) : this.#discover()); };
    controller.refreshHandler = async () => { this.#found = undefined; await this.#discover(); };
    const watcher = vscode.workspace.createFileSystemWatcher(PATTERN), changed = (uri: vscode.Uri): void => { void this.#changed(uri); };
    // A capture or a job that comes or goes changes what is wrong with a file that names it.
    const named = vscode.workspace.createFileSystemWatcher('**/*.{py,jsonl}', false, true, false), again = (): void => { for (const [, item] of this.controller.items) if (this.#read.has(item.id)) void this.#parse(item); };
    this.#parts = [
      this.#problems, watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete((uri) => { this.#gone(uri); }), named, named.onDidCreate(again), named.onDidDelete(again),
      vscode.workspace.onDidOpenTextDocument((document) => { if (isTestFile(document.uri)) changed(document.uri); }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => { if (isTestFile(document.uri)) changed(document.uri); }),
    ];
    for (const document of vscode.workspace.textDocuments) if (isTestFile(document.uri)) changed(document.uri);
  }

  /** All of the workspace, each read. */
  async all(): Promise<vscode.TestItem[]> {
    await this.#discover();
    const items = [...this.controller.items].map(([, item]) => item);
    await Promise.all(items.map((item) => this.#parse(item)));
    return items;
  }

  async item(uri: vscode.Uri): Promise<vscode.TestItem | undefined> {
    const item = this.#item(uri);
    await this.#parse(item);
    return item;
  }

  /** What a test item stands for, as its file is now. */
  async test(item: vscode.TestItem): Promise<{ tree: StreamTestFile; test: StreamTest } | { problem: TestFileProblem }> {
    const parent = item.parent ?? item;
    await this.#parse(parent);
    const read = this.#read.get(parent.id), test = read?.tree.tests.find(({ name }) => name === item.label), [problem] = read?.problems ?? [];
    // What a broken file means is not guessed: nothing of it runs.
    if (problem) return { problem };
    return read && test ? { tree: read.tree, test } : { problem: { message: vscode.l10n.t('There is no test of this name any more.'), hint: '', span: { file: item.uri?.fsPath ?? '', line: 1, column: 0, endLine: 1, endColumn: 1 } } };
  }

  /** The tests of a file; for a test itself. A file with problems stands for itself. */
  async testsOf(item: vscode.TestItem): Promise<vscode.TestItem[]> {
    if (item.parent) return [item];
    await this.#parse(item);
    return item.children.size > 0 ? [...item.children].map(([, each]) => each) : [item];
  }

  dispose(): void { for (const part of this.#parts) part.dispose(); }

  #discover(): Promise<void> {
    return this.#found ??= (async () => {
      const found = await vscode.workspace.findFiles(PATTERN, EXCLUDED), known = new Set(found.map((uri) => uri.toString()));
      for (const uri of found) this.#item(uri);
      for (const [id] of this.controller.items) if (!known.has(id)) this.controller.items.delete(id);
    })();
  }

  #item(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString(), known = this.controller.items.get(id);
    if (known) return known;
    const item = this.controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.controller.items.add(item);
    return item;
  }

  async #changed(uri: vscode.Uri): Promise<void> {
    if (uri.scheme === 'file' && !uri.path.includes('/node_modules/')) await this.#parse(this.#item(uri));
  }

  #gone(uri: vscode.Uri): void {
    this.#read.delete(uri.toString());
    this.#problems.delete(uri);
    this.controller.items.delete(uri.toString());
  }

  async #parse(item: vscode.TestItem): Promise<void> {
    const { uri } = item;
    if (!uri) return;
    try {
      const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
      const text = open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      this.#show(item, uri, (await this.load()).read(uri.fsPath, text));
    } catch (error) {
      this.log.warn(`${uri.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
      item.error = vscode.l10n.t('The file cannot be read.');
    }
  }

  #show(item: vscode.TestItem, uri: vscode.Uri, read: TestFileRead): void {
    this.#read.set(item.id, read);
    item.error = read.problems.length === 0 ? undefined : vscode.l10n.t('{0} has problems: {1}', path.basename(uri.fsPath), read.problems[0]?.message ?? '');
    item.children.replace(read.tree.tests.map(({ name, nameSpan }) => {
      const child = item.children.get(name) ?? this.controller.createTestItem(name, name, uri);
      child.range = rangeOf(nameSpan);
      return child;
    }));
    this.#problems.set(uri, read.problems.map(({ message, hint, span }) => {
      const diagnostic = new vscode.Diagnostic(rangeOf(span), `${message}\n${hint}`, vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'Weir';
      diagnostic.code = 'stream-test';
      return diagnostic;
    }));
  }
}

const isTestFile = (uri: vscode.Uri): boolean => uri.scheme === 'file' && /\.stream-test\.ya?ml$/.test(uri.path);
