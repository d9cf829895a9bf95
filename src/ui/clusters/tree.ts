import * as vscode from 'vscode';
import { Commands, type SettingKey } from '../../contract';
import type { ClusterAnswer, ClusterExplorer, ClusterQuestion } from '../../protocol/cluster-questions';
import type { ClusterJob, ServerProblem } from '../../protocol/hdinsight';
import { asCommand } from '../contract';
import type { AzureAccounts } from './azure/accounts';
import { AzureTree } from './azure/tree';
import type { Clusters } from './clusters';
import type { KeptCluster } from './described';
import { moment } from '../moment';
import { itemOf, type Node } from './nodes';
import { agoWords } from './words';

/** Jobs of a cluster as the view was told them. */
export interface JobsSeen { cluster: string; jobs: readonly ClusterJob[] }

/** Linked clusters with their jobs, newest first, and below them the clusters of Azure. Nothing is asked before a row is opened. */
export class ClustersTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #seen = new vscode.EventEmitter<JobsSeen>();
  readonly onJobs = this.#seen.event;
  /** By id: VS Code draws a row anew only when it is given the same one. */
  readonly #roots = new Map<string, Node>();

  /** What a cluster told last, shown as long as it is silent. */
  readonly #last = new Map<string, { at: number; jobs: readonly ClusterJob[] }>();
  readonly azure: AzureTree;

  constructor(private readonly clusters: Clusters, accounts: AzureAccounts, private readonly load: () => Promise<ClusterExplorer>) {
    this.azure = new AzureTree(accounts, clusters, load, { ask: (cluster, question) => this.ask(cluster, question), jobs: (cluster) => this.#jobs(cluster) });
  }

  /** Clusters are what is revealed: they have none. */
  getParent(): undefined { return undefined; }
  getTreeItem(node: Node): vscode.TreeItem { return itemOf(node); }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) return [...this.clusters.list.map((its) => this.#root(its)), ...this.clusters.named.problems.map(mistake), ...this.azure.roots()];
    if (node.is === 'job' || node.is === 'note' || node.is === 'problem') return [];
    if (node.is !== 'cluster') return this.azure.children(node);
    const cluster = this.clusters.byId(node.cluster);
    return cluster ? this.#jobs(cluster) : [];
  }

  root(id: string): Node | undefined { return this.#roots.get(id); }

  /** Draws a cluster anew, or all. */
  refresh(id?: string): void {
    if (id === undefined) return this.#changed.fire(undefined);
    const its = this.clusters.byId(id);
    for (const row of [...(its && its.visited !== true ? [this.#root(its)] : []), ...this.azure.rowsOf(id)]) this.#changed.fire(row);
  }

  /** Asks Azure anew, for one account or for all. */
  refreshAzure(account?: string): void {
    this.azure.forget(account);
    this.#changed.fire(account === undefined ? undefined : this.azure.root(account));
  }

  async ask<Q extends ClusterQuestion>(cluster: KeptCluster, question: Q, interactive = false): Promise<ClusterAnswer<Q>> {
    const [explorer, opening] = await Promise.all([this.load(), this.clusters.opening(cluster, interactive)]);
    return explorer.ask(opening, question);
  }

  #root(its: KeptCluster): Node {
    const node: Node = Object.assign(this.#roots.get(its.id) ?? { is: 'cluster' as const, cluster: its.id }, { its });
    this.#roots.set(its.id, node);
    return node;
  }

  async #jobs(cluster: KeptCluster): Promise<Node[]> {
    const at = { cluster: cluster.id, ...(cluster.azure !== undefined && { azure: cluster.azure }) };
    // Nobody has given the password yet.
    if (cluster.named && cluster.description.auth === 'basic' && !await this.clusters.hasPassword(cluster.id)) return [{ is: 'note', ...at, text: vscode.l10n.t('Sign In to See Its Jobs…'), icon: 'sign-in', action: asCommand(vscode.l10n.t('Sign In to Cluster'), Commands.SignInCluster, at) }];
    const answer = await this.ask(cluster, { ask: 'jobs' });
    const rowsOf = (some: readonly ClusterJob[]): Node[] => some.map((job): Node => ({ is: 'job', ...at, ...(job.batch !== undefined && { batch: job.batch }), ...(job.app !== undefined && { app: job.app }), ...(job.attempt !== undefined && { attempt: job.attempt }), job }));
    if ('problem' in answer) {
      const before = this.#last.get(cluster.id), note = before && before.jobs.length > 0 ? [{ is: 'note' as const, ...at, text: vscode.l10n.t('As it was {0}:', agoWords(Date.now() - before.at)), icon: 'history', tooltip: moment(before.at) }] : [];
      return [...problemNodes(cluster, [answer.problem]), ...note, ...rowsOf(before?.jobs ?? [])];
    }
    const { jobs, problems } = answer.value, rows = rowsOf(jobs);
    this.#seen.fire({ cluster: cluster.id, jobs });
    // Where one of the two is silent, what is told is not all.
    if (problems.length === 0) this.#last.set(cluster.id, { at: Date.now(), jobs });
    if (rows.length === 0 && problems.length === 0) return [{ is: 'note', ...at, text: vscode.l10n.t('No jobs in the last day') }];
    return [...problemNodes(cluster, problems), ...rows];
  }
}

const ofDescription = ['authentication', 'tls', 'protocol', 'unsupported'];

/** An entry of the setting that names no cluster. */
const mistake = (text: string): Node => ({ is: 'note', cluster: '', text, icon: 'warning', tooltip: text, action: { title: vscode.l10n.t('Open Settings'), command: 'workbench.action.openSettings', arguments: ['weir.clusters' satisfies SettingKey] } });

/** What went wrong, and below it the one action that leads on. */
function problemNodes({ id, description, visited, azure, named }: KeptCluster, problems: readonly ServerProblem[]): Node[] {
  const [first] = problems, target = { cluster: id, ...(azure !== undefined && { azure }) };
  if (!first) return [];
  const signsIn = (description.auth === 'bearer' || visited === true || named === true) && first.kind === 'authentication', edit = ofDescription.includes(first.kind);
  const action = signsIn ? asCommand(vscode.l10n.t('Sign In'), Commands.SignInCluster, target) : edit ? asCommand(vscode.l10n.t('Edit Cluster'), Commands.EditCluster, target) : asCommand(vscode.l10n.t('Try Again'), Commands.RefreshClusters, target);
  return [...problems.map((problem): Node => ({ is: 'problem', ...target, problem })), { is: 'note', ...target, text: action.title, action, icon: signsIn ? 'sign-in' : edit ? 'edit' : 'refresh' }];
}
