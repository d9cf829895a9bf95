/**
 * What a progress reader asks of a running job. The client of Livy and YARN implements it: it knows the gateway, who asks, and where a
 * job's pages are; a reader knows what stands on them.
 */
export interface ProgressSource {
  /** `application_…`, as YARN names the job. */
  readonly appId: string;
  /**
   * The text of a page, whole, as UTF-8. A path begins with one of
   *   `ui/`       below the job's live Spark UI (through a gateway `/yarnui/hn/proxy/<appId>/`): `ui/StreamingQuery/`
   *   `driverlog/` below the logs of the driver's container (`…/node/containerlogs/<container>/<user>/`): `driverlog/stderr/?start=-65536`
   * and keeps its trailing slash: without it Spark redirects to an address inside the cluster.
   * @throws an Error whose message says in a sentence why there is no page: what refused, or a status other than 2xx; the signal's reason once it is aborted
   */
  text(path: string, signal: AbortSignal): Promise<string>;
}
