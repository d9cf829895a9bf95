import * as vscode from 'vscode';
import { Commands } from '../../contract';
import { registerCommand } from '../contract';
import type { Connections } from '../topics/connections';
import { pickTopic, type Ask } from '../topics/pick-topic';
import { askText, walk, type Step } from '../steps';
import { wholeProblem } from '../topics/validate';
import { planText } from './plan-text';

const scheme = 'weir-tasks';
/** More tasks than this no plan is made of. */
const most = 100_000;

/** What the partitions of a topic mean for a Spark job that reads it: asks for its cores, and shows a document that is read only. */
export function registerReadingPlan(connections: Connections, ask: Ask): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>(), texts = new Map<string, string>();
  // What was typed last, for the next topic or another try.
  let cores = '8', minPartitions = '';
  const command = registerCommand(Commands.ShowTasks, async (target) => {
    const place = await pickTopic(connections, ask, target, vscode.l10n.t('Show the tasks of a Spark job'));
    if (!place) return;
    const { connection, topic } = place, title = vscode.l10n.t('Spark tasks of {0}', topic);
    const steps: Step[] = [
      async (at) => { const said = await askText({ title, ...at }, { prompt: vscode.l10n.t('Cores of all executors together: instances × cores of each'), value: cores, check: wholeProblem(1, most) }); if (said && said !== 'back') cores = said.value.trim(); return said; },
      async (at) => { const said = await askText({ title, ...at }, { prompt: vscode.l10n.t('minPartitions of the Kafka source; empty when the job does not set it'), value: minPartitions, check: (text) => (text.trim() === '' ? undefined : wholeProblem(1, most)(text)) }); if (said && said !== 'back') minPartitions = said.value.trim(); return said; },
    ];
    if (!await walk(() => steps)) return;
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Asking for the offsets of {0}', topic) },
      () => ask(connection, { ask: 'reading', topic, cores: Number(cores), ...(minPartitions !== '' && { minPartitions: Number(minPartitions) }) }));
    if ('problem' in answer) return void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
    await show(connection.id, topic, planText(topic, connection.name, answer.value));
  });
  const show = async (connection: string, topic: string, text: string): Promise<void> => {
    // One document a topic: another try takes the place of the last.
    const uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('tasks of {0}', topic.replaceAll('/', '_'))}.md`, query: connection });
    texts.set(uri.toString(), text);
    changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  };
  return vscode.Disposable.from(command, changed, vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event, provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? vscode.l10n.t('This was worked out in an earlier session. Choose Show Spark Tasks at the topic again.'),
  }));
}
