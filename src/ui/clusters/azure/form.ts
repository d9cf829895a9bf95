import * as vscode from 'vscode';
import { tenantProblem } from '../../../azure/cluster-scope';
import type { AzureCloud, SignInWay } from '../../../protocol/azure';
import { askChoice, askText, walk, type Answer, type Step } from '../../steps';
import { armProblem, cloudNames, type AzureAccount } from './described';

interface Draft { way: SignInWay; elsewhere: boolean; cloud: AzureCloud | 'other'; arm: string; tenant: string }

/** One step where cloud and tenant are the usual ones. Undefined: it was closed. */
export async function askAccount(): Promise<Omit<AzureAccount, 'id'> | undefined> {
  const title = vscode.l10n.t('Sign in to Azure'), draft: Draft = { way: 'account', elsewhere: false, cloud: 'public', arm: '', tenant: '' };
  const keep = async <T>(answer: Promise<Answer<T>>, into: (value: T) => void): Promise<Answer<T>> => {
    const said = await answer;
    if (said !== undefined && said !== 'back') into(said.value);
    return said;
  };
  const ways = [
    { label: vscode.l10n.t('Microsoft account'), detail: vscode.l10n.t('that of VS Code'), value: 'account' as const },
    { label: vscode.l10n.t('Azure CLI'), detail: vscode.l10n.t('whoever ran az login'), value: 'cli' as const },
    { label: vscode.l10n.t('Environment'), detail: vscode.l10n.t('AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret or certificate, as VS Code was started with them'), value: 'environment' as const },
    { label: vscode.l10n.t('A code'), detail: vscode.l10n.t('that you type into a page, on this machine or another'), value: 'device' as const },
  ];
  const first: Step = (place) => keep(askChoice<SignInWay | 'elsewhere'>({ title, ...place }, vscode.l10n.t('Who signs in?'), [...ways, { label: vscode.l10n.t('Another cloud or tenant…'), detail: vscode.l10n.t('Azure China, Azure US Government, or a tenant other than your own'), value: 'elsewhere' as const }], draft.elsewhere ? 'elsewhere' : draft.way), (value) => {
    draft.elsewhere = value === 'elsewhere';
    if (value !== 'elsewhere') draft.way = value;
  });
  const way: Step = (place) => keep(askChoice<SignInWay>({ title, ...place }, vscode.l10n.t('Who signs in?'), ways, draft.way), (value) => { draft.way = value; });
  const cloud: Step = (place) => keep(askChoice<Draft['cloud']>({ title, ...place }, vscode.l10n.t('Which cloud?'), [
    ...(Object.keys(cloudNames) as AzureCloud[]).map((value) => ({ label: cloudNames[value], value })), { label: vscode.l10n.t('Another address of Azure Resource Manager…'), value: 'other' as const },
  ], draft.cloud), (value) => { draft.cloud = value; });
  const arm: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t('Address of Azure Resource Manager'), placeholder: 'https://management.azure.com', value: draft.arm, check: armProblem }), (value) => { draft.arm = value.trim(); });
  const tenant: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t("The tenant's id or domain; empty for the account's own"), value: draft.tenant, check: (text) => (text.trim() === '' ? undefined : tenantProblem(text)) }), (value) => { draft.tenant = value.trim(); });
  if (!await walk(() => [first, ...(draft.elsewhere ? [cloud, ...(draft.cloud === 'other' ? [arm] : []), way, ...(draft.way === 'environment' ? [] : [tenant])] : [])])) return undefined;
  if (!draft.elsewhere) return { signIn: { way: draft.way }, cloud: 'public' };
  const tenantId = draft.tenant !== '' && draft.way !== 'environment' ? { tenantId: draft.tenant } : {};
  return { signIn: { way: draft.way, ...tenantId }, cloud: draft.cloud === 'other' ? 'public' : draft.cloud, ...(draft.cloud === 'other' && { arm: draft.arm }) };
}
