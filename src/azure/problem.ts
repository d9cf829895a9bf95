import type { SignIn, SignInWay } from '../protocol/azure.ts';
import type { KafkaProblem } from '../protocol/kafka-connection.ts';

const MOST = 300;
const HINTS: Record<SignInWay, string> = {
  account: 'Sign in to VS Code with a Microsoft account of the tenant.',
  cli: 'Run az login (with --tenant where it is another than your own), or choose another way to sign in.',
  environment: 'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH) where this program is started.',
  app: "Check tenant, id and secret of the application, and that it is a member of the cluster's security group.",
  device: 'Sign in again, and type the code in time.',
};

/** Why signing in failed, in one line that holds no token and no secret. */
export function problemOf(error: unknown, { way }: SignIn): KafkaProblem {
  const name = error instanceof Error ? error.name : '', text = error instanceof Error ? error.message : String(error);
  if (name === 'AbortError') return { kind: 'authentication', message: 'Signing in was given up.', hint: '' };
  if (name === 'AuthenticationRequiredError') return { kind: 'authentication', message: 'Nobody has signed in yet.', hint: 'Sign in at its row in the Weir sidebar.' };
  const unreachable = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH|endpoints_resolution_error|network_error/.exec(text)?.[0];
  if (unreachable !== undefined) return { kind: 'connection', message: `The address that one signs in at is not reached (${unreachable}).`, hint: 'Check the network, and the cloud that the cluster is in.' };
  return { kind: 'authentication', message: `Signing in failed: ${line(text)}`, hint: HINTS[way] };
}

/** Entra's own sentence where there is one, without its trace ids; tokens look like eyJ… */
function line(text: string): string {
  const said = /AADSTS\d+: [^\r\n]*/.exec(text)?.[0] ?? text.replace(/^.*More details:/s, '');
  const plain = said.replace(/eyJ[\w-]*(\.[\w-]*)*/g, '…').replace(/\b(Trace ID|Correlation ID|Timestamp):.*/s, '').replace(/[\p{C}\s]+/gu, ' ').trim();
  return plain.length > MOST ? `${plain.slice(0, MOST)}…` : plain;
}
