import * as vscode from 'vscode';
import type { ConnectionSecrets, SaslMechanism, TlsDescription } from '../../protocol/kafka';
import type { Draft } from './draft';
import { restSteps } from './rest-form';
import { askChoice, askText, walk, type Answer, type Step } from '../steps';
import { brokersProblem, neededProblem, tokenProblem } from './validate';
import { sshProblem } from './ways';

/** Three steps for brokers without security; what security needs adds its own. True: the draft is whole. */
export async function fillIn(draft: Draft, title: string, kept: ConnectionSecrets = {}): Promise<boolean> {
  const keep = async <T>(answer: Promise<Answer<T>>, into: (value: T) => void): Promise<Answer<T>> => {
    const said = await answer;
    if (said !== undefined && said !== 'back') into(said.value);
    return said;
  };
  const kind: Step = (place) => keep(askChoice({ title, ...place }, vscode.l10n.t('How are the topics reached?'), [
    { label: vscode.l10n.t('Kafka brokers'), detail: vscode.l10n.t('host:port, with or without TLS and a password'), value: 'direct' as const },
    { label: vscode.l10n.t('Kafka brokers through SSH'), detail: vscode.l10n.t('by your own ssh program; names are resolved at the far end'), value: 'ssh' as const },
    { label: vscode.l10n.t('HDInsight REST proxy'), detail: vscode.l10n.t('over HTTPS from anywhere, with an Entra sign-in; messages come as text'), value: 'rest' as const },
    { label: vscode.l10n.t('A folder of captures'), detail: vscode.l10n.t('*.capture.jsonl files shown as topics: no broker needed'), value: 'captures' as const },
  ], draft.kind), (value) => { draft.kind = value; });
  const brokers: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t('The brokers to ask first, as host:port, separated by commas'), placeholder: 'localhost:9092', value: draft.brokers, check: brokersProblem }), (value) => { draft.brokers = value; });
  const security: Step = (place) => keep(askChoice({ title, ...place }, vscode.l10n.t('How does the listener want to be spoken to?'), [
    { label: vscode.l10n.t('Plain'), detail: vscode.l10n.t('neither TLS nor a password (PLAINTEXT)'), value: 'none' as const },
    { label: vscode.l10n.t('TLS'), detail: vscode.l10n.t('SSL, with or without a client certificate'), value: 'tls' as const },
    { label: vscode.l10n.t('User and password over TLS'), detail: vscode.l10n.t('SASL_SSL: PLAIN, SCRAM, or a token (OAUTHBEARER)'), value: 'sasl-tls' as const },
    { label: vscode.l10n.t('User and password without TLS'), detail: vscode.l10n.t('SASL_PLAINTEXT: who listens in can read along'), value: 'sasl' as const },
  ], draft.security), (value) => { draft.security = value; });
  const mechanism: Step = (place) => keep(askChoice<SaslMechanism>({ title, ...place }, vscode.l10n.t('SASL mechanism'), (['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const).map((value) => ({ label: value, value })), draft.mechanism), (value) => { draft.mechanism = value; });
  const user: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t('User'), value: draft.user, check: neededProblem(vscode.l10n.t('A user')) }), (value) => { draft.user = value; });
  const password: Step = (place) => keep(askText({ title, ...place }, {
    prompt: kept.password === undefined ? vscode.l10n.t('Password: kept in the secret storage of this machine') : vscode.l10n.t('Password: leave empty to keep the one that is stored'), password: true,
    check: kept.password === undefined ? neededProblem(vscode.l10n.t('A password')) : () => undefined,
  }), (value) => { if (value !== '') draft.password = value; else if (kept.password !== undefined) draft.password = kept.password; });
  const token: Step = (place) => keep(askText({ title, ...place }, {
    prompt: kept.token === undefined ? vscode.l10n.t('Token: kept in the secret storage of this machine') : vscode.l10n.t('Token: leave empty to keep the one that is stored'), password: true,
    check: (text) => (text === '' && kept.token !== undefined ? undefined : tokenProblem(text)),
  }), (value) => { if (value !== '') draft.token = value.trim(); else if (kept.token !== undefined) draft.token = kept.token; });
  const server: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t('The SSH server as user@host:port, or its alias in your SSH configuration'), placeholder: 'sshuser@cluster-ssh.azurehdinsight.net', value: draft.ssh, check: sshProblem }), (value) => { draft.ssh = value.trim(); });
  const sshKey: Step = (place) => keep(file({ title, ...place }, vscode.l10n.t('Which key signs in there?'), vscode.l10n.t("What ssh's own configuration and agent say"), vscode.l10n.t('A private key file…'), draft.sshFiles.keyFile), (value) => {
    const { keyFile: _, ...rest } = draft.sshFiles;
    draft.sshFiles = value === '' ? rest : { ...rest, keyFile: value };
  });
  const trust: Step = (place) => keep(file({ title, ...place }, vscode.l10n.t("Who vouches for the brokers' certificate?"), vscode.l10n.t("This machine's certificate authorities"), vscode.l10n.t('A PEM file…'), draft.tls.caFile), (value) => { draft.tls = without(draft.tls, 'caFile', value); });
  const proxyTrust: Step = (place) => keep(file({ title, ...place }, vscode.l10n.t('Who vouches for the certificate of the REST proxy?'), vscode.l10n.t("This machine's certificate authorities"), vscode.l10n.t('A PEM file…'), draft.rest.caFile), (value) => {
    const { caFile: _, ...rest } = draft.rest;
    draft.rest = value === '' ? rest : { ...rest, caFile: value };
  });
  const client: Step = (place) => keep(file({ title, ...place }, vscode.l10n.t('Does the listener want a client certificate?'), vscode.l10n.t('No client certificate'), vscode.l10n.t('A PKCS12 file, or a PEM file with certificate and key…'), draft.tls.pfxFile ?? draft.tls.certFile), (value) => { draft.tls = withClient(draft.tls, value); });
  const keyPassword: Step = (place) => keep(askText({ title, ...place }, { prompt: vscode.l10n.t('Password of the key; empty when it has none'), password: true, check: () => undefined }), (value) => { draft.keyPassword = value === '' ? kept.keyPassword ?? '' : value; });
  const folder: Step = (place) => keep(askFolder({ title, ...place }, draft.folder), (value) => { draft.folder = value; });
  return walk(() => {
    if (draft.kind === 'captures') return [kind, folder];
    if (draft.kind === 'rest') return [kind, ...restSteps(draft.rest, title, kept, proxyTrust)];
    const hasKey = draft.tls.pfxFile !== undefined || draft.tls.certFile !== undefined;
    const signIn = !draft.security.startsWith('sasl') ? [] : draft.mechanism === 'OAUTHBEARER' ? [mechanism, token] : [mechanism, user, password];
    return [kind, ...(draft.kind === 'ssh' ? [server, sshKey] : []), brokers, security, ...signIn, ...(draft.security.endsWith('tls') ? [trust, client, ...(hasKey ? [keyPassword] : [])] : [])];
  });
}

