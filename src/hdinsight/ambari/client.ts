import { HttpFault } from '../../http/fault.ts';
import { listAt, textAt } from '../fields.ts';
import type { HttpClient } from '../http/client.ts';

const NAME = /^[\p{L}\p{N} ._-]{1,100}$/u;

/** Ambari of one cluster, behind its gateway. */
export class Ambari {
  #name: Promise<string> | undefined;

  /** @param http of the gateway, https://<cluster>.azurehdinsight.net */
  constructor(readonly http: HttpClient) {}

  /** As Ambari writes it: the case counts in its paths. @throws HttpFault */
  name(signal?: AbortSignal): Promise<string> {
    this.#name ??= this.#clusterName(signal).catch((error: unknown) => { this.#name = undefined; throw error; });
    return this.#name;
  }

  /** @param path below the cluster, with its query. @throws HttpFault */
  async get(path: string, { signal, about }: { signal?: AbortSignal | undefined; about: string }): Promise<unknown> {
    return this.http.json({ path: `/api/v1/clusters/${encodeURIComponent(await this.name(signal))}${path}`, about, signal });
  }

  async #clusterName(signal?: AbortSignal): Promise<string> {
    const json = await this.http.json({ path: '/api/v1/clusters?fields=Clusters/cluster_name', about: "Ambari's list of clusters", signal }), names = listAt(json, 'items').map((each) => textAt(each, 'Clusters', 'cluster_name'));
    const [name] = names;
    if (names.length !== 1 || name === undefined || !NAME.test(name)) throw new HttpFault('protocol', `Ambari at ${this.http.name} names ${names.length === 1 ? 'a cluster in an odd way' : `${names.length} clusters`}.`, 'Is it the gateway of an HDInsight cluster, https://<cluster>.azurehdinsight.net?');
    return name;
  }
}
