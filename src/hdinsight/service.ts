/** Answers what the Clusters view asks. One connection for each cluster, made anew when its description or who asks changed. */
import type { ClusterAnswer, ClusterAnswers, ClusterOpening, ClusterQuestion } from '../protocol/cluster-questions.ts';
import { Cluster } from './cluster.ts';
import type { HttpAuth } from './http/settings.ts';
import { findJob } from './jobs/find.ts';
import { killJob } from './jobs/kill.ts';
import { listJobs, problemOf } from './jobs/list.ts';

interface Open { made: string; cluster: Cluster; token: string }

export class ClusterService {
  readonly #open = new Map<string, Open>();

  /** Never rejects. */
  async answer<Q extends ClusterQuestion>(opening: ClusterOpening, question: Q): Promise<ClusterAnswer<Q>> {
    try {
      if (opening.tokenProblem) return { problem: opening.tokenProblem };
      return { value: await this.#value(this.#cluster(opening), question) as ClusterAnswers[Q['ask']] };
    } catch (error) {
      return { problem: problemOf(error) };
    }
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
    }
  }

  /** A token that was renewed needs no new connection. */
  #cluster({ id, description, password, token = '' }: ClusterOpening): Cluster {
    const made = JSON.stringify([description, password]), known = this.#open.get(id);
    if (known?.made === made) {
      known.token = token;
      return known.cluster;
    }
    this.close(id);
    const auth: HttpAuth = description.auth === 'basic' ? { kind: 'basic', user: description.user ?? '', password: password ?? '' }
      : description.auth === 'bearer' ? { kind: 'bearer', token: () => Promise.resolve(opened.token) } : { kind: 'none' };
    const opened: Open = { made, token, cluster: new Cluster(description, auth) };
    this.#open.set(id, opened);
    return opened.cluster;
  }
}
