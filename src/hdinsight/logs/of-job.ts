import { HttpFault } from '../../http/fault.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';
import type { Cluster } from '../cluster.ts';
import { problemOf } from '../jobs/list.ts';
import { DriverLogs } from './driver-logs.ts';
import { LogSource } from './source.ts';

/** Bytes of a page that are read at once: what is read blocks its thread for a moment. */
const MOST = 4 * 2 ** 20;

/**
 * The driver's logs of a job that is followed.
 * @param job as it is now
 * @param everyMs between two looks at its progress; its log is looked at half as often, so that both go on within the requests that a job may send
 */
export const driverLogsOf = (cluster: Cluster, job: () => ClusterJob, everyMs: () => number = () => 5000): DriverLogs => new DriverLogs({
  app: () => job().app, newest: () => job().attempt, everyMs: () => 2 * everyMs(), problemOf,
  open: (stream, attempt) => {
    const { app, batch } = job();
    return app === undefined ? { piece: () => Promise.reject(new HttpFault('not-found', `${batch === undefined ? 'The job' : `Batch ${batch}`} has no application yet, so that there is no log.`, 'It is there once YARN has started the driver.')) } : new LogSource(cluster, app, stream, attempt, MOST);
  },
});
