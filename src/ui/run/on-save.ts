import * as vscode from 'vscode';
import { setting } from '../contract';
import type { Services } from './commands';
import type { Run } from './runs';

/**
 * Simulate on save: a saved job runs again, in the panel that is already there. A job that has run before starts when the
 * save begins, with the text that is being written: the write and what VS Code does around it take longer than the first
 * micro-batch. The write waits until that batch is on screen, a tenth of a second at most: together they would take longer.
 * Where the save changes the text (a formatter), the run starts again with what was saved.
 */
export function simulateOnSave(services: Services): vscode.Disposable {
  const saves = new Saves(services);
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument((event) => { saves.begins(event); }),
    vscode.workspace.onDidSaveTextDocument((document) => { void saves.done(document); }),
  );
}

/** Milliseconds that a save, and a run after its first micro-batch, wait at most for that batch to be on screen. */
const HELD_MS = 100;

class Saves {
  /** Versions of the documents whose save is under way. */
  readonly #versions = new Map<string, number>();
  /** Files that started ahead in the save that is under way. */
  readonly #ahead = new Set<string>();
  /** Files whose last save changed their text: they wait for the end of the next one. */
  readonly #altered = new Set<string>();

  constructor(private readonly services: Services) {}

  begins(event: vscode.TextDocumentWillSaveEvent): void {
    const { document } = event;
    if (!this.#wanted(document)) return;
    const { fsPath: file } = document.uri, { runs, panels } = this.services;
    this.#versions.set(file, document.version);
    // Python reads the file as UTF-8; in another encoding the text is not what would be read.
    if (this.#altered.has(file) || document.encoding !== 'utf8' || !runs.newest(file) || !panels.has(file)) return;
    this.#ahead.add(file);
    const held = runs.ready && panels.visible(file);
    const started = this.#start(file, runs.newest(file)?.model.start.line, document.getText(), held);
    if (held) event.waitUntil(this.#onScreen(started));
  }

  async done(document: vscode.TextDocument): Promise<void> {
    if (!this.#wanted(document)) return;
    const { fsPath: file } = document.uri, { runs, starts } = this.services;
    const untouched = this.#versions.get(file) === document.version, ahead = this.#ahead.delete(file);
    this.#versions.delete(file);
    if (untouched) this.#altered.delete(file); else this.#altered.add(file);
    if (ahead && untouched) return;
    const found = await starts.of(document);
    // A module beside the job was saved: the job that ran last runs again.
    const job = found.length > 0 ? file : runs.newest()?.model.start.file;
    if (job !== undefined && !this.#onSpark(job)) await this.#start(job, runs.newest(job)?.model.start.line ?? found[0]?.endLine);
  }

  /** Never rejects: nothing keeps a file from being saved. */
  #onScreen(started: Promise<Run>): Promise<void> {
    const { runs } = this.services, parts: vscode.Disposable[] = [];
    return new Promise<void>((resolve) => {
      let newest: Run | undefined;
      const time = setTimeout(resolve, HELD_MS);
      parts.push({ dispose: () => { clearTimeout(time); } }, runs.onShown((run) => { if (run === newest) resolve(); }), runs.onList(() => { if (newest?.model.active === false) resolve(); }));
      started.then((run) => { newest = run; }, () => { resolve(); });
    }).finally(() => { for (const part of parts) part.dispose(); });
  }

  async #start(file: string, line: number | undefined, source?: string, held = false): Promise<Run> {
    const { runs, panels } = this.services;
    const run = await runs.start({ file, ...(line !== undefined && { line }), ...(source !== undefined && { source }), ...(held && { showFirstMs: HELD_MS }) });
    if (panels.has(file)) panels.show(run, false);
    return run;
  }

  #wanted({ languageId, uri }: vscode.TextDocument): boolean {
    return languageId === 'python' && uri.scheme === 'file' && vscode.workspace.isTrusted && setting('weir.simulateOnSave', uri) && !this.services.starting.has(uri.fsPath) && !this.#onSpark(uri.fsPath);
  }

  /** A run on Spark goes on: it may be hours old, and writes for real. */
  #onSpark(file: string): boolean { return this.services.runs.live(file)?.model.start.target === 'spark'; }
}
