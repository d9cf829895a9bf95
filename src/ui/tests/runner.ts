import * as vscode from 'vscode';
import type { TestFailure, TestResult, TestSettings } from '../../protocol/stream-test';
import { setting } from '../contract';
import { environment } from '../run/environment';
import { rangeOf } from '../run/problems';
import { trusted } from '../run/trust';
import type { LoadStreamTests, TestRuns } from './feature';
import type { TestFiles } from './files';

export interface Told { name: string; outcome: string; messages: { text: string; line: number; expected?: string; actual?: string }[] }

/** Runs what the Testing view asks for, one test after the other: each has the simulator for itself. */
export class TestRunner {
  constructor(private readonly controller: vscode.TestController, private readonly files: TestFiles, private readonly load: LoadStreamTests, private readonly runs: TestRuns) {}

  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    await this.#run(request, token);
  }

  /** The same, with what was told. */
  told(request: vscode.TestRunRequest): Promise<Told[]> {
    return this.#run(request, new vscode.CancellationTokenSource().token);
  }

  /** A test's job in the run panel, paused: as Step above a query, on the test's inputs. */
  async step(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!await trusted()) return;
    const [item] = await this.#items(request);
    if (!item || token.isCancellationRequested) return;
    const found = await this.files.test(item), run = this.controller.createTestRun(request, undefined, false);
    try {
      if ('problem' in found) return run.errored(item, new vscode.TestMessage(`${found.problem.message} ${found.problem.hint}`));
      const { test, tree } = found;
      await this.runs.step(tree.job, (await this.load()).prepare(tree, test, this.#settings(tree.job)));
      run.skipped(item);
    } finally {
      run.end();
    }
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<Told[]> {
    if (!await trusted()) return [];
    const items = await this.#items(request), run = this.controller.createTestRun(request), told: Told[] = [];
    for (const item of items) run.enqueued(item);
    try {
      for (const item of items) {
        if (token.isCancellationRequested || run.token.isCancellationRequested) run.skipped(item);
        else told.push(await this.#one(item, run));
      }
    } finally {
      run.end();
      this.runs.rest();
    }
    return told;
  }

  async #one(item: vscode.TestItem, run: vscode.TestRun): Promise<Told> {
    await vscode.workspace.textDocuments.find((document) => document.uri.toString() === item.uri?.toString() && document.isDirty)?.save();
    const found = await this.files.test(item);
    run.started(item);
    if ('problem' in found) {
      const { message, hint, span } = found.problem, text = `${message} ${hint}`;
      run.errored(item, messageOf({ message: text, span }));
      return { name: item.label, outcome: 'errored', messages: [{ text, line: span.line }] };
    }
    const { tree, test } = found, { result, stop } = (await this.load()).run(tree, test, this.#settings(tree.job)), cancelled = run.token.onCancellationRequested(stop);
    const ended = await result.finally(() => { cancelled.dispose(); });
    this.#say(item, run, ended);
    return { name: item.label, outcome: ended.outcome, messages: ended.failures.map(({ message, span, expected, actual }) => ({ text: message, line: span.line, ...(expected !== undefined && { expected }), ...(actual !== undefined && { actual }) })) };
  }

  #say(item: vscode.TestItem, run: vscode.TestRun, { outcome, failures, tookMs, output }: TestResult): void {
    if (output !== '') run.appendOutput(output.replace(/\r?\n/g, '\r\n'), undefined, item);
    const messages = failures.map(messageOf);
    if (run.token.isCancellationRequested) run.skipped(item);
    else if (outcome === 'passed') run.passed(item, tookMs);
    else if (outcome === 'failed') run.failed(item, messages, tookMs);
    else run.errored(item, messages, tookMs);
  }

  async #items(request: vscode.TestRunRequest): Promise<vscode.TestItem[]> {
    const asked = request.include ?? await this.files.all(), excluded = new Set(request.exclude?.map(({ id, parent }) => `${parent?.id ?? ''} ${id}`));
    const items = (await Promise.all(asked.map((item) => this.files.testsOf(item)))).flat();
    return items.filter(({ id, parent }) => !excluded.has(`${parent?.id ?? ''} ${id}`) && !(parent && excluded.has(` ${parent.id}`)));
  }

  #settings(job: string): TestSettings {
    const python = setting('weir.simulator.python', vscode.Uri.file(job));
    return { env: environment(process.env), ...(python !== '' && { python }) };
  }
}

/** With a diff where there are two sides; what is said stands where the expectation is written. */
function messageOf({ message, span, expected, actual, table }: TestFailure): vscode.TestMessage {
  // The table is aligned: as Markdown it keeps its columns.
  const text = table === undefined ? message : new vscode.MarkdownString().appendText(message).appendCodeblock(table, 'text');
  const made = expected !== undefined && actual !== undefined ? vscode.TestMessage.diff(text, expected, actual) : new vscode.TestMessage(text);
  made.location = new vscode.Location(vscode.Uri.file(span.file), rangeOf(span));
  return made;
}
