import * as vscode from 'vscode';
import type { RunHandle } from '../../protocol/rpc';
import type { RunModel } from './model/run-model';

const most = 1000;

/** The query's progress, batch by batch, as a JSON document; the newest thousand where there are more. */
export async function openProgress(run: { model: RunModel; handle: Pick<RunHandle, 'ask'> | undefined } | undefined, queryId?: string): Promise<void> {
  const query = queryId ? run?.model.queries.get(queryId) : run?.model.queries.values().next().value;
  if (!run?.handle || !query) return void vscode.window.showInformationMessage(vscode.l10n.t('No run has progress to show.'));
  const { handle } = run, { id } = query.info;
  const all = await Promise.all(query.rows.slice(-most).map(({ batchId }) => handle.ask({ ask: 'progress', queryId: id, batchId })));
  const document = await vscode.workspace.openTextDocument({ language: 'json', content: JSON.stringify(all.filter((progress) => progress !== null), null, 2) });
  await vscode.window.showTextDocument(document);
}
