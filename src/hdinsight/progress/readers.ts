/** The ways to a remote query's progress, best first; `ProgressChooser` takes the first that answers. */
import { DriverLogReader } from './driver-log.ts';
import { ExecutionsReader } from './executions.ts';
import { MetricsReader } from './metrics.ts';
import { QueryPageReader } from './query-page.ts';
import type { ProgressSource } from './source.ts';
import type { ProgressReader } from './status.ts';

/** @param statistics whether Spark's statistics page may be asked, which changes what the job reads of itself: see `QueryPageReader` */
export function progressReaders(source: ProgressSource, { statistics = false, now = Date.now }: { statistics?: boolean; now?: () => number } = {}): ProgressReader[] {
  const log = new DriverLogReader(source, now), page = new QueryPageReader(source, { statistics }, now), metrics = new MetricsReader(source, now);
  return [log, ...(statistics ? [page, metrics] : [metrics, page]), new ExecutionsReader(source, now)];
}
