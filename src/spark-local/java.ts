import { join } from 'node:path';
import { ask } from './ask.ts';
import { SparkFault } from './fault.ts';

const LIMIT_MS = 30_000;
const WAY_OUT = 'Install Java 17 (or 11, or 8), and name its folder in JAVA_HOME.';

/** The Java that spark-submit will start: JAVA_HOME's, else the first on the path. @throws SparkFault unless it is one of 8 to 17. */
export async function checkJava(env: Readonly<Record<string, string>>, cwd: string, platform = process.platform): Promise<void> {
  const home = env['JAVA_HOME'], java = home ? join(home, 'bin', platform === 'win32' ? 'java.exe' : 'java') : 'java';
  const said = await ask(java, ['-version'], { env, cwd, limitMs: LIMIT_MS });
  if (said.status !== 0) {
    const message = home ? `JAVA_HOME is ${home}, but there is no Java that starts (${java}: ${said.code ?? (said.stderr.trim() || `ended with ${said.status}`)}).` : 'Spark needs Java, and no java is on the path.';
    throw new SparkFault('no-java', message, WAY_OUT);
  }
  const found = /version "(?:1\.)?(\d+)/.exec(said.stderr + said.stdout), version = Number(found?.[1]);
  if (found && (version < 8 || version > 17)) throw new SparkFault('java-version', `${java} is Java ${version}: Spark 3.3 runs on Java 8 to 17.`, WAY_OUT);
}
