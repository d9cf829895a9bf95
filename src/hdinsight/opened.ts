import { HttpFault, type HttpFaultKind } from '../http/fault.ts';
import type { ClusterOpening } from '../protocol/cluster-questions.ts';
import { Cluster } from './cluster.ts';
import type { HttpAuth } from './http/settings.ts';

/** A cluster as the extension host opened it: asked with the token and the password that came last. */
export class OpenedCluster {
  readonly cluster: Cluster;
  readonly #auth: HttpAuth;
  #opening: ClusterOpening;

  /** @throws HttpFault */
  constructor(opening: ClusterOpening) {
    const { description, password = '' } = this.#opening = opening;
    this.#auth = description.auth === 'basic' ? { kind: 'basic', user: description.user ?? '', password } : description.auth === 'bearer' ? { kind: 'bearer', token: () => this.#token() } : { kind: 'none' };
    this.cluster = new Cluster(description, this.#auth);
  }

  /** Whether it is the same place still, asked by the same user. */
  isFor({ description }: ClusterOpening): boolean {
    return JSON.stringify(description) === JSON.stringify(this.#opening.description);
  }

  renew(opening: ClusterOpening): void {
    this.#opening = opening;
    // One that is not to be had meanwhile takes nothing from the one that is here.
    if (this.#auth.kind === 'basic' && opening.password !== undefined) this.#auth.password = opening.password;
  }

  async #token(): Promise<string> {
    const { token = '', tokenProblem } = this.#opening;
    if (tokenProblem) throw new HttpFault(tokenProblem.kind as HttpFaultKind, tokenProblem.message, tokenProblem.hint);
    return Promise.resolve(token);
  }
}
