import * as vscode from 'vscode';
import { clientProblem, scopeProblem, tenantProblem } from '../../azure/cluster-scope';
import type { ConnectionSecrets } from '../../protocol/kafka';
import { asksClient, asksScope, asksTenant, usualScope, type RestDraft } from './rest-draft';
import { askChoice, askText, type Step } from '../steps';
import { neededProblem, proxyUrlProblem, tokenProblem } from './validate';

/** The steps for a REST proxy: its address, and how one signs in there. `trust` asks who vouches for its certificate. */
export function restSteps(draft: RestDraft, title: string, kept: ConnectionSecrets, trust: Step): Step[] {
  const text = (options: Parameters<typeof askText>[1], into: (value: string) => void): Step => async (place) => {
    const said = await askText({ title, ...place }, options);
    if (said !== undefined && said !== 'back') into(said.value.trim());
    return said;
  };
  const secret = (prompt: string, again: string, name: 'clientSecret' | 'token', check: (text: string) => string | undefined): Step => text({
    prompt: kept[name] === undefined ? prompt : again, password: true, check: (typed) => (typed === '' && kept[name] !== undefined ? undefined : check(typed)),
  }, (value) => { const found = value === '' ? kept[name] : value; if (found !== undefined) draft[name] = found; });
  const way: Step = async (place) => {
    const said = await askChoice<RestDraft['way']>({ title, ...place }, vscode.l10n.t('Who signs in at the REST proxy?'), [
      { label: vscode.l10n.t('A Microsoft account of VS Code'), detail: vscode.l10n.t('a member of the security group that the REST proxy was created with'), value: 'account' },
      { label: vscode.l10n.t('Whoever is signed in to the Azure CLI'), detail: 'az login', value: 'cli' },
      { label: vscode.l10n.t('An application with a secret'), detail: vscode.l10n.t('its secret is kept in the secret storage of this machine'), value: 'app' },
      { label: vscode.l10n.t('An application that the environment names'), detail: 'AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET', value: 'environment' },
      { label: vscode.l10n.t('A person, by a code that is typed into a page'), detail: vscode.l10n.t('where no browser can be opened from here'), value: 'device' },
      { label: vscode.l10n.t('A token that I paste'), detail: vscode.l10n.t('valid for about an hour'), value: 'token' },
    ], draft.way);
    if (said !== undefined && said !== 'back') draft.way = said.value;
    return said;
  };
  const needed = draft.way === 'app';
  return [
    text({ prompt: vscode.l10n.t('Address of the REST proxy: it is in the properties of the cluster'), placeholder: 'https://cluster-kafkarest.azurehdinsight.net', value: draft.url, check: proxyUrlProblem }, (value) => { draft.url = value; }),
    way,
    ...(asksTenant(draft) ? [text({ prompt: needed ? vscode.l10n.t('Tenant, as a GUID or a domain') : vscode.l10n.t("Tenant, as a GUID or a domain; empty for the account's own"), value: draft.tenant, check: (typed) => (typed.trim() === '' && !needed ? undefined : tenantProblem(typed)) }, (value) => { draft.tenant = value; })] : []),
    ...(asksClient(draft) ? [
      text({ prompt: vscode.l10n.t('Id of the application (client id)'), value: draft.client, check: clientProblem }, (value) => { draft.client = value; }),
      secret(vscode.l10n.t('Secret of the application: kept in the secret storage of this machine'), vscode.l10n.t('Secret of the application: leave empty to keep the one that is stored'), 'clientSecret', neededProblem(vscode.l10n.t('A secret'))),
    ] : []),
    ...(draft.way === 'token' ? [secret(vscode.l10n.t('Token: kept in the secret storage of this machine'), vscode.l10n.t('Token: leave empty to keep the one that is stored'), 'token', tokenProblem)] : []),
    ...(asksScope(draft) ? [text({ prompt: vscode.l10n.t('What the token is for; that of this cloud is not documented'), value: draft.scope === '' ? usualScope(draft) : draft.scope, check: scopeProblem }, (value) => { draft.scope = value; })] : []),
    trust,
  ];
}
