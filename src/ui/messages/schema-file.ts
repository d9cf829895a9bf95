import * as vscode from 'vscode';
import type { PayloadReading } from '../../protocol/payload';
import type { Viewer } from './panel';

/** Avro and Protobuf come with a schema: by the registry's id in the message, or from a file of the user. */
export async function chooseSchema(viewer: Viewer, side: 'key' | 'value', format: 'avro' | 'protobuf'): Promise<void> {
  const ending = format === 'avro' ? 'avsc' : 'proto';
  const [file] = await vscode.window.showOpenDialog({ title: vscode.l10n.t('The schema of the {0}', side), filters: { [format]: [ending] }, canSelectMany: false }) ?? [];
  if (!file) return viewer.changed();
  const reading: PayloadReading = { format, schemaFile: file.fsPath };
  if (format === 'protobuf') {
    const type = await vscode.window.showInputBox({ title: vscode.l10n.t('The message type'), prompt: vscode.l10n.t('Empty where {0} has only one', file.path.split('/').at(-1) ?? '') });
    if (type === undefined) return viewer.changed();
    if (type.trim() !== '') reading.messageType = type.trim();
  }
  viewer.read({ ...viewer.place, look: { ...viewer.place.look, [side]: reading } });
}
