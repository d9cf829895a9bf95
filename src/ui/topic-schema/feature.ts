import * as vscode from 'vscode';
import { Commands, type SchemaForm } from '../../contract';
import type { SchemaCode, TopicSchema } from '../../protocol/topic-schema';
import { registerCommand } from '../contract';
import type { Connections } from '../topics/connections';
import { pickTopic, type Ask } from '../topics/pick-topic';

/** Messages that a schema is inferred from. */
const messages = 1000;

/** The schema of a topic into the job that is being written. It is inferred in the explorer's thread. */
export function registerTopicSchema(connections: Connections, ask: Ask): vscode.Disposable {
  return registerCommand(Commands.InsertSchema, async (target, chosen) => {
    const title = vscode.l10n.t('Insert the schema of a topic');
    const place = await pickTopic(connections, ask, target, title);
    if (!place) return;
    // A menu gives the selected rows as second argument.
    const form = typeof chosen === 'string' ? chosen : await pickForm(title, place.topic);
    if (form === undefined) return;
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking at the newest {0} messages of {1}', messages, place.topic) },
      () => ask(place.connection, { ask: 'schema', topic: place.topic, count: messages }));
    if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
    const { code } = answer.value;
    if (!code) return void vscode.window.showWarningMessage(nothing(answer.value));
    await insert(code, form);
    told(answer.value);
  });
}

async function pickForm(title: string, topic: string): Promise<SchemaForm | undefined> {
  const chosen = await vscode.window.showQuickPick([
    { label: vscode.l10n.t('from_json code'), detail: vscode.l10n.t('A stream of {0} with the fields as columns', topic), form: 'from_json' as const },
    { label: vscode.l10n.t('DDL'), detail: vscode.l10n.t('A text such as "id BIGINT, at TIMESTAMP"; only the text when the cursor is between quotes'), form: 'ddl' as const },
    { label: vscode.l10n.t('StructType'), detail: 'StructType([StructField("id", LongType()), …])', form: 'struct' as const },
  ], { title });
  return chosen?.form;
}

/** Into the active Python editor at its cursor, as one step of undo; else into a new document. */
async function insert(code: SchemaCode, form: SchemaForm): Promise<void> {
  const { insertionOf, insideText } = await import('./place');
  const python = form === 'ddl' ? code.ddlStatement : form === 'struct' ? code.struct : code.fromJson;
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'python') {
    const [{ text } = { text: '' }] = insertionOf('', 0, python);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'python', content: `${text}\n` }));
    return;
  }
  const { document, selection } = editor, source = document.getText(), cursor = document.offsetAt(selection.active);
  const edits = form === 'ddl' && insideText(source, cursor) ? [{ at: cursor, text: code.ddlEscaped }] : insertionOf(source, cursor, python);
  const done = await editor.edit((builder) => { for (const { at, text } of edits) builder.insert(document.positionAt(at), text); });
  if (!done) await vscode.window.showErrorMessage(vscode.l10n.t('The editor did not take the schema: is the file read-only?'));
}

/** From what it was made, and what is not in it. */
function told({ topic, messages: all, objects, others, tombstones, problems, fields }: TopicSchema): void {
  const from = all === objects ? vscode.l10n.t('Schema of {0}: from {1} messages.', topic, all) : vscode.l10n.t('Schema of {0}: from the {1} of {2} messages that are JSON objects.', topic, objects, all);
  const [first] = others, [problem] = problems;
  const parts = [from,
    ...(first ? [vscode.l10n.t('{0} are left out, because {1} (partition {2}, offset {3}).', first.count, first.reason, first.partition, first.offset)] : []),
    ...(tombstones > 0 ? [vscode.l10n.t('{0} have no value.', tombstones)] : []),
    ...(problem ? [`${problem.message} ${problem.hint}`.trim()] : [])];
  const mixed = fields.some(({ notes }) => notes.some((note) => note.startsWith('Mixed')));
  if (parts.length > 1 || mixed) void vscode.window.showInformationMessage(parts.join(' '));
  else vscode.window.setStatusBarMessage(from, 5000);
}

function nothing({ topic, messages: all, objects, others, problems }: TopicSchema): string {
  const [first] = others, [problem] = problems;
  if (all === 0) return problem ? `${problem.message} ${problem.hint}`.trim() : vscode.l10n.t('{0} has no messages: there is nothing to infer a schema from.', topic);
  if (objects > 0) return vscode.l10n.t('The JSON objects of {0} have no field that Spark would read.', topic);
  return first ? vscode.l10n.t('None of {0} messages of {1} is a JSON object: {2}.', all, topic, first.reason) : vscode.l10n.t('None of {0} messages of {1} has a value.', all, topic);
}
