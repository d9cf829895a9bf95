/** The language server: joins a connection, open documents, plan-only runs and the table of features. */
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { CodeActionRequest, TextDocumentSyncKind, type CodeAction, type Connection, type Diagnostic, type InitializeParams, type InitializeResult } from 'vscode-languageserver';
import type { LanguageOptions, LanguageSettings, PlanFacts, Planner, RunSettings } from '../protocol/language.ts';
import { LanguageMessages } from '../protocol/language.ts';
import { Debounced } from './debounced.ts';
import { Documents, MAX_TEXT, type OpenDocument } from './documents.ts';
import { FEATURES } from './features/index.ts';
import { migrateActions } from './features/migrate/index.ts';
import { sqlActions } from './features/sql-format/index.ts';
import { checkpointsOf } from './problems/checkpoints.ts';
import { problemsOf } from './problems/index.ts';
import { actionsAt, toDiagnostic } from './problems/shown.ts';
import type { JobProblem } from './problems/problem.ts';
import { topicsOf } from './topics.ts';
import type { Around, Job, OtherCheckpoint } from './world.ts';

/** From a keystroke to what the text alone shows; from the last one to a plan-only run; from opening a file to one, so that what is opened together is read first. Milliseconds. */
const STATIC_MS = 30, LONGEST_STATIC_MS = 600, PLAN_MS = 900, OPEN_MS = 100;

