/** What was typed into the connection form so far, and what it describes. No VS Code here: this is what the unit tests see. */
import type { BrokersOffer } from '../../contract';
import type { ConnectionDescription, ConnectionSecrets, SaslMechanism, TlsDescription } from '../../protocol/kafka';
import { emptyRest, restDescribedBy, restDraftOf, restSecretsIn, type RestDraft } from './rest-draft';
import { parseSsh, sshText } from './ways';

export type Security = 'none' | 'tls' | 'sasl' | 'sasl-tls';

/** Secrets are not in it longer than the form is open. */
export interface Draft {
  kind: 'direct' | 'ssh' | 'rest' | 'captures';
  brokers: string;
  folder: string;
  security: Security;
  mechanism: SaslMechanism;
  user: string;
  tls: TlsDescription;
  /** user@host:port */
  ssh: string;
  sshFiles: { keyFile?: string; configFile?: string };
  rest: RestDraft;
  /** Not asked for by the form, and kept by it. */
  advertised?: Record<string, string>;
  password?: string;
  keyPassword?: string;
  token?: string;
}

export const emptyDraft = (): Draft => ({ kind: 'direct', brokers: '', folder: '', security: 'none', mechanism: 'PLAIN', user: '', tls: {}, ssh: '', sshFiles: {}, rest: emptyRest() });

/** What is known of a cluster, the way that is usual first. */
export function offeredDraft({ brokers, ssh = '', restUrl, protocol = 'PLAINTEXT' }: BrokersOffer): Draft {
  const security: Security = protocol === 'SSL' ? 'tls' : protocol === 'SASL_SSL' ? 'sasl-tls' : protocol === 'SASL_PLAINTEXT' ? 'sasl' : 'none', empty = emptyDraft();
  return { ...empty, brokers, security, ssh, ...(restUrl !== undefined && { rest: { ...empty.rest, url: restUrl } }) };
}

export function draftOf(description: ConnectionDescription): Draft {
  if (description.kind === 'captures') return { ...emptyDraft(), kind: 'captures', folder: description.folder };
  if (description.kind === 'rest') return { ...emptyDraft(), kind: 'rest', rest: restDraftOf(description) };
  const { kind, brokers, tls, sasl, advertised } = description;
  const draft: Draft = { ...emptyDraft(), kind, brokers, security: sasl ? tls ? 'sasl-tls' : 'sasl' : tls ? 'tls' : 'none', tls: { ...tls }, ...(sasl && { mechanism: sasl.mechanism, user: sasl.user ?? '' }), ...(advertised && { advertised }) };
  if (description.kind === 'direct') return draft;
  const { keyFile, configFile } = description.ssh;
  return { ...draft, ssh: sshText(description.ssh), sshFiles: { ...(keyFile !== undefined && { keyFile }), ...(configFile !== undefined && { configFile }) } };
}

const signsIn = ({ security }: Draft): boolean => security.startsWith('sasl');
const byToken = (draft: Draft): boolean => signsIn(draft) && draft.mechanism === 'OAUTHBEARER';

/** Without what the user has not chosen after all. */
export function describedBy(draft: Draft): ConnectionDescription {
  const { kind, folder, security, mechanism, user, tls, advertised } = draft;
  if (kind === 'captures') return { kind, folder };
  if (kind === 'rest') return restDescribedBy(draft.rest);
  const described = {
    brokers: draft.brokers.split(',').map((part) => part.trim()).filter((part) => part !== '').join(','),
    ...(security.endsWith('tls') && { tls }), ...(signsIn(draft) && { sasl: { mechanism, ...(!byToken(draft) && { user: user.trim() }) } }), ...(advertised && { advertised }),
  };
  if (kind === 'direct') return { kind, ...described };
  // The form lets only what is an SSH server through; another text is refused when it is opened.
  return { kind, ...described, ssh: { ...(parseSsh(draft.ssh) ?? { host: draft.ssh }), ...draft.sshFiles } };
}

export function secretsIn(draft: Draft): ConnectionSecrets {
  const { kind, security, password, keyPassword, token } = draft;
  if (kind === 'captures') return {};
  if (kind === 'rest') return restSecretsIn(draft.rest);
  return {
    ...(signsIn(draft) && !byToken(draft) && password !== undefined && { password }), ...(byToken(draft) && token !== undefined && { token }),
    ...(security.endsWith('tls') && keyPassword !== undefined && keyPassword !== '' && { keyPassword }),
  };
}
