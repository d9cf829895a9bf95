import * as vscode from 'vscode';
import { Commands, type ClusterTarget } from '../../../contract';
import type { AzureAnswer, AzureQuestion } from '../../../protocol/azure-questions';
import type { ClusterAnswer, ClusterExplorer, ClusterQuestion } from '../../../protocol/cluster-questions';
import type { AuthEvidence } from '../../../protocol/cluster-inside';
import type { Cluster } from '../../../protocol/clusters';
import type { ServerProblem } from '../../../protocol/hdinsight';
import { asCommand } from '../../contract';
import type { Clusters } from '../clusters';
import type { KeptCluster } from '../described';
import type { Node } from '../nodes';
import type { AzureAccounts } from './accounts';
import { entered, idOf, keptOf, type AzureAccount } from './described';
import { detailsOf } from './details';
import type { AzureNode, AzureNodeOf } from './nodes';
import { Seen } from './seen';
import { divided, partialLine } from './words';

const modes = { none: 'none', basic: 'basic', bearer: 'entra' } as const;

/** What the tree of linked clusters lends. */
export interface Lent {
  ask<Q extends ClusterQuestion>(cluster: KeptCluster, question: Q): Promise<ClusterAnswer<Q>>;
  jobs(cluster: KeptCluster): Promise<Node[]>;
}

/** Accounts → subscriptions → clusters → jobs, or what is known of them. Azure is asked when a row is opened, and again when somebody wants it. */
export class AzureTree {
  readonly #listings = new Map<string, Promise<AzureAnswer<{ ask: 'listing' }>>>();
  readonly #seen = new Seen();
  /** By id: VS Code draws a row anew only when it is given the same one. */
  readonly #rows = new Map<string, AzureNode>();

  constructor(readonly accounts: AzureAccounts, private readonly clusters: Clusters, private readonly load: () => Promise<ClusterExplorer>, private readonly lent: Lent) {}

