/** Answers what the Clusters view asks. One connection for each cluster, made anew when its description changed. */
import type { ClusterAnswer, ClusterAnswers, ClusterOpening, ClusterQuestion } from '../protocol/cluster-questions.ts';
import { authByAnswer, authByAzure } from './ambari/auth.ts';
import { Ambari } from './ambari/client.ts';
import { brokersOf } from './ambari/hosts.ts';
import { insideOf } from './ambari/inside.ts';
import { HttpFault } from '../http/fault.ts';
import type { Cluster } from './cluster.ts';
import { findJob } from './jobs/find.ts';
import { killJob } from './jobs/kill.ts';
import { listJobs, problemOf } from './jobs/list.ts';
import { OpenedCluster } from './opened.ts';

/** Every cluster has it; Livy is on those with Spark alone. */
const AMBARI = '/api/v1/clusters?fields=Clusters/cluster_name';

export class ClusterService {
  readonly #open = new Map<string, OpenedCluster>();

  /** Never rejects. */
  async answer<Q extends ClusterQuestion>(opening: ClusterOpening, question: Q): Promise<ClusterAnswer<Q>> {
    try {
      if (opening.tokenProblem) return { problem: opening.tokenProblem };
      return { value: await this.#value(this.#cluster(opening), question) as ClusterAnswers[Q['ask']] };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  /** The connection of an opening. @throws HttpFault */
  cluster(opening: ClusterOpening): Cluster {
    if (opening.tokenProblem) throw new HttpFault('authentication', opening.tokenProblem.message, opening.tokenProblem.hint);
    return this.#cluster(opening);
  }

  close(id: string): void {
    this.#open.get(id)?.cluster.close();
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id);
  }

  async #value(cluster: Cluster, question: ClusterQuestion): Promise<ClusterAnswers[ClusterQuestion['ask']]> {
    switch (question.ask) {
      case 'jobs': return listJobs(cluster);
      case 'kill': return killJob(cluster, await findJob(cluster, question.job));
      case 'auth': return authByAzure(question.its) ?? authByAnswer(cluster.http, AMBARI);
      case 'inside': return insideOf(new Ambari(cluster.http));
      case 'brokers': return brokersOf(new Ambari(cluster.http));
    }
  }

  /** A token or a password that was renewed needs no new connection. */
  #cluster(opening: ClusterOpening): Cluster {
    const known = this.#open.get(opening.id);
    if (known?.isFor(opening)) {
      known.renew(opening);
      return known.cluster;
    }
    this.close(opening.id);
    const opened = new OpenedCluster(opening);
    this.#open.set(opening.id, opened);
    return opened.cluster;
  }
}
