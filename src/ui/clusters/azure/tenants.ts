/** Tenants that an account is a guest of, each as an account of its own. No VS Code here: this is what the unit tests see. */
import type { Tenant } from '../../../protocol/clusters';
import { armOf, type AzureAccount } from './described';

/** Undefined: its tenant can be chosen. An application of the environment is of the one tenant that the environment names. */
export const tenantsProblem = ({ signIn: { way } }: AzureAccount): string | undefined => (way === 'environment' ? 'The environment names one tenant: AZURE_TENANT_ID. Sign in another way to choose.' : undefined);

const sameWay = (one: AzureAccount, two: AzureAccount): boolean => armOf(one).href === armOf(two).href && one.signIn.way === two.signIn.way && one.signIn.clientId === two.signIn.clientId;

/** Tenants to choose from, by name, with whether each is shown already. The own one is there with the account that names none. */
export function offered(account: AzureAccount, accounts: readonly AzureAccount[], tenants: readonly Tenant[]): { tenant: Tenant; shown: boolean }[] {
  const alike = accounts.filter((each) => sameWay(each, account)), own = alike.some(({ signIn }) => signIn.tenantId === undefined);
  const shown = ({ id, domain }: Tenant): boolean => alike.some(({ signIn: { tenantId } }) => tenantId !== undefined && [id, domain].some((name) => name?.toLowerCase() === tenantId.toLowerCase()));
  return tenants.filter((tenant) => !(tenant.home && own)).map((tenant) => ({ tenant, shown: shown(tenant) })).sort((a, b) => (called(a.tenant).toLowerCase() < called(b.tenant).toLowerCase() ? -1 : 1));
}

/** What choosing comes to: accounts to add, and to take away. */
export function changes(account: AzureAccount, accounts: readonly AzureAccount[], tenants: readonly Tenant[], chosen: readonly Tenant[]): { add: Omit<AzureAccount, 'id'>[]; remove: AzureAccount[] } {
  const all = offered(account, accounts, tenants), wanted = new Set(chosen.map(({ id }) => id)), { id: _, tenant: __, ...way } = account;
  const gone = all.filter(({ tenant, shown }) => shown && !wanted.has(tenant.id)).flatMap(({ tenant: { id, domain } }) => [id, domain]).filter((name) => name !== undefined).map((name) => name.toLowerCase());
  return {
    add: all.filter(({ tenant, shown }) => !shown && wanted.has(tenant.id)).map(({ tenant }) => ({ ...way, signIn: { ...way.signIn, tenantId: tenant.id }, tenant: called(tenant) })),
    remove: accounts.filter((each) => sameWay(each, account) && each.signIn.tenantId !== undefined && gone.includes(each.signIn.tenantId.toLowerCase())),
  };
}

export const called = ({ name, domain, id }: Tenant): string => (name ?? domain ?? id).slice(0, 100);