/** A glance that costs no syntax tree: what it lets through by mistake has no DataFrame to tell of. */
const MENTIONS_SPARK = /^[ \t]*(?:from[ \t]+pyspark\b|import\b[^\n#]*\bpyspark\b)/m;

/** What was run last, and what it told; without facts it still runs. */
interface Planned { text: string; version: number; facts?: PlanFacts }

export interface ServerParts {
  connection: Connection;
  /** Undefined: nothing may run here. Called once. */
  planner(options: LanguageOptions): Planner & { prepare(): void; close(): void };
}

export class LanguageServer {
  readonly #connection: Connection;
  readonly #documents = new Documents();
  readonly #shown = new Map<string, { version: number; problems: readonly JobProblem[] }>();
  readonly #static = new Debounced<string>((uri) => { this.#show(uri); });
  readonly #plans = new Debounced<string>((uri) => { void this.#plan(uri); });
  /** By URI: the same text is not run again. */
  readonly #planned = new Map<string, Planned>();
  #options: LanguageOptions = { trusted: false, sparkVersion: '3.3.1', docs: '', pages: '', limitSeconds: 10, env: {}, python: '', topics: false };
  #planner: ReturnType<ServerParts['planner']> | undefined;
  #around: Around | undefined;
  /** How long the last look at a text took. */
  #lookedMs = 0;
  /** Of every job that was looked at, closed ones too. */
  readonly #checkpoints = new Map<string, readonly OtherCheckpoint[]>();

  constructor(private readonly parts: ServerParts) {
    const { connection } = parts;
    this.#connection = connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onDidOpenTextDocument(({ textDocument: { uri, text, version } }) => { this.#opened(this.#documents.opened(uri, text, version)); });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => { this.#changed(this.#documents.changed(uri, contentChanges, version)); });
    connection.onDidSaveTextDocument(({ textDocument: { uri } }) => { this.#plans.now(uri); });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => { this.#closed(uri); });
    connection.onNotification(LanguageMessages.trusted, () => { this.#trust(); });
    connection.onNotification(LanguageMessages.settings, (settings: LanguageSettings) => { this.#configure(settings); });
    connection.onShutdown(() => { this.#planner?.close(); });
    connection.onRequest(CodeActionRequest.type, ({ textDocument: { uri }, range }): CodeAction[] => {
      const open = this.#documents.get(uri), shown = this.#shown.get(uri), job = this.#job(uri);
      const fixes = open?.document && shown?.version === open.version ? actionsAt(uri, open.document, shown.problems, range, this.#options) : [];
      return job ? [...fixes, ...sqlActions(job, range), ...migrateActions(job, range)] : fixes;
    });
    for (const { listen } of FEATURES) listen((type, handler) => { connection.onRequest(type, handler); }, (uri) => this.#job(uri));
  }

  #initialize({ initializationOptions }: InitializeParams): InitializeResult {
    this.#options = { ...this.#options, ...(initializationOptions as Partial<LanguageOptions> | undefined) };
    if (this.#options.trusted) this.#trust();
    return { capabilities: Object.assign({ textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true }, codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite'] } }, ...FEATURES.map(({ capabilities }) => capabilities)) as InitializeResult['capabilities'] };
  }

  #trust(): void {
    if (this.#planner) return;
    this.#planner = this.parts.planner(this.#options);
    for (const { uri } of this.#documents.all) this.#plans.in(uri, OPEN_MS);
  }

  /** Everything is looked at anew with them. */
  #configure({ sparkVersion, python }: LanguageSettings): void {
    this.#options = { ...this.#options, sparkVersion, python };
    this.#around = undefined;
    this.#planned.clear();
    for (const { uri } of this.#documents.all) {
      this.#static.in(uri, 0);
      this.#plans.in(uri, 0);
    }
  }

  #opened(open: OpenDocument): void {
    if (!open.document) this.#tooLarge(open);
    this.#static.in(open.uri, 0);
    this.#plans.in(open.uri, OPEN_MS);
  }

  #changed(open: OpenDocument | undefined): void {
    if (!open) return;
    // Behind an open bracket a long job is slow to parse: then the next look waits until the typing does.
    this.#static.in(open.uri, Math.min(Math.max(STATIC_MS, 3 * this.#lookedMs), LONGEST_STATIC_MS));
    this.#plans.in(open.uri, PLAN_MS);
  }

  #closed(uri: string): void {
    this.#static.cancel(uri);
    this.#plans.cancel(uri);
    this.#documents.closed(uri);
    this.#planned.delete(uri);
    this.#shown.delete(uri);
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  #tooLarge({ uri }: OpenDocument): void {
    this.#connection.console.info(`${uri} is larger than ${MAX_TEXT} characters: Weir shows nothing about it while you edit. It can be simulated and submitted all the same.`);
  }

  #job(uri: string): Job | undefined {
    const open = this.#documents.get(uri);
    if (!open?.document || !MENTIONS_SPARK.test(open.document.text)) return undefined;
    return { uri, document: open.document, ...(open.facts && { facts: open.facts }), around: this.#around ??= { sparkVersion: this.#options.sparkVersion, topics: topicsOf(this.#connection, this.#options.topics), checkpoints: (file, place) => [...this.#checkpoints.values()].flat().filter((each) => each.file !== file && each.place === place && existsSync(each.file)) } };
  }

  #show(uri: string): void {
    const open = this.#documents.get(uri), job = this.#job(uri);
    if (!open) return;
    const began = performance.now();
    const problems = job?.document.outline.usesSpark ? problemsOf({ ...job, ...(open.told ? { facts: open.told } : {}) }) : [];
    this.#lookedMs = performance.now() - began;
    this.#shown.set(uri, { version: open.version, problems });
    const diagnostics: Diagnostic[] = open.document ? problems.map((each) => toDiagnostic(uri, open.document!, each, this.#options.docs)) : [];
    void this.#connection.sendDiagnostics({ uri, version: open.version, diagnostics });
  }

  async #plan(uri: string): Promise<void> {
    const job = this.#job(uri), open = this.#documents.get(uri);
    if (!job?.document.outline.usesSpark || !open?.file || !this.#planner) return;
    const { text, version } = job.document, before = this.#planned.get(uri);
    if (before?.text === text) {
      // Typed and taken back: what was told of this text holds for its newer version too.
      if (before.facts && before.version !== version) this.#told(uri, { text, version, facts: before.facts }, 0);
      return;
    }
    this.#planned.set(uri, { text, version });
    const began = performance.now(), facts = await this.#planner.plan({ file: open.file, source: text, ...await this.#runOf(uri) });
    if (!facts) {
      if (this.#planned.get(uri)?.text === text) this.#planned.delete(uri);
      return;
    }
    // Meanwhile it may have been typed and taken back.
    const now = this.#documents.get(uri)?.document;
    this.#told(uri, { text, version: now?.text === text ? now.version : version, facts }, performance.now() - began);
  }

  #told(uri: string, { text, version, facts }: Planned & { facts: PlanFacts }, tookMs: number): void {
    if (this.#planned.get(uri)?.text === text) this.#planned.set(uri, { text, version, facts });
    if (!this.#documents.planned(uri, version, facts)) return;
    this.#noteCheckpoints(facts);
    this.#show(uri);
    void this.#connection.sendNotification(LanguageMessages.planned, { uri, version, facts, tookMs });
  }

  /** How the editor would run a job; without an answer as the planner does by itself. */
  async #runOf(uri: string): Promise<RunSettings | undefined> {
    if (this.#options.runs !== true) return undefined;
    try {
      return await this.#connection.sendRequest<RunSettings>(LanguageMessages.run, uri);
    } catch {
      return undefined;
    }
  }

  /** Other jobs that are open say whether they share one. */
  #noteCheckpoints(facts: PlanFacts): void {
    const own = checkpointsOf(facts), before = this.#checkpoints.get(facts.file) ?? [], places = (list: readonly OtherCheckpoint[]): string => list.map(({ place, label }) => `${place} ${label}`).join('\n');
    if (facts.exitCode !== 0 && own.length < before.length) return;
    this.#checkpoints.set(facts.file, own);
    if (places(own) === places(before)) return;
    for (const { uri, file, facts: others } of this.#documents.all) if (others && file !== facts.file) this.#static.in(uri, 0);
  }
}
