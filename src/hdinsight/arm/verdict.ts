/** Whether a job on one cluster reaches the brokers of another, by what Azure says of their networks. */
import type { Cluster } from '../../protocol/clusters.ts';
import type { NetworkVerdict, TargetVerdict } from '../../protocol/cluster-verdict.ts';

/** The last part of an id, as people call it. */
export const networkName = (id: string): string => id.split('/').at(-1) ?? id;

/** Spark to Kafka. Only `same` is known to do; `different` may, where the networks are joined. */
export function networkVerdict(spark: Cluster, kafka: Cluster): NetworkVerdict {
  const [one, two] = [spark.network, kafka.network];
  if (one.kind === 'own' && two.kind === 'own') {
    const name = networkName(one.vnet);
    if (one.vnet.toLowerCase() === two.vnet.toLowerCase()) {
      return { verdict: 'same', reason: `${spark.name} and ${kafka.name} are both in the virtual network ${name}.`, hint: sixLetters(spark, kafka) ?? '', ...warned(spark, kafka) };
    }
    return {
      verdict: 'different', reason: `${spark.name} is in the virtual network ${name}, ${kafka.name} in ${networkName(two.vnet)}${name.toLowerCase() === networkName(two.vnet).toLowerCase() ? ' of another resource group' : ''}.`,
      hint: `That works only where the networks are peered and names resolve across them, which is not checked here. Put both clusters into one virtual network, or have the brokers advertise addresses that ${spark.name} reaches.`,
    };
  }
  const managed = [spark, kafka].find(({ network }) => network.kind === 'managed');
  if (managed) {
    const other = managed === spark ? kafka : spark;
    return { verdict: 'unreachable', reason: `${managed.name} is in a network that Azure manages, which ${other.name} cannot be in.`, hint: `Create ${managed.name} anew in the virtual network of ${other.name}: a cluster cannot be moved into one.` };
  }
  const dark = [spark, kafka].find(({ network }) => network.kind !== 'own')!;
  return {
    verdict: 'unknown', reason: dark.network.kind === 'mixed' ? `The nodes of ${dark.name} are said to be in several virtual networks.` : `Azure does not say in which virtual network ${dark.name} is.`,
    hint: 'Compare them in the Azure portal: both clusters have to be in one virtual network.',
  };
}

const SIX = 6;

/** Nodes are called after the first six letters of their cluster, so that two clusters of one network must differ in them. */
export function sixLetters(one: Cluster, two: Cluster): string | undefined {
  const start = one.name.slice(0, SIX).toLowerCase();
  if (one.id.toLowerCase() === two.id.toLowerCase() || start !== two.name.slice(0, SIX).toLowerCase()) return undefined;
  return `Both names begin with ${start}: host names of nodes are made of the first six letters, and are the same for both in one network. Azure asks for names that differ there.`;
}

const warned = (one: Cluster, two: Cluster): { warning?: true } => (sixLetters(one, two) === undefined ? {} : { warning: true });

const inOne = (one: Cluster, two: Cluster): boolean => one.network.kind === 'own' && two.network.kind === 'own' && one.network.vnet.toLowerCase() === two.network.vnet.toLowerCase();

/** Kinds that run Spark jobs through Livy. */
const RUNS_SPARK: ReadonlySet<string> = new Set(['spark']);
const KINDS: Readonly<Record<string, string>> = { spark: 'Spark', kafka: 'Kafka', hadoop: 'Hadoop', hbase: 'HBase', interactivehive: 'Interactive Query', storm: 'Storm' };
export const kindName = ({ kind }: Pick<Cluster, 'kind'>): string => KINDS[kind] ?? (kind === '' ? 'unknown kind' : kind);

/** Whether a job may be submitted to a cluster; where not, the Spark clusters of its network, else all there are. */
export function targetVerdict(cluster: Cluster, all: readonly Cluster[]): TargetVerdict {
  const ready = cluster.state === undefined || /^(running|operational)$/i.test(cluster.state);
  if (RUNS_SPARK.has(cluster.kind)) {
    if (ready) return { takes: true, reason: `${cluster.name} is a Spark cluster.` };
    return { takes: false, reason: `${cluster.name} is ${cluster.state}, not running.`, hint: 'Wait until it runs.', instead: [] };
  }
  const sparks = all.filter((each) => RUNS_SPARK.has(each.kind) && each.id.toLowerCase() !== cluster.id.toLowerCase()), near = sparks.filter((each) => inOne(each, cluster)), offered = near.length > 0 ? near : sparks;
  const what = cluster.kind === '' ? `Azure does not say of which kind ${cluster.name} is` : `${cluster.name} is a ${kindName(cluster)} cluster, which runs no Spark jobs`;
  const names = offered.map(({ name }) => name).join(', ');
  return {
    takes: false, reason: `${what}.`, instead: offered.map(({ id }) => id),
    hint: near.length > 0 ? `Spark clusters of its virtual network: ${names}.` : sparks.length > 0 ? `No Spark cluster is in its virtual network; elsewhere there ${sparks.length === 1 ? 'is' : 'are'} ${names}.` : 'There is no Spark cluster in these subscriptions: create one in its virtual network.',
  };
}

/** The same of all that share a network. */
export function sixLettersOf(clusters: readonly Cluster[]): string[] {
  return clusters.flatMap((one, i) => clusters.slice(i + 1).filter((two) => inOne(one, two)).flatMap((two) => {
    const said = sixLetters(one, two);
    return said === undefined ? [] : [`${one.name} and ${two.name}, both in ${one.network.kind === 'own' ? networkName(one.network.vnet) : ''}: ${said[0]!.toLowerCase()}${said.slice(1)}`];
  }));
}
