import * as vscode from 'vscode';
import type { ClusterOpening } from '../../protocol/cluster-questions';
import type { SettingKey } from '../../contract';
import type { Entra } from '../azure/entra';
import { setting } from '../contract';
import { isCluster, type KeptCluster } from './described';
import { besides, namedClusters, type NamedClusters } from './named';

const stateKey = 'weir.clusters', secretKey = (id: string): string => `weir.cluster.${id}`;

/** The clusters that were linked or looked at below Azure: descriptions in the global state, passwords in the secret storage. */
export class Clusters implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<string | undefined>();
  /** The id of one that changed, or undefined when the list did. */
  readonly onDidChange = this.#changed.event;
  readonly #removed = new vscode.EventEmitter<string>();
  readonly onDidRemove = this.#removed.event;

  readonly #setting = vscode.workspace.onDidChangeConfiguration((change) => { if (change.affectsConfiguration('weir.clusters' satisfies SettingKey)) this.#changed.fire(undefined); });

  constructor(private readonly state: vscode.Memento, private readonly secrets: vscode.SecretStorage, private readonly entra: Entra) {}

  get #kept(): KeptCluster[] { return this.state.get<unknown[]>(stateKey, []).filter(isCluster); }
  /** What the setting names, and what is wrong in it. */
  get named(): NamedClusters {
    const found = namedClusters(setting('weir.clusters'));
    return { ...found, clusters: besides(this.#kept, found.clusters) };
  }
  get all(): KeptCluster[] { return [...this.#kept, ...this.named.clusters]; }
  /** Those that were linked. */
  get list(): KeptCluster[] { return this.all.filter(({ visited }) => visited !== true); }
  byId(id: string): KeptCluster | undefined { return this.all.find((cluster) => cluster.id === id); }

  /** New, or changed. Without a password the one that was kept stays, where one still signs in by it. */
  async save(cluster: KeptCluster, password?: string): Promise<void> {
    const others = this.#kept, before = others.find(({ id }) => id === cluster.id), at = others.findIndex(({ id }) => id === cluster.id);
    if (at < 0) others.push(cluster); else others[at] = cluster;
    if (cluster.description.auth !== 'basic') await this.secrets.delete(secretKey(cluster.id));
    else if (password !== undefined) await this.secrets.store(secretKey(cluster.id), password);
    await this.#write(others);
    const shown = cluster.visited !== true, was = before !== undefined && before.visited !== true;
    this.#changed.fire(shown === was ? cluster.id : undefined);
  }

  /** Somebody signed in to it: whoever asks it asks again. */
  async signedIn(id: string, password?: string): Promise<void> {
    if (password !== undefined) await this.secrets.store(secretKey(id), password);
    this.#changed.fire(id);
  }

  async forgetPassword(id: string): Promise<void> {
    await this.secrets.delete(secretKey(id));
    this.#changed.fire(id);
  }

  async remove(id: string): Promise<void> {
    await this.secrets.delete(secretKey(id));
    await this.#write(this.#kept.filter((cluster) => cluster.id !== id));
    this.#removed.fire(id);
    this.#changed.fire(undefined);
  }

  async hasPassword(id: string): Promise<boolean> { return (await this.secrets.get(secretKey(id)) ?? '') !== ''; }

  /** The cluster as the thread that asks it takes it. A person is asked to sign in only where `interactive`. */
  async opening({ id, name, description, signIn, named }: KeptCluster, interactive = false): Promise<ClusterOpening> {
    if (description.auth === 'basic') {
      const password = await this.secrets.get(secretKey(id));
      // What cannot be decrypted any more comes back empty. Nothing is sent without it: a wrong password too often locks an account.
      return !password ? { id, description, tokenProblem: { kind: 'authentication', message: named ? vscode.l10n.t('The password for {0} is not in the secret storage.', name) : vscode.l10n.t('The password for {0} is no longer in the secret storage.', name), hint: named ? vscode.l10n.t('Sign in to it in the Clusters view.') : vscode.l10n.t('Choose Edit Cluster in the Clusters view, and give it again.') } } : { id, description, password };
    }
    if (description.auth === 'none' || !signIn) return { id, description };
    const answer = await this.entra.token(signIn, description.url, undefined, interactive);
    return { id, description, ...('value' in answer ? { token: answer.value.token } : { tokenProblem: answer.problem }) };
  }

  dispose(): void {
    this.#setting.dispose();
    this.#changed.dispose();
    this.#removed.dispose();
  }

  /** What another version has kept and this one does not know is left alone. */
  async #write(clusters: readonly KeptCluster[]): Promise<void> {
    await this.state.update(stateKey, [...clusters, ...this.state.get<unknown[]>(stateKey, []).filter((kept) => !isCluster(kept))]);
  }
}
