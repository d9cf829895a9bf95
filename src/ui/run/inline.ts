import * as vscode from 'vscode';
import { setting } from '../contract';
import type { Starts } from './lenses';
import type { QueryModel } from './model/query-model';
import type { RunModel } from './model/run-model';
import { rangeOf } from './problems';
import type { Runs } from './runs';
import { summary } from './summary';

/** What the last run did, in the editor: a dimmed line behind each query, and row counts behind the operators of the newest batch. */
export function showInline(runs: Runs, starts: Starts): vscode.Disposable {
  const dimmed = vscode.window.createTextEditorDecorationType({ after: { color: new vscode.ThemeColor('descriptionForeground'), margin: '0 0 0 2em', fontStyle: 'italic' }, rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed });
  const hints = new RowCounts(runs);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = async (): Promise<void> => {
    timer = undefined;
    hints.changed();
    for (const editor of vscode.window.visibleTextEditors) await decorate(editor, runs, starts, dimmed);
  };
  const soon = (): void => { timer ??= setTimeout(() => { void draw(); }, 200); };
  return vscode.Disposable.from(
    dimmed, hints, vscode.languages.registerInlayHintsProvider({ language: 'python', scheme: 'file' }, hints),
    runs.onEvent(({ event }) => { if (event.kind === 'batch' || event.kind === 'state') soon(); }),
    vscode.window.onDidChangeVisibleTextEditors(soon),
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('weir')) soon(); }),
    { dispose: () => { clearTimeout(timer); } },
  );
}

async function decorate(editor: vscode.TextEditor, runs: Runs, starts: Starts, type: vscode.TextEditorDecorationType): Promise<void> {
  const { document } = editor, run = runs.newest(document.uri.fsPath);
  if (document.languageId !== 'python' || !run || run.model.active || !setting('weir.lastRunLine.enabled', document.uri)) return editor.setDecorations(type, []);
  const found = await starts.of(document);
  editor.setDecorations(type, found.flatMap(({ line, endLine }): vscode.DecorationOptions[] => {
    const query = queryAt(run.model, line, endLine);
    if (!query || endLine > document.lineCount) return [];
    const { batches, totals } = query.view();
    return [{ range: document.lineAt(endLine - 1).range, renderOptions: { after: { contentText: `last run: ${summary({ batches, ...totals })}` } } }];
  }));
}

/** The query whose `.start()` stands in these lines. */
function queryAt(model: RunModel, line: number, endLine: number): QueryModel | undefined {
  return [...model.queries.values()].find(({ info: { span } }) => span !== undefined && span.endLine >= line && span.line <= endLine);
}

/** `131 → 127 rows` behind each operator, of the newest batch, while a run is paused or after it. */
class RowCounts implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(private readonly runs: Runs) {}

  changed(): void { this.#changed.fire(); }
  dispose(): void { this.#changed.dispose(); }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const run = this.runs.newest(document.uri.fsPath);
    if (!run || run.model.state === 'running' || document.isDirty || !setting('weir.inlayHints.enabled', document.uri)) return [];
    // Two queries over one stream say the same of what they share: once is enough.
    const said = new Set<string>();
    return [...run.model.queries.values()].flatMap((query) => hintsOf(query, document)).filter(({ position, label }) => {
      const key = `${position.line} ${position.character} ${String(label)}`;
      return range.contains(position) && !said.has(key) && said.add(key);
    });
  }
}

/** One hint a place: of several operators that one call made, the last one's, with all that the call dropped. */
function hintsOf(query: QueryModel, document: vscode.TextDocument): vscode.InlayHint[] {
  const batchId = (query.rows.findLast((row) => !row.noData) ?? query.rows.at(-1))?.batchId;
  if (batchId === undefined) return [];
  const counts = new Map(query.plan(batchId).batch.map((c) => [c.id, c]));
  const places = new Map<string, { end: vscode.Position; rows: number; dropped: number; names: string[] }>();
  for (const { id, span, name } of query.info.plan) {
    const count = counts.get(id);
    if (!count || id < 0 || span?.file !== document.uri.fsPath || span.endLine > document.lineCount) continue;
    const { end } = rangeOf(span), key = `${end.line} ${end.character}`, before = places.get(key);
    places.set(key, { end, rows: count.rowsOut, dropped: count.dropped + (before?.dropped ?? 0), names: [...before?.names ?? [], name] });
  }
  return [...places.values()].map(({ end, rows, dropped, names }) => {
    const hint = new vscode.InlayHint(end, `→ ${rows} ${rows === 1 ? 'row' : 'rows'}${dropped > 0 ? `, ${dropped} dropped late` : ''}`);
    hint.paddingLeft = true;
    hint.tooltip = `${query.info.label}, batch ${batchId}: ${names.join(', ')}`;
    return hint;
  });
}
