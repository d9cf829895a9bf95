/** What the stack needs on the machine, looked for before anything is downloaded or started. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const WINDOWS = process.platform === 'win32';

/** Path of a Java program (`java`, `keytool`): from JAVA_HOME when it is set, else from PATH. */
export function javaProgram(name: string): string {
  const home = process.env['JAVA_HOME'];
  return home ? join(home, 'bin', WINDOWS ? `${name}.exe` : name) : name;
}

/** The folder of the Java that would be used, for programs that ask for JAVA_HOME. */
export function javaHome(): string {
  if (process.env['JAVA_HOME']) return process.env['JAVA_HOME'];
  const home = /java\.home = (.+)/.exec(spawnSync('java', ['-XshowSettings:properties', '-version'], { encoding: 'utf8' }).stderr)?.[1]?.trim();
  if (!home) throw new Error('The java on PATH does not say where it lives: set JAVA_HOME.');
  return home;
}

/** Version number of the `java` that would be used, undefined when there is none. */
export function javaVersion(): number | undefined {
  const asked = spawnSync(javaProgram('java'), ['-version'], { encoding: 'utf8' });
  const version = /version "(?:1\.)?(\d+)/.exec(asked.stderr ?? '')?.[1];
  return asked.error || version === undefined ? undefined : Number(version);
}

/** How to start Maven. On Windows it is a .cmd file, which only cmd.exe can start; everywhere else no shell is needed. */
export function mavenCommand(args: readonly string[]): { file: string; args: string[]; verbatim: boolean } {
  if (!WINDOWS) return { file: 'mvn', args: [...args], verbatim: false };
  const line = ['mvn.cmd', ...args].map((arg) => (/[\s"]/.test(arg) ? `"${arg}"` : arg)).join(' ');
  return { file: process.env['ComSpec'] ?? 'cmd.exe', args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

export function hasMaven(): boolean {
  const { file, args, verbatim } = mavenCommand(['--version']);
  const asked = spawnSync(file, args, { encoding: 'utf8', windowsVerbatimArguments: verbatim });
  return !asked.error && asked.status === 0;
}

/** Throws one message that names everything that is missing for running Java servers from Maven. */
export function requireJavaAndMaven(what: string): void {
  const missing: string[] = [];
  const java = javaVersion();
  if (java === undefined) missing.push('Java 17 (no java on PATH and none in JAVA_HOME: install a JDK 17)');
  else if (java < 17) missing.push(`Java 17 (found Java ${java}: install a JDK 17 and set JAVA_HOME to it)`);
  if (!hasMaven()) missing.push('Maven (no mvn on PATH: install Apache Maven 3.6 or later)');
  if (missing.length > 0) throw new Error(`${what} needs ${missing.join(' and ')}.`);
}
