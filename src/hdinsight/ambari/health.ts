/** How a cluster is, by Ambari. */
import { HttpFault } from '../../http/fault.ts';
import { oneLine } from '../../http/words.ts';
import type { AlertState, ClusterAlert, ClusterHealth } from '../../protocol/cluster-inside.ts';
import { at, given, listAt, textAt } from '../fields.ts';
import { numberField } from '../http/json.ts';
import type { Ambari } from './client.ts';

const MOST_ALERTS = 100;
const WORST: readonly AlertState[] = ['CRITICAL', 'WARNING', 'UNKNOWN'];
const ALERT = ['label', 'state', 'text', 'service_name', 'host_name', 'original_timestamp', 'maintenance_state'].map((name) => `Alert/${name}`).join(',');

/** @throws HttpFault */
export async function healthOf(ambari: Ambari, signal?: AbortSignal): Promise<ClusterHealth> {
  const [cluster, services, alerts] = await Promise.all([
    ambari.get('?fields=Clusters/health_report,Clusters/total_hosts,alerts_summary', { signal, about: 'the health of the cluster' }),
    ambari.get('/services?fields=ServiceInfo/state', { signal, about: 'the services' }),
    ambari.get(`/alerts?fields=${ALERT}&Alert/state.in(CRITICAL,WARNING,UNKNOWN)`, { signal, about: 'the alerts' }).catch(notShown),
  ]);
  const report = at(cluster, 'Clusters', 'health_report'), summary = at(cluster, 'alerts_summary'), found = listAt(alerts, 'items').flatMap(alertOf).sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state));
  const counted = (state: AlertState): number => numberField(summary, state) ?? found.filter((each) => each.state === state).length, hosts = (name: string): number | undefined => numberField(report, name);
  return {
    hosts: { total: numberField(at(cluster, 'Clusters'), 'total_hosts') ?? 0, ...given('healthy', hosts('Host/host_status/HEALTHY')), ...given('unhealthy', hosts('Host/host_status/UNHEALTHY')), ...given('lost', hosts('Host/host_state/HEARTBEAT_LOST')) },
    services: listAt(services, 'items').flatMap((each) => {
      const name = textAt(each, 'ServiceInfo', 'service_name'), state = textAt(each, 'ServiceInfo', 'state');
      return name === undefined || state === undefined ? [] : [{ name: oneLine(name), state: oneLine(state) }];
    }),
    counts: { critical: counted('CRITICAL'), warning: counted('WARNING'), unknown: counted('UNKNOWN') }, alerts: found.slice(0, MOST_ALERTS),
  };
}

/** A user who sees the cluster need not see its alerts. */
function notShown(error: unknown): undefined {
  if (error instanceof HttpFault && (error.kind === 'authorization' || error.kind === 'not-found')) return undefined;
  throw error;
}

function alertOf(json: unknown): ClusterAlert[] {
  const alert = at(json, 'Alert'), state = WORST.find((each) => each === textAt(alert, 'state')), label = textAt(alert, 'label');
  if (state === undefined || label === undefined || textAt(alert, 'maintenance_state') === 'ON') return [];
  const line = (name: string): string | undefined => { const text = at(alert, name); return typeof text === 'string' && text.trim() !== '' ? oneLine(text) : undefined; };
  return [{ state, label: oneLine(label), text: line('text') ?? '', ...given('service', line('service_name')), ...given('host', line('host_name')), ...given('since', numberField(alert, 'original_timestamp')) }];
}
