/** What Ambari tells of a cluster, part by part: a user may see one and not the other. */
import type { ClusterInside } from '../../protocol/cluster-inside.ts';
import { given } from '../fields.ts';
import { problemOf } from '../jobs/list.ts';
import type { Ambari } from './client.ts';
import { healthOf } from './health.ts';
import { defaultFs } from './hosts.ts';

/** @throws HttpFault where Ambari itself does not answer */
export async function insideOf(ambari: Ambari, signal?: AbortSignal): Promise<ClusterInside> {
  await ambari.name(signal);
  const [health, fileSystem] = await Promise.allSettled([healthOf(ambari, signal), defaultFs(ambari, signal)]);
  return {
    ...given('health', health.status === 'fulfilled' ? health.value : undefined), ...given('fileSystem', fileSystem.status === 'fulfilled' ? fileSystem.value : undefined),
    problems: [health, fileSystem].flatMap((part) => (part.status === 'rejected' ? [problemOf(part.reason)] : [])),
  };
}
