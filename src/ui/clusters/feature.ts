import * as vscode from 'vscode';
import { Views, type WeirApi } from '../../contract';
import type { ClusterExplorer } from '../../protocol/cluster-questions';
import type { Cluster } from '../../protocol/clusters';
import type { Entra } from '../azure/entra';
import { AzureAccounts } from './azure/accounts';
import { registerAzureCommands, type AzureCommands } from './azure/commands';
import { Clusters } from './clusters';
import { registerClusterCommands } from './commands';
import { itemOf, type Node } from './nodes';
import { ClustersTree, type JobsSeen } from './tree';

/** Between two looks at the jobs of a cluster that is open in the view, in ms: three requests each. */
const pause = 15_000;

/** The Clusters view. `load` is called with the first question. */
export function registerClusters(context: vscode.ExtensionContext, entra: Entra, load: () => Promise<ClusterExplorer>): vscode.Disposable & { rows: WeirApi['clusterRows']; clusters: Clusters; explorer(): Promise<ClusterExplorer>; forJob: AzureCommands['forJob']; azure(): Promise<Cluster[]>; onJobs: vscode.Event<JobsSeen> } {
  let explorer: Promise<ClusterExplorer> | undefined;
  const clusters = new Clusters(context.globalState, context.secrets, entra), accounts = new AzureAccounts(context.globalState, entra), loaded = (): Promise<ClusterExplorer> => explorer ??= load(), tree = new ClustersTree(clusters, accounts, loaded);
  const view = vscode.window.createTreeView<Node>(Views.Clusters, { treeDataProvider: tree, showCollapseAll: true }), open = new Set<string>();
  const show = async (find: () => Node | undefined): Promise<void> => {
    // Its row is there once the view has asked for it.
    await vscode.commands.executeCommand(`${Views.Clusters}.focus`);
    await tree.getChildren();
    const root = find();
    if (root) await view.reveal(root, { select: true, focus: true, expand: true });
  };
  const azure = registerAzureCommands(tree.azure, clusters, (id) => show(() => tree.azure.root(id)), (id) => { tree.refresh(id); });
  const timer = setInterval(() => { if (view.visible) for (const id of open) tree.refresh(id); }, pause);
  const parts = vscode.Disposable.from(clusters, accounts, azure, view, registerClusterCommands(clusters, tree, (id) => show(() => tree.root(id)), azure), accounts.onDidChange(() => { tree.refresh(); }),
    clusters.onDidChange((id) => { tree.refresh(id); }), clusters.onDidRemove((id) => { open.delete(id); void explorer?.then((running) => { running.close(id); }); }),
    view.onDidExpandElement(({ element }) => { if (opens(element)) open.add(element.cluster); }), view.onDidCollapseElement(({ element }) => { if (opens(element)) open.delete(element.cluster); }),
    { dispose: () => { clearInterval(timer); void explorer?.then((running) => { running.dispose(); }); } });
  return { dispose: () => { parts.dispose(); }, rows: (...labels) => rowsAt(tree, labels), clusters, explorer: loaded, forJob: azure.forJob, azure: () => tree.azure.known(), onJobs: tree.onJobs };
}

/** Jobs stand below it. */
const opens = (node: Node): boolean => node.is === 'cluster' || node.is === 'azure-cluster' && node.its.kind === 'spark';

/** Text of the rows at a place, for tests: `label: description`. */
async function rowsAt(tree: ClustersTree, labels: readonly string[]): Promise<string[]> {
  let nodes = await tree.getChildren();
  const text = (node: Node): string => { const { label } = itemOf(node); return typeof label === 'string' ? label : ''; };
  for (const label of labels) {
    const found = nodes.find((node) => text(node) === label);
    nodes = found ? await tree.getChildren(found) : [];
  }
  return nodes.map((node) => { const { description } = itemOf(node); return `${text(node)}${typeof description === 'string' && description !== '' ? `: ${description}` : ''}`; });
}
