import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Commands, type ClusterTarget, type SettingKey } from '../../contract';
import { registerCommand, runCommand } from '../contract';
import { askText } from '../steps';
import type { AzureCommands } from './azure/commands';
import type { Clusters } from './clusters';
import { historyPage, nameOf, yarnPages, type KeptCluster } from './described';
import { describedBy, draftOf, emptyDraft, fillIn, type ClusterDraft } from './form';
import type { ClustersTree } from './tree';

/** `reveal`: brings a cluster into view, opened. */
export function registerClusterCommands(clusters: Clusters, tree: ClustersTree, reveal: (id: string) => Promise<void>, azure: AzureCommands): vscode.Disposable {
  // A form that was closed goes on where it was.
  let draft: ClusterDraft | undefined;
  const of = async (target: ClusterTarget | undefined): Promise<KeptCluster | undefined> => (target?.cluster === undefined ? choose(clusters.list) : clusters.byId(target.cluster));
  const link = async (): Promise<void> => {
    const filling = draft ??= emptyDraft();
    if (!await fillIn(filling, vscode.l10n.t('Link a cluster'), false)) return;
    draft = undefined;
    const description = describedBy(filling), id = randomUUID();
    await clusters.save({ id, name: nameOf(description.url), description, ...(description.auth === 'bearer' && { signIn: { way: 'account' } }) }, filling.password);
    if (description.auth === 'bearer') await runCommand(Commands.SignInCluster, { cluster: id });
    await reveal(id);
  };
  const edit = async (target?: ClusterTarget): Promise<void> => {
    const cluster = await of(target);
    if (!cluster) return;
    if (cluster.named) return void elsewhere(cluster, clusters);
    const filling = draftOf(cluster), title = vscode.l10n.t('Edit {0}', cluster.name);
    if (!await fillIn(filling, title, cluster.description.auth === 'basic')) return;
    const name = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t('What the cluster is called'), value: cluster.name, ignoreFocusOut: true });
    if (name === undefined) return;
    const description = describedBy(filling);
    const { signIn: _, ...same } = cluster;
    await clusters.save({ ...same, name: name.trim() === '' ? nameOf(description.url) : name.trim(), description, ...(description.auth === 'bearer' && { signIn: cluster.signIn ?? { way: 'account' } }) }, filling.password === '' ? undefined : filling.password);
  };
  const unlink = async (target?: ClusterTarget): Promise<void> => {
    const cluster = await of(target), yes = vscode.l10n.t('Unlink');
    if (!cluster) return;
    if (cluster.named) return void elsewhere(cluster, clusters);
    const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Unlink the cluster {0}?', cluster.name), { modal: true, detail: vscode.l10n.t('Its password is forgotten too. Nothing is changed on the cluster, and its jobs go on.') }, yes);
    if (chosen === yes) await clusters.remove(cluster.id);
  };
  const signIn = async (target?: ClusterTarget): Promise<void> => {
    // A token is had for one that is known; a login is asked for again.
    if (target?.azure !== undefined && clusters.byId(target.cluster)?.description.auth !== 'bearer' && await azure.signIn(target)) return;
    const cluster = await of(target);
    if (!cluster) return;
    if (cluster.description.auth === 'basic') {
      // The login alone is asked for, once more where it was wrong.
      const { user = '', url } = cluster.description, given = await askText({ title: vscode.l10n.t('Sign in to {0}', cluster.name), step: 1, of: 1 }, { prompt: vscode.l10n.t('Password for {0} at {1}: kept in the secret storage of this machine', user, new URL(url).host), password: true, check: (text) => (text === '' ? vscode.l10n.t('A password is needed.') : undefined) });
      if (given !== undefined && given !== 'back') await clusters.signedIn(cluster.id, given.value);
      return;
    }
    const { tokenProblem } = await clusters.opening(cluster, true);
    if (tokenProblem) void vscode.window.showErrorMessage(`${tokenProblem.message} ${tokenProblem.hint}`.trim());
    await clusters.signedIn(cluster.id);
  };
  const kill = async (target?: ClusterTarget): Promise<void> => {
    const cluster = target && clusters.byId(target.cluster), yes = vscode.l10n.t('Kill'), { app, batch } = target ?? {}, what = app ?? vscode.l10n.t('batch {0}', batch ?? ''), job = app ?? batch;
    if (!cluster || job === undefined) return;
    if (await vscode.window.showWarningMessage(vscode.l10n.t('Kill {0} on {1}?', what, cluster.name), { modal: true, detail: vscode.l10n.t('A streaming job goes on from its checkpoint when it is submitted again.') }, yes) !== yes) return;
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Killing {0}…', what) }, () => tree.ask(cluster, { ask: 'kill', job }));
    if ('problem' in answer) void vscode.window.showErrorMessage(`${answer.problem.message} ${answer.problem.hint}`.trim());
    tree.refresh(cluster.id);
  };
  const open = async (target: ClusterTarget | undefined, page: (app: string) => string): Promise<void> => {
    const cluster = target && clusters.byId(target.cluster), app = target?.app;
    if (!cluster || app === undefined) return;
    const yarn = yarnPages(cluster);
    if (yarn === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('It is not known where the YARN of {0} is: edit the cluster, and give the address of its ResourceManager.', cluster.name));
    else await vscode.env.openExternal(vscode.Uri.parse(yarn + page(app), true));
  };
  const history = async (target?: ClusterTarget): Promise<void> => {
    const cluster = target && clusters.byId(target.cluster), app = target?.app;
    if (!cluster || app === undefined) return;
    const page = historyPage(cluster, app, target?.attempt);
    if (page === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('It is not known where the history server of {0} is: it is no gateway of a cluster.', cluster.name));
    else await vscode.env.openExternal(vscode.Uri.parse(page, true));
  };
  return vscode.Disposable.from(
    registerCommand(Commands.OpenHistory, history), registerCommand(Commands.LinkCluster, link), registerCommand(Commands.EditCluster, edit), registerCommand(Commands.UnlinkCluster, unlink), registerCommand(Commands.SignInCluster, signIn), registerCommand(Commands.KillJob, kill),
    registerCommand(Commands.RefreshClusters, (target) => { if (target === undefined || target.cluster === '') tree.refreshAzure(target?.account); else { tree.azure.forgetRow(target.cluster); tree.refresh(target.cluster); } }),
    registerCommand(Commands.OpenYarn, (target) => open(target, (app) => `/cluster/app/${app}`)), registerCommand(Commands.OpenSparkUi, (target) => open(target, (app) => `/proxy/${app}/`)),
    registerCommand(Commands.CopyJobId, async (target) => { const id = target?.app ?? target?.batch; if (id !== undefined) await vscode.env.clipboard.writeText(id); }),
  );
}

/** What a setting names is changed there. */
async function elsewhere({ id, name }: KeptCluster, clusters: Clusters): Promise<void> {
  const open = vscode.l10n.t('Open Settings'), forget = vscode.l10n.t('Forget Password'), kept = await clusters.hasPassword(id);
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('{0} is named by the setting weir.clusters: change it there.', name), open, ...(kept ? [forget] : []));
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.openSettings', 'weir.clusters' satisfies SettingKey);
  if (chosen === forget) await clusters.forgetPassword(id);
}

async function choose(list: readonly KeptCluster[]): Promise<KeptCluster | undefined> {
  if (list.length < 2) return list[0];
  return (await vscode.window.showQuickPick(list.map((cluster) => ({ label: cluster.name, description: cluster.description.url, cluster })), { placeHolder: vscode.l10n.t('Which cluster?') }))?.cluster;
}
