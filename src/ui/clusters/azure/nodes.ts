/** Rows of the Clusters view that Azure fills. */
import * as vscode from 'vscode';
import type { ClusterTarget } from '../../../contract';
import type { ServerProblem } from '../../../protocol/hdinsight';
import type { Cluster, Subscription } from '../../../protocol/clusters';
import type { KeptCluster } from '../described';
import type { Detail } from './details';
import { accountLine, cloudNames, type AzureAccount } from './described';
import { clusterLine, clusterTooltip, isReady, plural } from './words';

export type AzureNode = ClusterTarget & ({ is: 'account'; its: AzureAccount }
  | { is: 'subscription'; subscription: Subscription; clusters: Cluster[]; only: boolean }
  | { is: 'subscriptions'; empty: Subscription[] }
  | { is: 'partial'; text: string; problems: ServerProblem[] }
  | { is: 'azure-cluster'; its: Cluster; subscription: string; near: Cluster[]; kept?: KeptCluster }
  | { is: 'details'; its: Cluster }
  | { is: 'detail'; detail: Detail });

export type AzureNodeOf<K extends AzureNode['is']> = Extract<AzureNode, { is: K }>;

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
const icons: Partial<Record<string, string>> = { spark: 'server-environment', kafka: 'server', hbase: 'database', hadoop: 'server-process' };
const icon = (name: string, warning = false): vscode.ThemeIcon => new vscode.ThemeIcon(name, warning ? new vscode.ThemeColor('list.warningForeground') : undefined);

export function azureItem(node: AzureNode): vscode.TreeItem {
  switch (node.is) {
    case 'account': return row(cloudNames[node.its.cloud], accountLine(node.its), Collapsed, icon('azure'), { id: `account\n${node.its.id}`, contextValue: 'account' });
    case 'subscription': return row(node.subscription.name, plural(node.clusters.length, 'cluster'), node.only ? Expanded : Collapsed, icon('key'), { id: `${node.account ?? ''}\n${node.subscription.id}`, contextValue: 'subscription', tooltip: `${node.subscription.name}\n${node.subscription.id}` });
    case 'subscriptions': return row(vscode.l10n.t('{0} without HDInsight clusters', plural(node.empty.length, 'subscription')), '', Collapsed, icon('key'), { contextValue: 'subscriptions' });
    case 'partial': return row(node.text, '', Collapsed, icon('warning', true), { contextValue: 'partial', tooltip: node.problems.map(({ message, hint }) => `${message} ${hint}`.trim()).join('\n') });
    case 'azure-cluster': {
      const { its, kept } = node, linked = kept !== undefined && kept.visited !== true, kind = its.kind === 'spark' || its.kind === 'kafka' ? its.kind : 'other';
      return row(its.name, `${clusterLine(its)}${linked ? `, ${vscode.l10n.t('linked')}` : ''}`, Collapsed, icon(isReady(its) ? icons[its.kind] ?? 'server' : 'warning', !isReady(its)), {
        id: `${node.account ?? ''}\n${its.id}`, contextValue: `azure.${kind}${linked ? '.linked' : kept ? '.entered' : ''}`, tooltip: clusterTooltip(its, node.subscription, node.near),
      });
    }
    case 'details': return row(vscode.l10n.t('Details'), vscode.l10n.t('health, files, network, nodes'), Collapsed, icon('list-tree'), { contextValue: 'details' });
    case 'detail': {
      const { label, text, tooltip = `${label}: ${text}`, below = [], icon: name, warning } = node.detail;
      return row(label, text, below.length > 0 ? Collapsed : None, icon(name, warning), { contextValue: 'detail', tooltip });
    }
  }
}

function row(label: string, description: string, state: vscode.TreeItemCollapsibleState, iconPath: vscode.ThemeIcon, more: Partial<vscode.TreeItem> = {}): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, state), { description, iconPath, ...more });
}
