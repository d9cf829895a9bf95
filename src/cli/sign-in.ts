/** How the options of a command say who signs in to Entra. */
import { clientProblem, scopeProblem, tenantProblem } from '../azure/cluster-scope.ts';
import type { SignIn } from '../protocol/azure.ts';
import type { Parsed } from './options.ts';
import { choiceOf, isSet, textOf, UsageError } from './options.ts';

export const SIGN_IN_WAYS = 'environment (AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET or a certificate), cli (whoever is signed in to the Azure CLI), or device (a code that is typed into a page)';

/** Options `--sign-in`, `--tenant`, `--client` and `--scope`. @throws UsageError */
export function signInOf(parsed: Parsed, env: Readonly<Record<string, string | undefined>>): SignIn {
  const tenantId = textOf(parsed, 'tenant'), clientId = textOf(parsed, 'client'), scope = textOf(parsed, 'scope');
  const way = choiceOf(parsed, 'sign-in', ['environment', 'cli', 'device'] as const) ?? (env['AZURE_CLIENT_ID'] === undefined ? 'cli' : 'environment');
  if (tenantId !== undefined && way === 'environment') throw new UsageError('--tenant is for --sign-in cli and device; for environment AZURE_TENANT_ID says it.');
  if (clientId !== undefined && way !== 'device') throw new UsageError('--client is for --sign-in device.');
  for (const problem of [tenantId && tenantProblem(tenantId), clientId && clientProblem(clientId), scope && scopeProblem(scope)]) if (problem) throw new UsageError(problem);
  return { way, ...(tenantId === undefined ? {} : { tenantId }), ...(clientId === undefined ? {} : { clientId }), ...(scope === undefined ? {} : { scope }) };
}

/** The same where nobody signs in unless it is asked for. @throws UsageError */
export function askedSignIn(parsed: Parsed, env: Readonly<Record<string, string | undefined>>): SignIn | undefined {
  if (isSet(parsed, 'sign-in')) return signInOf(parsed, env);
  const stray = ['tenant', 'client', 'scope'].find((name) => isSet(parsed, name));
  if (stray !== undefined) throw new UsageError(`--${stray} belongs to --sign-in.`);
  return undefined;
}