function without(tls: TlsDescription, name: 'caFile', value: string): TlsDescription {
  const { [name]: _, ...rest } = tls;
  return value === '' ? rest : { ...rest, [name]: value };
}

function withClient(tls: TlsDescription, file: string): TlsDescription {
  const { certFile: _, keyFile: __, pfxFile: ___, ...rest } = tls;
  if (file === '') return rest;
  return /\.(p12|pfx)$/i.test(file) ? { ...rest, pfxFile: file } : { ...rest, certFile: file, keyFile: file };
}

/** A file, the one that was chosen before, or none (the empty text). */
async function file(place: Parameters<typeof askChoice>[0], placeholder: string, none: string, other: string, current: string | undefined): Promise<Answer<string>> {
  const chosen = await askChoice<string | null>(place, placeholder, [{ label: none, value: '' }, ...(current === undefined ? [] : [{ label: current, value: current }]), { label: other, value: null }], current ?? '');
  if (chosen === undefined || chosen === 'back') return chosen;
  if (chosen.value !== null) return { value: chosen.value };
  const [found] = await vscode.window.showOpenDialog({ title: placeholder, canSelectMany: false }) ?? [];
  return found ? { value: found.fsPath } : 'back';
}

async function askFolder(_place: object, current: string): Promise<Answer<string>> {
  const [found] = await vscode.window.showOpenDialog({ title: vscode.l10n.t('The folder that holds the *.capture.jsonl files'), canSelectFolders: true, canSelectFiles: false, ...(current !== '' && { defaultUri: vscode.Uri.file(current) }) }) ?? [];
  return found ? { value: found.fsPath } : undefined;
}
