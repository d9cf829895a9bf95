/** Which stacks run on this machine: `npm run stack` says it, and `npm start` links the sample to them. No secret is written down here. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../.cache/run', import.meta.url));

export interface Announced {
  kafka: { bootstrap: string };
  livy: {
    /** Of Livy, behind the gateway. */
    url: string;
    user: string;
    /** SHA-256 of the gateway's certificate, for which nobody vouches. */
    certificate: string;
    /** Where Livy takes local files from, where jobs may write, and the Kafka connector's jars. */
    uploads: string;
    folder: string;
    jars: string[];
  };
}

const fileOf = (what: keyof Announced, folder: string): string => path.join(folder, `${what}.json`);

export function announce<K extends keyof Announced>(what: K, stack: Announced[K], folder = RUN): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(what, folder), JSON.stringify({ pid: process.pid, stack }, undefined, 2));
}

export function withdraw(what: keyof Announced, folder = RUN): void { rmSync(fileOf(what, folder), { force: true }); }

/** Undefined: none runs. One that was killed has left its file. */
export function announced<K extends keyof Announced>(what: K, folder = RUN): Announced[K] | undefined {
  try {
    const { pid, stack } = JSON.parse(readFileSync(fileOf(what, folder), 'utf8')) as { pid: number; stack: Announced[K] };
    process.kill(pid, 0);
    return stack;
  } catch {
    return undefined;
  }
}

/** Links a copy of the sample to the stack: a setting without its password, and a profile to submit by. */
export async function linkSample(sample: string, { url, user, certificate, uploads, folder, jars }: Announced['livy'], bootstrap: string | undefined): Promise<void> {
  await mkdir(path.join(sample, '.vscode'), { recursive: true });
  await writeFile(path.join(sample, '.vscode', 'settings.json'), `${JSON.stringify({ 'weir.clusters': [{ name: 'stack', url, auth: 'basic', user, certificate }] }, undefined, 2)}\n`);
  await writeFile(path.join(sample, 'weir.profiles.json'), `${JSON.stringify({ profiles: { stack: {
    cluster: url, storage: `file://${uploads}`, internet: false, jars, files: ['profiles.json'], driver: { memory: '512m' }, executor: { memory: '512m', cores: 1, instances: 1 },
    conf: { 'spark.yarn.maxAppAttempts': '4', 'spark.yarn.am.attemptFailuresValidityInterval': '1h' },
    substitutions: { checkpoints: `file://${folder}/checkpoints`, ...(bootstrap !== undefined && { 'localhost:9092': bootstrap }) },
  } } }, undefined, 2)}\n`);
}
