/** A client of the built language server, over stdio as an editor would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter, type Diagnostic, type InitializeResult, type ProtocolConnection } from 'vscode-languageserver/node';
import type { LanguageOptions, PlannedNote } from '../../../src/protocol/language.ts';

export const SERVER = fileURLToPath(new URL('../../../dist/language-server.js', import.meta.url));

export class LanguageClient {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  /** Newest by URI. */
  readonly diagnostics = new Map<string, { version: number | undefined; list: Diagnostic[] }>();
  readonly planned: PlannedNote[] = [];
  readonly logged: string[] = [];
  #changed: (() => void)[] = [];

  constructor() {
    this.process = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TZ: 'UTC' } });
    this.connection = createProtocolConnection(new StreamMessageReader(this.process.stdout!), new StreamMessageWriter(this.process.stdin!));
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, version, diagnostics }: { uri: string; version?: number; diagnostics: Diagnostic[] }) => {
      this.diagnostics.set(uri, { version, list: diagnostics });
      this.#tell();
    });
    this.connection.onNotification('weir/planned', (note: PlannedNote) => {
      this.planned.push(note);
      this.#tell();
    });
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logged.push(message);
      this.#tell();
    });
    this.connection.listen();
  }

  async start(options: Partial<LanguageOptions> = {}): Promise<InitializeResult> {
    const result = await this.connection.sendRequest<InitializeResult>('initialize', { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions: { trusted: true, limitSeconds: 10, env: { TZ: 'UTC' }, docs: 'weir:/problems/{code}', ...options } });
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  open(file: string, text: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: uriOf(file), languageId: 'python', version: 1, text } });
  }

  change(file: string, version: number, contentChanges: object[]): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', { textDocument: { uri: uriOf(file), version }, contentChanges });
  }

  save(file: string): Promise<void> { return this.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uriOf(file) } }); }

  codes(file: string): string[] { return (this.diagnostics.get(uriOf(file))?.list ?? []).map(({ code }) => String(code)); }

  /** Waits for something that a message brings. */
  async until<T>(what: string, found: () => T | undefined | false, ms = 30_000): Promise<T> {
    for (const end = Date.now() + ms; ;) {
      const value = found();
      if (value) return value;
      const left = end - Date.now();
      if (left <= 0) throw new Error(`waited ${ms} ms for ${what}; there are ${JSON.stringify([...this.diagnostics.values()]).slice(0, 2000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#changed.push(() => { clearTimeout(timer); resolve(); });
      });
    }
  }

  /** Shut down as an editor does; true: it ended by itself. */
  async stop(): Promise<boolean> {
    const ended = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => { this.process.kill('SIGKILL'); resolve(false); }, 5000);
      this.process.once('exit', () => { clearTimeout(timer); resolve(true); });
    });
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    return ended;
  }

  #tell(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const each of waiting) each();
  }
}

export const uriOf = (file: string): string => pathToFileURL(file).href;
