import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** A simulation's checkpoints and file sinks go here instead of the job's own folders: one folder a job, one below it a run. */
export class Scratch {
  constructor(private readonly root: string) {}

  /** A fresh folder; earlier ones of this job, but the newest, are removed, which the run does not wait for. */
  async fresh(file: string, now = Date.now()): Promise<string> {
    const home = this.#home(file), made = path.join(home, String(now).padStart(15, '0'));
    await mkdir(made, { recursive: true });
    setTimeout(() => { void this.#clean(home, path.basename(made)); }, 2000).unref();
    return made;
  }

  async #clean(home: string, made: string): Promise<void> {
    const old = (await this.#runs(home)).filter((name) => name < made).slice(0, -1);
    await Promise.all(old.map((name) => rm(path.join(home, name), { recursive: true, force: true }).catch(() => undefined)));
  }

  /** The newest run's folder, with the checkpoint that it left; undefined before the first run. */
  async newest(file: string): Promise<string | undefined> {
    const home = this.#home(file), name = (await this.#runs(home)).at(-1);
    return name === undefined ? undefined : path.join(home, name);
  }

  #home(file: string): string {
    return path.join(this.root, 'runs', createHash('sha256').update(file).digest('hex').slice(0, 12));
  }

  async #runs(home: string): Promise<string[]> {
    const names = await readdir(home).catch((): string[] => []);
    return names.filter((name) => /^\d{15}$/.test(name)).sort();
  }
}
