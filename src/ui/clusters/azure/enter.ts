import * as vscode from 'vscode';
import type { Cluster } from '../../../protocol/clusters';
import type { ServerProblem } from '../../../protocol/hdinsight';
import { askText } from '../../steps';
import type { Clusters } from '../clusters';
import { userProblem, type KeptCluster } from '../described';
import { entered, keptOf, type AzureAccount } from './described';
import type { AzureTree } from './tree';

export const say = ({ message, hint }: ServerProblem): void => { void vscode.window.showErrorMessage(`${message} ${hint}`.trim()); };

/**
 * Signs in to a cluster: by what Azure or its gateway says of how that is done. A login that this account may read in Azure is offered, one
 * that it may not read is asked for. Undefined: it was given up, or it cannot be, which was said.
 */
export async function enter(tree: AzureTree, clusters: Clusters, account: AzureAccount, its: Cluster): Promise<KeptCluster | undefined> {
  const title = vscode.l10n.t('Sign in to {0}', its.name);
  const found = await vscode.window.withProgress({ location: { viewId: 'weir.clusters' } }, () => tree.auth(its));
  if ('problem' in found) {
    say(found.problem);
    return undefined;
  }
  const { mode, evidence, domainUser } = found.value, before = keptOf(its, clusters.all);
  const keep = async (auth: KeptCluster['description']['auth'], user?: string, password?: string): Promise<KeptCluster> => {
    const now = entered(its, account, auth, user);
    // One that was linked stays what it is otherwise.
    const cluster: KeptCluster = before === undefined || before.visited === true ? now : { id: before.id, name: before.name, azure: its.id, description: { ...before.description, auth, ...(user !== undefined && { user }) }, ...(now.signIn && { signIn: now.signIn }) };
    await clusters.save(cluster, password);
    tree.forgetCluster(its);
    return cluster;
  };
  const byToken = async (): Promise<KeptCluster | undefined> => {
    const cluster = await keep('bearer'), { tokenProblem } = await clusters.opening(cluster, true);
    if (!tokenProblem) return cluster;
    say(tokenProblem);
    return undefined;
  };
  if (mode === 'none') return keep('none');
  if (mode === 'entra') return byToken();
  const login = await vscode.window.withProgress({ location: { viewId: 'weir.clusters' } }, () => tree.azure(account, { ask: 'login', cluster: { id: its.id, name: its.name } }));
  if ('value' in login && 'entra' in login.value) return byToken();
  if ('value' in login && 'password' in login.value) {
    const { user, password } = login.value, own = vscode.l10n.t('Use the cluster login {0}', user);
    const chosen = await vscode.window.showQuickPick([{ label: own, detail: vscode.l10n.t('Azure lets this account read it') }, { label: vscode.l10n.t('Another user…') }], { title, ignoreFocusOut: true });
    if (!chosen) return undefined;
    if (chosen.label === own) return keep('basic', user, password);
  }
  const why = 'problem' in login ? `${login.problem.message} ${login.problem.hint}`.trim() : 'ask' in login.value ? login.value.ask : evidence;
  const user = await askText({ title, step: 1, of: 2 }, { prompt: `${why} ${domainUser ? vscode.l10n.t('Domain user, as user@domain') : vscode.l10n.t('User of the cluster login')}`, value: before?.description.user ?? (domainUser ? '' : 'admin'), check: userProblem });
  if (user === undefined || user === 'back') return undefined;
  const password = await askText({ title, step: 2, of: 2 }, { prompt: vscode.l10n.t('Password for {0}: kept in the secret storage of this machine', new URL(its.endpoint ?? '').host), password: true, check: (text) => (text === '' ? vscode.l10n.t('A password is needed.') : undefined) });
  return password === undefined || password === 'back' ? undefined : keep('basic', user.value.trim(), password.value);
}
