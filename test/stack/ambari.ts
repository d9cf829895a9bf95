/** Answers in the shapes that Ambari's documentation gives for an HDInsight cluster; a real Ambari cannot be had here. */

export interface AmbariCluster {
  name: string;
  /** Host names of what runs there, as `wn0-…`; a cluster without brokers is no Kafka cluster. */
  brokers?: readonly string[];
  zookeepers?: readonly string[];
  /** Default `wasbs://data@store.blob.core.windows.net`. */
  defaultFs?: string;
  /** Counts of alerts by state, as the cluster's health. */
  alerts?: { CRITICAL?: number; WARNING?: number; OK?: number; UNKNOWN?: number; MAINTENANCE?: number };
}

interface Answer { status: number; body: unknown }

const SERVICES = ['AMBARI_METRICS', 'HDFS', 'LIVY2', 'SPARK3', 'YARN', 'ZOOKEEPER'];

/** The answer to `GET /api/v1/…`; `base` is the address that its hrefs begin with. */
export function ambari(cluster: AmbariCluster, pathname: string, base: string): Answer {
  const root = `/api/v1/clusters/${cluster.name}`, href = `${base}${pathname}`, found = (body: object): Answer => ({ status: 200, body: { href, ...body } });
  const services = [...SERVICES, ...(cluster.brokers ? ['KAFKA'] : [])];
  if (/^\/api\/v1\/clusters\/?$/.test(pathname)) return found({ items: [{ href: `${base}${root}`, Clusters: { cluster_name: cluster.name, version: 'HDInsight-5.1' } }] });
  // The name is taken by its letters' case, as documented.
  if (pathname !== root && !pathname.startsWith(`${root}/`)) return missing(`The requested resource doesn't exist: Cluster not found, clusterName=${decodeURIComponent(pathname.split('/')[4] ?? '')}`);
  const rest = pathname.slice(root.length + 1), host = /^hosts\/([^/]+)$/.exec(rest)?.[1], component = /^services\/(\w+)\/components\/(\w+)$/.exec(rest);
  const hosts = [...cluster.brokers ?? [], ...cluster.zookeepers ?? []];
  if (rest === '') {
    const states = { CRITICAL: 0, MAINTENANCE: 0, OK: 40, UNKNOWN: 0, WARNING: 0, ...cluster.alerts };
    return found({ Clusters: { cluster_name: cluster.name, version: 'HDInsight-5.1', provisioning_state: 'INSTALLED', security_type: 'NONE', total_hosts: Math.max(hosts.length, 1), health_report: { 'Host/host_status/HEALTHY': Math.max(hosts.length, 1), 'Host/host_status/UNHEALTHY': 0, 'Host/host_state/HEARTBEAT_LOST': 0 } }, alerts_summary: states, services: services.map((name) => ({ ServiceInfo: { cluster_name: cluster.name, service_name: name } })) });
  }
  if (rest === 'alerts') return found({ items: (['CRITICAL', 'WARNING'] as const).flatMap((state) => Array.from({ length: cluster.alerts?.[state] ?? 0 }, (_, i) => ({ Alert: { id: i, label: `${state === 'CRITICAL' ? 'NameNode Blocks Health' : 'Host Disk Usage'}`, state, text: `${state === 'CRITICAL' ? 'Total Blocks:[12], Missing Blocks:[3]' : 'Capacity Used: [82.1%]'}`, service_name: 'HDFS', host_name: hosts[i] ?? null, original_timestamp: 1_764_000_000_000, maintenance_state: 'OFF' } }))) });
  if (rest === 'services') return found({ items: services.map((name) => ({ ServiceInfo: { cluster_name: cluster.name, service_name: name, state: 'STARTED' } })) });
  if (rest === 'hosts') return found({ items: hosts.map((name) => ({ Hosts: { cluster_name: cluster.name, host_name: name } })) });
  if (host !== undefined && hosts.includes(host)) return found({ Hosts: { cluster_name: cluster.name, host_name: host, ip: `10.0.0.${hosts.indexOf(host) + 4}`, host_state: 'HEALTHY' } });
  if (component) {
    const at = component[2] === 'KAFKA_BROKER' ? cluster.brokers : component[2] === 'ZOOKEEPER_SERVER' ? cluster.zookeepers ?? [] : undefined;
    if (at) return found({ ServiceComponentInfo: { cluster_name: cluster.name, component_name: component[2], service_name: component[1], state: 'STARTED' }, host_components: at.map((name) => ({ HostRoles: { cluster_name: cluster.name, component_name: component[2], host_name: name } })) });
  }
  if (rest === 'configurations/service_config_versions') {
    return found({ items: [{ cluster_name: cluster.name, service_name: 'HDFS', service_config_version: 1, is_current: true, configurations: [{ type: 'core-site', tag: 'TOPOLOGY_RESOLVED', version: 1, properties: { 'fs.defaultFS': cluster.defaultFs ?? 'wasbs://data@store.blob.core.windows.net' } }] }] });
  }
  return missing(`The requested resource doesn't exist: ${rest}`);
}

const missing = (message: string): Answer => ({ status: 404, body: { status: 404, message } });
