/** Java libraries from Maven Central, kept under `.cache/maven`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { alone } from './alone.ts';
import { CACHE } from './cache.ts';
import { runProgram } from './server-process.ts';
import { mavenCommand } from './tools.ts';


export { CACHE };

/**
 * The folder with the runtime jars of `artifacts` ("group:artifact:version") and all they depend on; downloaded once.
 * Ready only when it has its final name, so that an interrupted or a parallel download does no harm.
 */
export async function mavenLibs(name: string, artifacts: readonly string[], say: (line: string) => void = () => undefined): Promise<string> {
  return once(name, async (fresh) => {
    await writeFile(join(fresh, 'pom.xml'), pom(artifacts));
    say(`Fetching ${artifacts.join(', ')} from Maven, once.`);
    await retried(() => maven(['--quiet', '--batch-mode', '--file', join(fresh, 'pom.xml'), 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(fresh, 'libs')}`]));
  });
}

/** The folder with what an archive ("group:artifact:version:tar.gz:classifier") holds; downloaded and unpacked once. */
export async function mavenArchive(name: string, artifact: string, say: (line: string) => void = () => undefined): Promise<string> {
  return once(name, async (fresh) => {
    say(`Fetching ${artifact} from Maven, once.`);
    await retried(() => maven(['--quiet', '--batch-mode', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${fresh}`, '-Dmdep.useBaseVersion=true']));
    const archive = (await readdir(fresh)).find((file) => file.endsWith('.tar.gz'));
    if (archive === undefined) throw new Error(`Maven brought no archive for ${artifact}.`);
    await runProgram('tar', ['-xzf', archive], fresh);
    await rm(join(fresh, archive));
  });
}

/** A folder that is filled once; it has its own name only when it is whole. */
async function once(name: string, fill: (fresh: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, 'maven', name);
  return existsSync(folder) ? folder : alone('maven', () => filled(folder, fill));
}

async function filled(folder: string, fill: (fresh: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}.tmp`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await fill(fresh);
  try {
    await rename(fresh, folder);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** The class path of such a folder, plus other entries. */
export function classPath(folder: string, ...more: string[]): string {
  return [join(folder, 'libs', '*'), ...more].join(delimiter);
}

function pom(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, id, version] = artifact.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>weir</groupId><artifactId>stack</artifactId><version>1</version>
<dependencies>${dependencies.join('\n')}</dependencies></project>\n`;
}

async function retried(attempt: () => Promise<void>, times = 4): Promise<void> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (n >= times) throw error;
      await pause(n * 5000);
    }
  }
}

function maven(args: readonly string[]): Promise<void> {
  const command = mavenCommand(args);
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, { stdio: ['ignore', 'pipe', 'pipe'], windowsVerbatimArguments: command.verbatim });
    let output = '';
    const keep = (text: Buffer): void => {
      output = (output + text.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`Maven could not fetch the libraries (exit ${code}):\n${output}`))));
  });
}
