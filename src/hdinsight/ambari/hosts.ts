/** Brokers and ZooKeepers of a cluster, and where its files are. */
import { HttpFault } from '../../http/fault.ts';
import type { ClusterBrokers, ClusterHost } from '../../protocol/cluster-inside.ts';
import { given, listAt, textAt, textsAt } from '../fields.ts';
import type { Ambari } from './client.ts';

const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i, IP = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]{2,45})$/i;
const USUAL_PORT = 9092;

/** Names are those of the virtual network: a job uses them, a laptop reaches them by VPN or SSH. @throws HttpFault */
export async function brokersOf(ambari: Ambari, signal?: AbortSignal): Promise<ClusterBrokers> {
  const names = await hostsOf(ambari, 'KAFKA', 'KAFKA_BROKER', signal);
  if (names === undefined) throw new HttpFault('not-found', `${ambari.http.name} has no Kafka.`, 'Ask a cluster of the kind Kafka.');
  const [ips, zookeepers, listener] = await Promise.all([addressesOf(ambari, signal), hostsOf(ambari, 'ZOOKEEPER', 'ZOOKEEPER_SERVER', signal), listenerOf(ambari, signal)]);
  const withIp = (host: string): ClusterHost => ({ host, ...given('ip', ips.get(host)) }), port = listener?.port ?? USUAL_PORT;
  return {
    brokers: names.map(withIp), zookeepers: (zookeepers ?? []).map(withIp), port, ...given('protocol', listener?.protocol), bootstrap: names.map((name) => `${name}:${port}`).join(','),
    ...given('note', listener ? undefined : `Ambari did not tell the listeners; ${USUAL_PORT} is the port that HDInsight uses.`),
  };
}

/** Undefined: the cluster has no such service. */
async function hostsOf(ambari: Ambari, service: string, component: string, signal?: AbortSignal): Promise<string[] | undefined> {
  try {
    const json = await ambari.get(`/services/${service}/components/${component}?fields=host_components/HostRoles/host_name`, { signal, about: `the hosts of ${component}` });
    return [...new Set(listAt(json, 'host_components').map((each) => textAt(each, 'HostRoles', 'host_name')).filter((name) => name !== undefined && HOST.test(name)).map((name) => name!.toLowerCase()))].sort(byNumber);
  } catch (error) {
    if (error instanceof HttpFault && error.kind === 'not-found') return undefined;
    throw error;
  }
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

async function addressesOf(ambari: Ambari, signal?: AbortSignal): Promise<Map<string, string>> {
  const json = await ambari.get('/hosts?fields=Hosts/host_name,Hosts/ip', { signal, about: 'the hosts' });
  return new Map(listAt(json, 'items').flatMap((each): [string, string][] => {
    const host = textAt(each, 'Hosts', 'host_name'), ip = textAt(each, 'Hosts', 'ip');
    return host !== undefined && ip !== undefined && IP.test(ip) ? [[host.toLowerCase(), ip]] : [];
  }));
}

/** Where configuration may not be looked at, a cluster still has its usual port. */
async function listenerOf(ambari: Ambari, signal?: AbortSignal): Promise<{ protocol: string; port: number } | undefined> {
  const listeners = (await configOf(ambari, 'KAFKA', 'kafka-broker', signal).catch((error: unknown) => { if (error instanceof HttpFault && (error.kind === 'authorization' || error.kind === 'not-found')) return undefined; throw error; }))?.['listeners'];
  for (const [, protocol, port] of (listeners ?? '').matchAll(/\b([A-Z_]+):\/\/[^:,\s]*:(\d{1,5})\b/g)) if (Number(port) > 0 && Number(port) < 65_536) return { protocol: protocol!, port: Number(port) };
  return undefined;
}

/** fs.defaultFS: wasbs://…, abfss://… or hdfs://mycluster. @throws HttpFault; of the kind `authorization` where this user may not see configuration */
export async function defaultFs(ambari: Ambari, signal?: AbortSignal): Promise<string> {
  const found = (await configOf(ambari, 'HDFS', 'core-site', signal))?.['fs.defaultFS'];
  if (found === undefined || !/^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(found)) throw new HttpFault('protocol', `Ambari at ${ambari.http.name} does not tell where the files of the cluster are.`, 'Say the storage account and container yourself.');
  return found.replace(/\/+$/, '');
}

/** The current properties of one type. */
async function configOf(ambari: Ambari, service: string, type: string, signal?: AbortSignal): Promise<Record<string, string> | undefined> {
  const json = await ambari.get(`/configurations/service_config_versions?service_name=${service}&is_current=true`, { signal, about: `the configuration of ${service}` });
  const of = listAt(json, 'items').flatMap((item) => listAt(item, 'configurations')).filter((each) => textAt(each, 'type') === type);
  return of.length === 0 ? undefined : textsAt(of[0], 'properties');
}
