/** What may stand in a profile, in one place: the reader checks by it, and a test holds the schema for the editor against it. */

export type FieldKind = 'text' | 'memory' | 'whole' | 'flag' | 'version' | 'cluster' | 'storage' | 'texts' | 'map';

export const FIELDS: Readonly<Record<string, FieldKind>> = {
  cluster: 'cluster', sparkVersion: 'version', name: 'text', queue: 'text', className: 'text', conf: 'map', arguments: 'texts', environment: 'map', storage: 'storage',
  substitutions: 'map', pyFiles: 'texts', files: 'texts', jars: 'texts', archives: 'texts', packages: 'texts', internet: 'flag', metrics: 'flag', connector: 'flag', helper: 'flag',
};
export const DRIVER: Readonly<Record<string, FieldKind>> = { memory: 'memory', cores: 'whole' };
export const EXECUTOR: Readonly<Record<string, FieldKind>> = { memory: 'memory', cores: 'whole', instances: 'whole' };

/** Spark's sizes of memory: whole numbers, MiB where no unit stands. */
export const MEMORY = /^\d+(b|k|kb|m|mb|g|gb|t|tb)?$/i;
export const VERSION = /^\d+\.\d+\.\d+$/;
/** A variable that a shell takes. */
export const VARIABLE = /^[A-Za-z_]\w*$/;
/** `group:artifact:version`. */
export const COORDINATES = /^[\w.-]+:[\w.-]+:[\w.-]+$/;

/** MiB, rounded up as Spark's `byteStringAsMb` does not: a container is never smaller than asked. Undefined where it is no size. */
export function memoryMb(text: string): number | undefined {
  const match = MEMORY.exec(text);
  if (!match) return undefined;
  const unit = (match[1] ?? 'm')[0]!.toLowerCase(), n = Number.parseInt(text, 10);
  return Math.ceil(n * { b: 1 / 1024 ** 2, k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 }[unit]!);
}

/** Why a value is none of its kind, or undefined. */
export function whyNot(kind: FieldKind, value: unknown): string | undefined {
  switch (kind) {
    case 'text': return typeof value === 'string' && value !== '' ? undefined : 'is a text';
    case 'memory': return typeof value === 'string' && MEMORY.test(value) && memoryMb(value)! > 0 ? undefined : 'is a size of memory as Spark writes it, such as "2g" or "768m"';
    case 'whole': return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 1_000_000 ? undefined : 'is a whole number above 0';
    case 'flag': return typeof value === 'boolean' ? undefined : 'is true or false';
    case 'version': return typeof value === 'string' && VERSION.test(value) ? undefined : 'is a version of Spark such as "3.3.1"';
    case 'cluster': return typeof value === 'string' ? whyNoCluster(value) : 'is a Livy URL or the name of an HDInsight cluster';
    case 'storage': return typeof value === 'string' && /^[a-z][a-z0-9+.-]+:\/\/?[^\s?#]+$/i.test(value) ? undefined : 'is a folder with its scheme, such as "abfss://container@account.dfs.core.windows.net/jobs"';
    case 'texts': return Array.isArray(value) && value.every((each) => typeof each === 'string') ? undefined : 'is a list of texts';
    case 'map': return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((each) => typeof each === 'string') ? undefined : 'is a map of texts to texts';
  }
}

function whyNoCluster(text: string): string | undefined {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,57}[A-Za-z0-9])?$/.test(text)) return undefined;
  if (!/^https?:\/\/[^\s]+$/i.test(text) || !URL.canParse(text)) return 'is a Livy URL such as "https://name.azurehdinsight.net/livy", or the name of an HDInsight cluster';
  const { username, password, search, hash } = new URL(text);
  if (username !== '' || password !== '') return 'names no user and no password: sign in with --user, or in the Clusters view';
  return search !== '' || hash !== '' ? 'is a Livy URL without ? and #' : undefined;
}

/** The address of Livy that a profile's cluster means, without a slash at its end. */
export const livyUrl = (cluster: string): string => (/^https?:/i.test(cluster) ? cluster.replace(/\/+$/, '') : `https://${cluster.toLowerCase()}.azurehdinsight.net/livy`);
