import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Commands, type ClusterTarget } from '../../../contract';
import { networkVerdict, targetVerdict } from '../../../hdinsight/arm/verdict';
import type { Cluster } from '../../../protocol/clusters';
import { registerCommand, runCommand } from '../../contract';
import type { Clusters } from '../clusters';
import type { KeptCluster } from '../described';
import { offerOf } from './brokers';
import { accountLine, cloudNames, idOf, keptOf, type AzureAccount } from './described';
import { enter, say } from './enter';
import { askAccount } from './form';
import type { AzureTree } from './tree';
import { called, changes, offered, tenantsProblem } from './tenants';
import { compared } from './words';

export interface AzureCommands extends vscode.Disposable {
  /** Signs in to a cluster that Azure shows. False: it is none. */
  signIn(target: ClusterTarget): Promise<boolean>;
  /** A cluster that Azure shows as one to submit to: linked, where it is not yet. Undefined: it was given up, or it runs no Spark jobs, which was said with those of its network that do. */
  forJob(target?: ClusterTarget): Promise<KeptCluster | undefined>;
}

/** `reveal`: brings the account into view, opened. `changed`: a row is to be drawn anew. */
export function registerAzureCommands(tree: AzureTree, clusters: Clusters, reveal: (account: string) => Promise<void>, changed: (cluster: string) => void): AzureCommands {
  const { accounts } = tree;
  const find = async (target: ClusterTarget | undefined, which: (cluster: Cluster) => boolean, placeHolder: string): Promise<{ account: AzureAccount; its: Cluster } | undefined> => {
    const all = (await Promise.all(accounts.list.map(async (account) => {
      const answer = await tree.listing(account);
      return 'value' in answer ? answer.value.clusters.map((its) => ({ account, its })) : [];
    }))).flat();
    if (target?.azure !== undefined) return all.find(({ account, its }) => its.id === target.azure && (target.account === undefined || account.id === target.account));
    const some = all.filter(({ its }) => which(its));
    if (some.length === 0) void vscode.window.showInformationMessage(accounts.list.length === 0 ? vscode.l10n.t('Sign in to Azure first.') : vscode.l10n.t('Azure shows no such cluster.'));
    return some.length < 2 ? some[0] : (await vscode.window.showQuickPick(some.map((each) => ({ label: each.its.name, description: each.its.kind, each })), { placeHolder }))?.each;
  };
  const signInAzure = async (target?: ClusterTarget): Promise<void> => {
    const known = target?.account === undefined ? undefined : accounts.byId(target.account), asked = known ?? await askAccount();
    if (!asked) return;
    const account: AzureAccount = known ?? { id: randomUUID(), ...asked };
    const { tokenProblem } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Signing in to Azure…') }, () => accounts.opening(account, true));
    if (tokenProblem) return say(tokenProblem);
    const { id } = await accounts.add(account);
    tree.forget(id);
    await reveal(id);
  };
  const signOut = async (target?: ClusterTarget): Promise<void> => {
    const account = target?.account === undefined ? await pickAccount(accounts.list, vscode.l10n.t('Sign out of which?')) : accounts.byId(target.account);
    if (!account) return;
    tree.forget(account.id);
    await accounts.remove(account.id);
  };
  const choose = async (target?: ClusterTarget): Promise<void> => {
    const account = target?.account === undefined ? await pickAccount(accounts.list, vscode.l10n.t('Whose tenants?')) : accounts.byId(target.account), no = account && tenantsProblem(account);
    if (!account) return void (accounts.list.length === 0 && vscode.window.showInformationMessage(vscode.l10n.t('Sign in to Azure first.')));
    if (no !== undefined) return void vscode.window.showInformationMessage(no);
    const answer = await vscode.window.withProgress({ location: { viewId: 'weir.clusters' } }, () => tree.azure(account, { ask: 'tenants' }));
    if ('problem' in answer) return say(answer.problem);
    const tenants = answer.value, rows = offered(account, accounts.list, tenants);
    if (rows.length === 0) return void vscode.window.showInformationMessage(vscode.l10n.t('The account is a guest of no other tenant.'));
    const chosen = await vscode.window.showQuickPick(rows.map(({ tenant, shown }) => ({ label: called(tenant), description: tenant.domain ?? '', detail: tenant.id, picked: shown, tenant })), {
      title: vscode.l10n.t('Azure tenants'), placeHolder: vscode.l10n.t('Clusters of which tenants are shown, beside those of the own one?'), canPickMany: true, ignoreFocusOut: true, matchOnDescription: true, matchOnDetail: true,
    });
    if (!chosen) return;
    const { add, remove } = changes(account, accounts.list, tenants, chosen.map(({ tenant }) => tenant));
    for (const { id } of remove) { tree.forget(id); await accounts.remove(id); }
    for (const each of add) {
      const fresh = { id: randomUUID(), ...each }, { tokenProblem } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Signing in to {0}…', fresh.tenant ?? '') }, () => accounts.opening(fresh, true));
      // A tenant that lets nobody in keeps no other away.
      if (tokenProblem) say({ ...tokenProblem, message: `${fresh.tenant ?? ''}: ${tokenProblem.message}` });
      else await reveal((await accounts.add(fresh)).id);
    }
  };
  const forJob = async (target?: ClusterTarget): Promise<KeptCluster | undefined> => {
    const found = await find(target, ({ kind }) => kind === 'spark', vscode.l10n.t('Which cluster is linked?'));
    if (!found) return undefined;
    const { account, its } = found, verdict = targetVerdict(its, await tree.known());
    // One that is being made or mended may be linked all the same.
    if (!verdict.takes && its.kind !== 'spark') {
      void vscode.window.showWarningMessage(`${verdict.reason} ${verdict.hint}`.trim());
      return undefined;
    }
    const cluster = keptOf(its, clusters.all) ?? await enter(tree, clusters, account, its);
    if (cluster?.visited !== true) return cluster;
    const { visited: _, ...linked } = cluster;
    await clusters.save(linked);
    return linked;
  };
  const connect = async (target?: ClusterTarget): Promise<void> => {
    const found = await find(target, ({ kind }) => kind === 'kafka', vscode.l10n.t('Topics of which Kafka cluster?'));
    if (!found) return;
    const { account, its } = found;
    if (its.kind !== 'kafka') return void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no Kafka.', its.name));
    const kept = keptOf(its, clusters.all) ?? await enter(tree, clusters, account, its);
    if (!kept) return;
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Asking {0} for its brokers…', its.name) }, () => tree.ask(kept, { ask: 'brokers' }));
    changed(idOf(its));
    if ('value' in answer) return void runCommand(Commands.AddConnection, offerOf(its, answer.value));
    const { message, hint } = answer.problem, anyway = vscode.l10n.t('Type the Brokers'), again = vscode.l10n.t('Sign In'), signsIn = answer.problem.kind === 'authentication' || answer.problem.kind === 'authorization';
    const chosen = await vscode.window.showErrorMessage(`${message} ${hint}`.trim(), ...(signsIn ? [again] : []), anyway);
    if (chosen === anyway) return void runCommand(Commands.AddConnection, offerOf(its));
    if (chosen === again && await enter(tree, clusters, account, its)) await connect(target);
  };
  const compare = async (target?: ClusterTarget): Promise<void> => {
    const found = await find(target, ({ kind }) => kind === 'spark' || kind === 'kafka', vscode.l10n.t('Compare the network of which cluster?'));
    if (!found) return;
    const { its } = found, kafka = its.kind === 'kafka', others = (await tree.known()).filter(({ kind }) => kind === (kafka ? 'spark' : 'kafka'));
    if (others.length === 0) return void vscode.window.showInformationMessage(kafka ? vscode.l10n.t('Azure shows no Spark cluster to compare with.') : vscode.l10n.t('Azure shows no Kafka cluster to compare with.'));
    const rows = others.map((other) => ({ other, verdict: kafka ? networkVerdict(other, its) : networkVerdict(its, other) }));
    const chosen = await vscode.window.showQuickPick(rows.map(({ other, verdict }) => ({ label: `$(${compared[verdict.verdict].icon}) ${other.name}`, description: compared[verdict.verdict].text, detail: `${verdict.reason} ${verdict.hint}`.trim(), verdict })), {
      title: vscode.l10n.t('The network of {0}', its.name), placeHolder: kafka ? vscode.l10n.t('Does a job on one of these Spark clusters reach its brokers?') : vscode.l10n.t('Does a job on it reach the brokers of these Kafka clusters?'), matchOnDetail: true,
    });
    if (!chosen) return;
    const { verdict, reason, hint, warning } = chosen.verdict, show = verdict === 'same' && !warning ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    void show(reason, { modal: true, ...(hint !== '' && { detail: hint }) });
  };
  const forget = async (target?: ClusterTarget): Promise<void> => { if (target && clusters.byId(target.cluster)?.visited === true) await clusters.remove(target.cluster); };
  const parts = vscode.Disposable.from(
    registerCommand(Commands.SignInAzure, signInAzure), registerCommand(Commands.SignOutAzure, signOut), registerCommand(Commands.ChooseTenants, choose), registerCommand(Commands.LinkAzureCluster, forJob), registerCommand(Commands.ConnectTopics, connect),
    registerCommand(Commands.CompareNetworks, compare), registerCommand(Commands.ForgetClusterLogin, forget),
  );
  return {
    dispose: () => { parts.dispose(); }, forJob,
    signIn: async (target) => {
      const found = target.azure === undefined ? undefined : await find(target, () => false, '');
      if (!found) return false;
      const kept = await enter(tree, clusters, found.account, found.its);
      if (kept) changed(kept.id);
      return true;
    },
  };
}

async function pickAccount(list: readonly AzureAccount[], placeHolder: string): Promise<AzureAccount | undefined> {
  if (list.length < 2) return list[0];
  return (await vscode.window.showQuickPick(list.map((account) => ({ label: cloudNames[account.cloud], description: accountLine(account), account })), { placeHolder }))?.account;
}
