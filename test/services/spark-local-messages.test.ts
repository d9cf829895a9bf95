/** What is missing for a run on local Spark, with real interpreters, real packages and a real Java: one message each, which says what to do. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureSpark, findPython, sparkEnvironment, type Spark } from '../stack/spark.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const KAFKA = 'spark.readStream.format("kafka")\n';

describe('what is missing for local Spark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-spark-missing-'));
  let spark: Spark, packages = '';
  before(async () => {
    spark = await ensureSpark();
    packages = spawnSync(spark.python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(join(folder, 'job.py'), 'raise SystemExit(9)\n');
  }, { timeout: 600_000 });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The only line that is said, and the exit code. */
  function said(options: string[], env: Record<string, string | undefined> = {}): Promise<{ code: number | null; stderr: string }> {
    return new Promise((resolve, reject) => {
      const all = { ...sparkEnvironment(spark), VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined, ...env };
      const child = spawn(process.execPath, [CLI, 'run', '--target', 'spark', ...options, join(folder, 'job.py')], { cwd: folder, env: all, stdio: ['ignore', 'ignore', 'pipe'], timeout: 200_000 });
      let stderr = '';
      child.stderr.on('data', (data: Buffer) => { stderr += String(data); });
      child.on('error', reject);
      child.on('close', (code) => { resolve({ code, stderr }); });
    });
  }
  async function refused(text: RegExp, options: string[], env: Record<string, string | undefined> = {}): Promise<void> {
    const { code, stderr } = await said(options, env);
    assert.equal(code, 78, stderr);
    assert.match(stderr, text);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  }
  const python = (): string[] => ['--python', spark.python];

  it('an interpreter', async () => {
    await refused(/nowhere\/python is no Python that can be started .*ENOENT.* Name an interpreter with PySpark 3\.3\.1/, ['--python', join(folder, 'nowhere', 'python')]);
    await refused(/No Python was found .* Name an interpreter/, [], { PATH: folder });
    await refused(/java is no Python/, ['--python', 'java']);
  });

  it('PySpark in it', async () => {
    await refused(/has no PySpark\. Install it there \(.* -m pip install pyspark==3\.3\.1\)/, ['--python', findPython()]);
  });

  it('the PySpark that Weir knows', { timeout: 300_000 }, async () => {
    // The smallest package that holds another one: the client alone.
    const other = join(folder, 'other'), installed = spawnSync(findPython(), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', other, 'pyspark-client==4.0.0'], { encoding: 'utf8' });
    assert.equal(installed.status, 0, installed.stderr);
    await refused(/has PySpark 4\.0\.0, which reads, prints and times out otherwise than Spark 3\.3.*pip install pyspark==3\.3\.1/, ['--python', findPython()], { PYTHONPATH: other });
    const home = join(folder, 'home');
    mkdirSync(join(home, 'jars'), { recursive: true });
    writeFileSync(join(home, 'jars', 'spark-core_2.12-3.5.1.jar'), '');
    await refused(/has Spark 3\.5\.1/, python(), { SPARK_HOME: home });
  });

  it('a Python that PySpark 3.3 works with', async (t) => {
    const later = interpreterOf(/^3\.(1[1-9])\./);
    if (later === undefined) return t.skip('no Python 3.11 or later is here');
    await refused(/is Python 3\.1\d\.\d+: PySpark 3\.3\.1 cannot pickle a function there.* Take a Python of 3\.7 to 3\.10/, ['--python', later], { PYTHONPATH: packages });
  });

  it('Java', async (t) => {
    await refused(/JAVA_HOME is .*nowhere, but there is no Java that starts .*ENOENT.* Install Java 17/, python(), { JAVA_HOME: join(folder, 'nowhere') });
    await refused(/needs Java, and no java is on the path\. Install Java 17/, python(), { JAVA_HOME: undefined, PATH: dirname(spark.python) });
    const later = javaOf(18);
    if (later === undefined) t.diagnostic('no Java after 17 is here');
    else await refused(/is Java \d\d: Spark 3\.3 runs on Java 8 to 17/, python(), { JAVA_HOME: later });
  });

  it('the Kafka connector, with no way to Maven', { timeout: 300_000 }, async () => {
    const empty = join(folder, 'empty'), job = join(folder, 'job.py'), before = readFileSync(job, 'utf8');
    mkdirSync(empty);
    writeFileSync(job, KAFKA);
    try {
      const nowhere = { HOME: empty, USERPROFILE: empty, JAVA_TOOL_OPTIONS: `-Duser.home=${empty} -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=1 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=1` };
      const { code, stderr } = await said(python(), nowhere);
      assert.equal(code, 78, stderr);
      assert.match(stderr, /^weir: The job uses Kafka: org\.apache\.spark:spark-sql-kafka-0-10_2\.12:3\.3\.1 is fetched from Maven, once\.\nweir: .*could not be fetched from Maven \(.*not found\)\. Run it once with a way to Maven, or give its jars: --jars, or the setting weir\.spark\.jars\.\n$/);
      await refused(/There is no jar .*gone\.jar\. Name jars that are there/, [...python(), '--jars', 'gone.jar'], nowhere);
    } finally {
      writeFileSync(job, before);
    }
  });

  it('what has no meaning there is refused by name', async () => {
    const { code, stderr } = await said(['--batches', '2']);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /--batches has no meaning with --target spark: .*availableNow/);
    assert.match((await said(['--input', `t=${join(folder, 'job.py')}`])).stderr, /--input has no meaning.*weir compare/);
  });
});

/** An interpreter of pyenv by its version. */
function interpreterOf(version: RegExp): string | undefined {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const found = entries(versions).find((name) => version.test(name));
  return found === undefined ? undefined : join(versions, found, 'bin', 'python');
}

/** The home of a Java that is at least so new. */
function javaOf(least: number): string | undefined {
  return entries('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name)).find((home) => {
    const asked = spawnSync(join(home, 'bin', 'java'), ['-version'], { encoding: 'utf8' });
    return Number(/version "(?:1\.)?(\d+)/.exec(asked.stderr ?? '')?.[1]) >= least;
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
