/** What the Clusters view shows: its rows, and what each says. */
import * as vscode from 'vscode';
import { Commands, type ClusterTarget } from '../../contract';
import type { ClusterJob, JobState, ServerProblem } from '../../protocol/hdinsight';
import { asCommand } from '../contract';
import { moment } from '../moment';
import { azureItem, type AzureNode } from './azure/nodes';
import type { KeptCluster } from './described';
import { jobLine, problemWord, stateWord } from './words';

export type Node = AzureNode | ClusterTarget & ({ is: 'cluster'; its: KeptCluster }
  | { is: 'job'; job: ClusterJob }
  | { is: 'note'; text: string; action?: vscode.Command; icon?: string; tooltip?: string }
  | { is: 'problem'; problem: ServerProblem });

const { None, Collapsed } = vscode.TreeItemCollapsibleState;
const icon = (name: string, colour?: string): vscode.ThemeIcon => new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
const icons: Record<JobState, vscode.ThemeIcon> = {
  starting: icon('loading~spin'), running: icon('sync~spin'), succeeded: icon('pass', 'charts.green'), failed: icon('error', 'charts.red'), killed: icon('circle-slash'), unknown: icon('question'),
};
const signIns = { none: 'no sign-in', basic: '', bearer: 'Microsoft account' } as const;

/** What servers say is plain text everywhere: labels and string tooltips are not interpreted. */
export function itemOf(node: Node): vscode.TreeItem {
  const item = draw(node), label = typeof item.label === 'string' ? item.label : '';
  item.accessibilityInformation ??= { label: typeof item.description === 'string' && item.description !== '' ? `${label} ${item.description}` : label };
  return item;
}

function row(label: string, description: string, state: vscode.TreeItemCollapsibleState, iconPath: vscode.ThemeIcon, more: Partial<vscode.TreeItem> = {}): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, state), { description, iconPath, ...more });
}

function draw(node: Node): vscode.TreeItem {
  switch (node.is) {
    case 'cluster': {
      const { name, id, description: { url, auth, user }, named } = node.its;
      return row(name, auth === 'basic' ? user ?? '' : signIns[auth], Collapsed, icon('server-environment'), { id, contextValue: `cluster.${auth}`, tooltip: named ? `${url}\n${vscode.l10n.t('named by the setting weir.clusters')}` : url });
    }
    case 'job': {
      const { job, cluster } = node, active = job.state === 'running' || job.state === 'starting' || job.state === 'unknown';
      return row(job.name ?? (job.batch === undefined ? job.app ?? job.key : vscode.l10n.t('Batch {0}', job.batch)), jobLine(job, Date.now()), None, icons[job.state], {
        // It may stand below Azure and below the linked one at once.
        id: `${node.account ?? ''}\n${cluster}\n${job.key}`, contextValue: `job.${active ? 'active' : 'ended'}${job.app === undefined ? '' : '.app'}`, tooltip: tooltip(job),
        command: asCommand(vscode.l10n.t('Open Job'), Commands.OpenJob, { cluster, ...(job.batch !== undefined && { batch: job.batch }), ...(job.app !== undefined && { app: job.app }) }),
      });
    }
    case 'note': return row(node.text, '', None, icon(node.icon ?? 'info'), { contextValue: 'note', ...(node.action && { command: node.action }), ...(node.tooltip !== undefined && { tooltip: node.tooltip }) });
    case 'problem': {
      const { kind, message, hint } = node.problem, word = problemWord(kind);
      return row(word ?? message, word === undefined ? '' : message, None, icon('error', 'list.errorForeground'), { contextValue: 'problem', tooltip: hint === '' ? message : `${message}\n${hint}` });
    }
    default: return azureItem(node);
  }
}

function tooltip(job: ClusterJob): string {
  const { name, batch, app, user, queue, started, finished, diagnostics, forgotten, livyState, yarnState } = job;
  return [
    name, stateWord(job), batch === undefined ? undefined : forgotten ? vscode.l10n.t('batch {0}, which Livy has forgotten', batch) : vscode.l10n.t('batch {0}, {1} in Livy', batch, livyState ?? ''), app === undefined ? undefined : vscode.l10n.t('{0}, {1} in YARN', app, yarnState ?? vscode.l10n.t('not known')),
    user === undefined ? undefined : vscode.l10n.t('user {0}', user), queue === undefined ? undefined : vscode.l10n.t('queue {0}', queue),
    started === undefined ? undefined : vscode.l10n.t('started {0}', moment(started)), finished === undefined ? undefined : vscode.l10n.t('ended {0}', moment(finished)), diagnostics?.slice(0, 1000),
  ].filter((line) => line !== undefined && line !== '').join('\n');
}