  roots(): Node[] {
    const { list } = this.accounts;
    if (list.length > 0) return list.map((its) => this.#row(`account\n${its.id}`, { is: 'account', cluster: '', account: its.id, its }));
    // Where nothing is shown at all, VS Code shows the welcome of the view, which leads on.
    if (this.clusters.list.length === 0) return [];
    return [{ is: 'note', cluster: '', text: vscode.l10n.t('Sign In to Azure…'), icon: 'azure', action: asCommand(vscode.l10n.t('Sign In to Azure'), Commands.SignInAzure) }];
  }

  async children(node: AzureNode): Promise<Node[]> {
    const account = this.accounts.byId(node.account ?? '');
    if (!account) return [];
    const at = { cluster: '', account: account.id };
    switch (node.is) {
      case 'account': return this.#subscriptions(account);
      case 'subscription': {
        const all = await this.known();
        return node.clusters.map((its) => this.#cluster(account, its, node.subscription.name, all));
      }
      case 'subscriptions': return node.empty.map(({ name, id }): Node => ({ is: 'note', ...at, text: name, icon: 'key', tooltip: id }));
      case 'partial': return node.problems.map((problem): Node => ({ is: 'problem', ...at, problem }));
      case 'azure-cluster': return node.its.kind === 'spark' ? [{ ...this.#of(account, node.its), is: 'details', its: node.its }, ...await this.#jobs(account, node)] : this.#details(account, node.its);
      case 'details': return this.#details(account, node.its);
      case 'detail': return (node.detail.below ?? []).map((detail): Node => ({ ...this.#target(node), is: 'detail', detail }));
    }
  }

  /** The rows to draw anew where a cluster of this id changed. */
  rowsOf(id: string): AzureNode[] { return [...this.#rows.values()].filter((row) => row.is === 'azure-cluster' && (row.cluster === id || idOf(row.its) === id)); }
  root(account: string): AzureNode | undefined { return this.#rows.get(`account\n${account}`); }

  /** Asked anew when its row is drawn. */
  forget(account?: string): void {
    if (account === undefined) this.#listings.clear(); else this.#listings.delete(account);
    this.#seen.clear();
  }

  /** The same of what a cluster said of itself. */
  forgetCluster(its: Pick<Cluster, 'id'>): void { this.#seen.forget(`auth\n${idOf(its)}`, `inside\n${idOf(its)}`); }

  /** By the id of a row. */
  forgetRow(id: string): void { for (const row of this.rowsOf(id)) if (row.is === 'azure-cluster') this.forgetCluster(row.its); }

  ask<Q extends ClusterQuestion>(cluster: KeptCluster, question: Q): Promise<ClusterAnswer<Q>> { return this.lent.ask(cluster, question); }

  async azure<Q extends AzureQuestion>(account: AzureAccount, question: Q): Promise<AzureAnswer<Q>> {
    const [explorer, opening] = await Promise.all([this.load(), this.accounts.opening(account)]);
    return explorer.azure(opening, question);
  }

  /** What was seen last; a listing that failed is asked for again. */
  async listing(account: AzureAccount): Promise<AzureAnswer<{ ask: 'listing' }>> {
    const asked = this.#listings.get(account.id) ?? this.azure(account, { ask: 'listing' });
    this.#listings.set(account.id, asked);
    const answer = await asked;
    if ('problem' in answer && this.#listings.get(account.id) === asked) this.#listings.delete(account.id);
    return answer;
  }

  /** Clusters of all accounts that have answered. */
  async known(): Promise<Cluster[]> {
    const answers = await Promise.all([...this.#listings.values()]);
    return [...new Map(answers.flatMap((answer) => ('value' in answer ? answer.value.clusters : [])).map((cluster) => [idOf(cluster), cluster])).values()];
  }

  /** How its gateway lets one in. */
  async auth(its: Cluster): Promise<{ value: AuthEvidence } | { problem: ServerProblem }> {
    if (its.endpoint === undefined) return { problem: { kind: 'not-found', message: vscode.l10n.t('Azure does not tell the address of {0}.', its.name), hint: vscode.l10n.t('It may still be starting.') } };
    const { endpoint: url } = its;
    return this.#seen.once(`auth\n${idOf(its)}`, async () => (await this.load()).ask({ id: `${idOf(its)}?`, description: { url, auth: 'none' } }, { ask: 'auth', its }));
  }

  async #subscriptions(account: AzureAccount): Promise<Node[]> {
    const answer = await this.listing(account), at = { cluster: '', account: account.id };
    if ('problem' in answer) return this.#problem(account, answer.problem);
    const { subscriptions, problems } = answer.value, { full, empty } = divided(answer.value), partial = partialLine(answer.value);
    const none: Node[] = full.length > 0 || problems.length > 0 ? [] : [{ is: 'note', ...at, text: subscriptions.length === 0 ? vscode.l10n.t('No subscription in this tenant: choose others…') : vscode.l10n.t('No HDInsight clusters in its subscriptions'), ...(subscriptions.length === 0 && { action: asCommand(vscode.l10n.t('Choose Azure Tenants'), Commands.ChooseTenants, at) }) }];
    return [
      ...(partial === undefined ? [] : [{ is: 'partial' as const, ...at, text: partial, problems }]), ...none,
      ...full.map(({ subscription, clusters }): Node => this.#row(`${account.id}\n${subscription.id}`, { is: 'subscription', ...at, subscription, clusters, only: full.length === 1 })),
      ...(empty.length === 0 ? [] : [{ is: 'subscriptions' as const, ...at, empty }]),
      ...(partial === undefined ? [] : [again(at)]),
    ];
  }

  #cluster(account: AzureAccount, its: Cluster, subscription: string, all: readonly Cluster[]): Node {
    const kept = keptOf(its, this.clusters.all), { network } = its;
    const near = network.kind !== 'own' ? [] : all.filter((each) => each.id !== its.id && each.network.kind === 'own' && each.network.vnet.toLowerCase() === network.vnet.toLowerCase());
    const row = this.#row(`${account.id}\n${idOf(its)}`, { ...this.#of(account, its), is: 'azure-cluster', its, subscription, near });
    if (row.is === 'azure-cluster') if (kept) row.kept = kept; else delete row.kept;
    return row;
  }

  async #jobs(account: AzureAccount, { its }: AzureNodeOf<'azure-cluster'>): Promise<Node[]> {
    const kept = keptOf(its, this.clusters.all) ?? await this.#let(account, its);
    return kept ? (await this.lent.jobs(kept)).map((row) => ({ ...row, account: account.id })) : this.#signIn(account, its);
  }

  /** Where nobody has to be asked for a login, nobody is. */
  async #let(account: AzureAccount, its: Cluster): Promise<KeptCluster | undefined> {
    const found = await this.auth(its), auth = 'problem' in found ? undefined : found.value.mode === 'none' ? 'none' : found.value.mode === 'entra' ? 'bearer' : undefined;
    if (auth === undefined) return undefined;
    const cluster = entered(its, account, auth);
    await this.clusters.save(cluster);
    return cluster;
  }

  async #details(account: AzureAccount, its: Cluster): Promise<Node[]> {
    const kept = keptOf(its, this.clusters.all), at = this.#of(account, its), inside = kept && await this.#seen.once(`inside\n${idOf(its)}`, () => this.lent.ask(kept, { ask: 'inside' }));
    const found = kept ? undefined : await this.auth(its), mode = kept ? modes[kept.description.auth] : found && 'value' in found ? found.value.mode : undefined;
    const rows = detailsOf(its, { inside: inside && 'value' in inside ? inside.value : undefined, mode }).map((detail): Node => ({ is: 'detail', ...at, detail }));
    const problems = !inside ? [] : 'problem' in inside ? [inside.problem] : inside.value.problems;
    const signsIn = !kept || problems.some(({ kind }) => kind === 'authentication');
    return [...problems.map((problem): Node => ({ is: 'problem', ...at, problem })), ...(signsIn ? await this.#signIn(account, its) : problems.length > 0 ? [again(at)] : []), ...rows];
  }

  /** What is wanted of a person before the cluster answers. */
  async #signIn(account: AzureAccount, its: Cluster): Promise<Node[]> {
    const at = this.#of(account, its), found = await this.auth(its);
    if ('problem' in found) return [{ is: 'problem', ...at, problem: found.problem }, again(at)];
    const action = asCommand(vscode.l10n.t('Sign In to Cluster'), Commands.SignInCluster, at);
    return [{ is: 'note', ...at, text: its.kind === 'spark' ? vscode.l10n.t('Sign In to See Its Jobs…') : vscode.l10n.t('Sign In to See Its Health…'), icon: 'sign-in', action, tooltip: found.value.evidence }];
  }

  #problem(account: AzureAccount, problem: ServerProblem): Node[] {
    const at = { cluster: '', account: account.id }, signIn = problem.kind === 'authentication';
    return [{ is: 'problem', ...at, problem }, signIn ? { is: 'note', ...at, text: vscode.l10n.t('Sign In'), icon: 'sign-in', action: asCommand(vscode.l10n.t('Sign In to Azure'), Commands.SignInAzure, at) } : again(at)];
  }

  #of(account: AzureAccount, its: Cluster): { cluster: string; account: string; azure: string } { return { cluster: keptOf(its, this.clusters.all)?.id ?? idOf(its), account: account.id, azure: its.id }; }
  #target({ cluster, account, azure }: AzureNode): { cluster: string; account?: string; azure?: string } { return { cluster, ...(account !== undefined && { account }), ...(azure !== undefined && { azure }) }; }

  #row(id: string, node: AzureNode): AzureNode {
    const row = Object.assign(this.#rows.get(id) ?? node, node);
    this.#rows.set(id, row);
    return row;
  }
}

const again = (at: ClusterTarget): Node => ({ is: 'note', ...at, text: vscode.l10n.t('Try Again'), icon: 'refresh', action: asCommand(vscode.l10n.t('Try Again'), Commands.RefreshClusters, at) });
