/** The rows that a simulation dropped as late: shown, and kept by the delay that would have kept them. */
import * as vscode from 'vscode';
import type { LatePage, QueryInfo } from '../../protocol/run';
import { rangeOf } from './problems';
import type { RunPanels } from './panel';
import type { Run } from './runs';
import { keepingDelay } from './delay';

/** Rows that are looked at for the delay. */
const LOOKED_AT = 10_000;

export function showLate(run: Run | undefined, panels: RunPanels): void {
  if (!run) return nothingRan();
  for (const { info, rows } of run.model.queries.values()) {
    const batch = rows.find((row) => (row.droppedRows ?? 0) > 0);
    if (batch) return panels.late(run, info.id, batch.ordinal);
  }
  void vscode.window.showInformationMessage(run.model.start.target === 'simulator' ? vscode.l10n.t('The last run of {0} dropped no row as late.', run.model.start.title) : vscode.l10n.t('Which rows were dropped is known of a simulation only. Simulate {0}.', run.model.start.title));
}

/** Writes the delay into the job's withWatermark, as one step of undo. Refused where it cannot be known, or is not written there as text. */
export async function keepLate(run: Run | undefined): Promise<void> {
  if (!run) return nothingRan();
  const query = [...run.model.queries.values()].find(({ rows }) => rows.some((row) => (row.droppedRows ?? 0) > 0))?.info;
  if (!query) return say(vscode.l10n.t('The last run of {0} dropped no row as late.', run.model.start.title));
  const found = await needed(run, query);
  if ('refused' in found) return say(found.refused);
  const [watermark] = query.watermarks, { span } = watermark!, delay = found.delay;
  if (!span) return say(vscode.l10n.t('A delay of {0} would have kept them. Where the watermark is set is not known: set it there.', delay));
  const document = await vscode.workspace.openTextDocument(span.file), range = rangeOf(span), written = quoted(document.getText(range), watermark!.delay);
  if (!written) {
    await vscode.window.showTextDocument(document, { viewColumn: columnOf(document), selection: range });
    return say(vscode.l10n.t('A delay of {0} would have kept them. It is not written here as text, or the job has changed since it ran: set it by hand, or simulate again.', delay));
  }
  const from = document.offsetAt(range.start) + written.at, edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(from + written.length)), delay);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { viewColumn: columnOf(document), selection: new vscode.Range(document.positionAt(from), document.positionAt(from + delay.length)) });
}

async function needed(run: Run, query: QueryInfo): Promise<{ delay: string } | { refused: string }> {
  if (query.watermarks.length !== 1) return { refused: vscode.l10n.t('{0} has {1} watermarks, and which of them decides is not known here. The Dropped late tab says which delay each row needs.', query.label, query.watermarks.length) };
  if (!run.handle) return { refused: vscode.l10n.t('The rows of this run are no longer held. Simulate the job again.') };
  const page: LatePage = await run.handle.ask({ ask: 'late', queryId: query.id, offset: 0, limit: LOOKED_AT });
  const delays = page.rows.flatMap(({ neededDelay }) => neededDelay ?? []);
  if (delays.length === 0) return { refused: vscode.l10n.t('No delay would have kept the rows that {0} dropped.', query.label) };
  if (page.missing !== undefined || page.rows.length < page.total) return { refused: vscode.l10n.t('Not every row that {0} dropped is held, so the delay that keeps all is not known.', query.label) };
  return { delay: keepingDelay(Math.max(...delays)) };
}

/** The one text with these quotes around it. */
function quoted(source: string, delay: string): { at: number; length: number } | undefined {
  const places = ['"', "'"].flatMap((quote) => { const at = source.indexOf(`${quote}${delay}${quote}`); return at < 0 ? [] : [{ at: at + 1, length: delay.length }]; });
  const [place] = places;
  return place && places.length === 1 && source.indexOf(`${source[place.at - 1]!}${delay}${source[place.at - 1]!}`, place.at) < 0 ? place : undefined;
}

const columnOf = (document: vscode.TextDocument): vscode.ViewColumn => vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn ?? vscode.ViewColumn.Active;
const say = (text: string): void => { void vscode.window.showInformationMessage(text); };
const nothingRan = (): void => { say(vscode.l10n.t('Nothing has run yet. Simulate a job first.')); };
