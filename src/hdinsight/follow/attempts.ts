import { HttpFault } from '../../http/fault.ts';
import type { Cluster } from '../cluster.ts';
import { field, parseJson, textField } from '../http/json.ts';

const LIMIT = 'yarn.resourcemanager.am.max-attempts', OWN = 'spark.yarn.maxAppAttempts';

/**
 * How often YARN starts an application at most: the smaller of its own limit and of what the job asks for, as Spark's environment says.
 * Undefined where one of them does not answer. @throws the signal's reason once it is aborted
 */
export async function maxAttemptsOf(cluster: Cluster, app: string, signal: AbortSignal): Promise<number | undefined> {
  const { yarn } = cluster;
  if (!yarn) return undefined;
  const hn = `${yarn.base}${yarn.base === '' ? '' : '/hn'}`;
  const json = async (path: string): Promise<unknown> => parseJson((await yarn.http.ask({ path: `${hn}${path}`, accept: 'application/json', signal, retries: 0, about: `the limit of attempts of ${app}` })).text);
  try {
    const limit = Number(textField(field(await json(`/conf?name=${LIMIT}`), 'property'), 'value')), own = ownLimit(await json(`/proxy/${app}/api/v1/applications/${app}/environment`));
    return Number.isSafeInteger(limit) && limit > 0 && own !== undefined ? Math.min(limit, own) : undefined;
  } catch (error) {
    if (error instanceof HttpFault || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Infinity: the job asks for none. Undefined: what came is no environment. */
function ownLimit(environment: unknown): number | undefined {
  const properties = field(environment, 'sparkProperties');
  if (!Array.isArray(properties)) return undefined;
  const [, text] = (properties as unknown[]).find((each): each is [string, string] => Array.isArray(each) && each[0] === OWN && typeof each[1] === 'string') ?? [];
  return text === undefined ? Infinity : /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}
