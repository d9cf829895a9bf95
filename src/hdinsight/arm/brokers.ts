/** Which Kafka cluster a job reads, by the brokers that it names. */
import type { BrokersVerdict } from '../../protocol/cluster-verdict.ts';
import type { Cluster } from '../../protocol/clusters.ts';

/** Names and addresses of a cluster's brokers, as Ambari tells them. */
export interface KnownBrokers { cluster: string; hosts: readonly string[] }

const NODE = /^[a-z]{2}\d+-([a-z0-9-]{1,6})\./i;
const PICK = 'Say which Kafka cluster it is.';

const hostOf = (broker: string): string => /^(?:[A-Z_]+:\/\/)?(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/i.exec(broker.trim())?.slice(1).find((part) => part !== undefined)?.toLowerCase() ?? '';

/**
 * @param brokers kafka.bootstrap.servers of the job
 * @param known what Ambari told, of those clusters that were asked
 */
export function clusterOfBrokers(brokers: string, clusters: readonly Cluster[], known: readonly KnownBrokers[] = []): BrokersVerdict {
  const hosts = [...new Set(brokers.split(',').map(hostOf))].filter((host) => host !== ''), kafka = clusters.filter(({ kind }) => kind === 'kafka'), nameOf = (id: string): string => kafka.find((each) => each.id === id)?.name ?? id;
  if (hosts.length === 0) return { found: 'none', reason: 'The job names no brokers.', hint: PICK };
  const named = known.filter((each) => each.hosts.some((host) => hosts.includes(host.toLowerCase()))).map(({ cluster }) => cluster);
  if (named.length === 1) return { found: 'one', cluster: named[0]!, how: 'named', reason: `${nameOf(named[0]!)} has a broker ${known.find(({ cluster }) => cluster === named[0])!.hosts.find((host) => hosts.includes(host.toLowerCase()))}.` };
  if (named.length > 1) return { found: 'several', clusters: named, reason: `${named.map(nameOf).join(' and ')} both have brokers that the job names.`, hint: PICK };
  // Who was asked and does not have them is not meant.
  const open = kafka.filter(({ id }) => !known.some(({ cluster }) => cluster === id)), letters = new Set(hosts.map((host) => NODE.exec(host)?.[1]?.toLowerCase()).filter((part) => part !== undefined));
  const alike = open.filter(({ name }) => letters.has(name.slice(0, 6).toLowerCase()));
  const host = hosts.find((each) => NODE.test(each)) ?? hosts[0]!;
  if (alike.length === 1) return { found: 'one', cluster: alike[0]!.id, how: 'letters', reason: `${host} is called as the nodes of ${alike[0]!.name} are.` };
  if (alike.length > 1) return { found: 'several', clusters: alike.map(({ id }) => id), reason: `${host} is called as the nodes of ${alike.map(({ name }) => name).join(' and of ')} are.`, hint: PICK };
  return { found: 'none', reason: `None of ${kafka.length} Kafka cluster${kafka.length === 1 ? '' : 's'} has brokers such as ${host}, as far as names tell.`, hint: PICK };
}
