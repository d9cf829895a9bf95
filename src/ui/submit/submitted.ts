/** What was submitted from here, so that it is found again from a job. No VS Code here: this is what the unit tests see. */
import type { ClusterTarget } from '../../contract';
import type { AccessBy } from '../../protocol/submit-panel';
import type { SubmitForm } from '../../protocol/submit-thread';

export interface SubmittedEntry {
  /** Id of the linked cluster. */
  cluster: string;
  batch?: string;
  app?: string;
  /** The job: native and absolute. */
  file: string;
  /** '': none. */
  profile: string;
  /** As it was sent, without what looks like a secret. */
  form: SubmitForm;
  /** Something was left out of it. */
  withheld: boolean;
  access: AccessBy;
  /** What was uploaded: the file or folder here, its name and its address there. */
  uploads: { origin: string; name: string; remote: string }[];
  /** Epoch ms. */
  at: number;
}

interface Memory { get<T>(key: string, otherwise: T): T; update(key: string, value: unknown): Thenable<void> }

const KEY = 'weir.submitted', MOST = 100;

const isEntry = (kept: unknown): kept is SubmittedEntry => typeof kept === 'object' && kept !== null && 'cluster' in kept && typeof kept.cluster === 'string' && 'file' in kept && typeof kept.file === 'string' && 'form' in kept && typeof kept.form === 'object' && kept.form !== null && 'uploads' in kept && Array.isArray(kept.uploads);

export class SubmittedJobs {
  constructor(private readonly memory: Memory) {}

  async remember(entry: SubmittedEntry): Promise<void> {
    await this.memory.update(KEY, [entry, ...this.#all().filter((other) => other.cluster !== entry.cluster || !same(other, entry) || (other.app !== undefined && entry.app === undefined))].slice(0, MOST));
  }

  /** The newest that was submitted as this job. A Livy that was restarted gives the ids of batches again: where both know the application, that decides. */
  find(target: ClusterTarget): SubmittedEntry | undefined {
    const ours = this.#all().filter(({ cluster }) => cluster === target.cluster);
    return ours.find(({ app }) => app !== undefined && app === target.app) ?? ours.find((entry) => same(entry, target));
  }

  /** The application of what was submitted is known now: by it the job is found when its batch's id is another's. */
  async learn({ cluster, batch, app }: ClusterTarget): Promise<void> {
    const all = this.#all(), entry = app === undefined || batch === undefined || all.some((each) => each.cluster === cluster && each.app === app) ? undefined : all.find((each) => each.cluster === cluster && each.batch === batch && each.app === undefined);
    if (entry && app !== undefined) await this.memory.update(KEY, all.map((each) => (each === entry ? { ...entry, app } : each)));
  }

  #all(): SubmittedEntry[] { return this.memory.get<unknown[]>(KEY, []).filter(isEntry); }
}

function same(one: Pick<ClusterTarget, 'batch' | 'app'>, two: Pick<ClusterTarget, 'batch' | 'app'>): boolean {
  return one.app !== undefined && two.app !== undefined ? one.app === two.app : one.batch !== undefined && one.batch === two.batch;
}
