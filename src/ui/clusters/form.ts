import * as vscode from 'vscode';
import type { ClusterDescription } from '../../protocol/hdinsight';
import { askChoice, askText, walk, type Answer, type Step } from '../steps';
import { addressOf, addressProblem, fingerprintProblem, isGateway, mayCarrySecret, userProblem, type KeptCluster } from './described';

export interface ClusterDraft { address: string; auth: ClusterDescription['auth']; user: string; password: string; trust: 'own' | 'file' | 'one'; caFile: string; certificate: string; yarnUrl: string }

export const emptyDraft = (): ClusterDraft => ({ address: '', auth: 'basic', user: 'admin', password: '', trust: 'own', caFile: '', certificate: '', yarnUrl: '' });
export const draftOf = ({ description: { url, auth, user, caFile, certificate, yarnUrl } }: KeptCluster): ClusterDraft => ({
  address: url, auth, user: user ?? 'admin', password: '', trust: certificate !== undefined ? 'one' : caFile !== undefined ? 'file' : 'own', caFile: caFile ?? '', certificate: certificate ?? '', yarnUrl: yarnUrl ?? '',
});

export function describedBy({ address, auth, user, trust, caFile, certificate, yarnUrl }: ClusterDraft): ClusterDescription {
  const url = addressOf(address), https = url.toLowerCase().startsWith('https:');
  return {
    url, auth, ...(auth === 'basic' && { user: user.trim() }), ...(https && trust === 'file' && { caFile }), ...(https && trust === 'one' && { certificate }),
    ...(!isGateway(url) && yarnUrl.trim() !== '' && { yarnUrl: yarnUrl.trim() }),
  };
}

/** True: the draft is whole. `kept`: there is a password already, which an empty one leaves. */
export function fillIn(draft: ClusterDraft, title: string, kept: boolean): Promise<boolean> {
  const keep = async <T>(answer: Promise<Answer<T>>, into: (value: T) => void): Promise<Answer<T>> => {
    const said = await answer;
    if (said !== undefined && said !== 'back') into(said.value);
    return said;
  };
  const address: Step = (place) => keep(askText({ title, ...place }, {
    prompt: vscode.l10n.t('The name of an HDInsight cluster, or the address of a Livy'), placeholder: 'mycluster', value: draft.address, check: addressProblem,
  }), (value) => { draft.address = value.trim(); });
  const auth: Step = (place) => keep(askChoice<ClusterDescription['auth']>({ title, ...place }, vscode.l10n.t('How does one sign in there?'), [
    ...(mayCarrySecret(addressOf(draft.address)) ? [
      { label: vscode.l10n.t('Cluster login'), detail: vscode.l10n.t('user and password; with Enterprise Security Package user@domain'), value: 'basic' as const },
      { label: vscode.l10n.t('Microsoft account'), detail: vscode.l10n.t('the Entra sign-in of VS Code, for clusters that take it'), value: 'bearer' as const },
    ] : []),
    { label: vscode.l10n.t('Not at all'), detail: vscode.l10n.t('a Livy by itself that lets everybody in'), value: 'none' as const },
  ], draft.auth), (value) => { draft.auth = value; });
  const user: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t('User'), value: draft.user, check: userProblem }), (value) => { draft.user = value; });
  const password: Step = (place) => keep(askText({ title, ...place }, {
    prompt: kept ? vscode.l10n.t('Password: leave empty to keep the one that is stored') : vscode.l10n.t('Password: kept in the secret storage of this machine'), password: true,
    check: (text) => (text !== '' || kept ? undefined : vscode.l10n.t('A password is needed.')),
  }), (value) => { draft.password = value; });
  const trust: Step = (place) => keep(askChoice<ClusterDraft['trust']>({ title, ...place }, vscode.l10n.t("Who vouches for the server's certificate?"), [
    { label: vscode.l10n.t("This machine's certificate authorities"), value: 'own' },
    { label: vscode.l10n.t('A PEM file of an authority…'), value: 'file' },
    { label: vscode.l10n.t('Nobody: one certificate is trusted by its SHA-256…'), value: 'one' },
  ], draft.trust), (value) => { draft.trust = value; });
  const authority: Step = async () => {
    const [found] = await vscode.window.showOpenDialog({ title: vscode.l10n.t('The PEM file of the authority'), canSelectMany: false, ...(draft.caFile !== '' && { defaultUri: vscode.Uri.file(draft.caFile) }) }) ?? [];
    if (!found) return 'back';
    draft.caFile = found.fsPath;
    return { value: draft.caFile };
  };
  const certificate: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t('The SHA-256 of the certificate'), value: draft.certificate, check: fingerprintProblem }), (value) => { draft.certificate = value.trim(); });
  const yarn: Step = (place) => keep(askText({ title, ...place }, {
    prompt: vscode.l10n.t('The address of its YARN ResourceManager; empty when it has none'), placeholder: 'http://localhost:8088', value: draft.yarnUrl, check: (text) => (text.trim() === '' ? undefined : addressProblem(text)),
  }), (value) => { draft.yarnUrl = value; });
  return walk(() => {
    if (draft.address === '') return [address, auth];
    const url = addressOf(draft.address);
    return [address, auth, ...(draft.auth === 'basic' ? [user, password] : []), ...(isGateway(url) ? [] : [yarn]),
      // The gateway of a cluster has a certificate that everybody knows.
      ...(url.toLowerCase().startsWith('https:') && !/\.azurehdinsight\.(net|cn|us)\/?$/i.test(url) ? [trust, ...(draft.trust === 'file' ? [authority] : draft.trust === 'one' ? [certificate] : [])] : [])];
  });
}
