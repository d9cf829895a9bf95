/** The sample job, unmodified, on real Spark 3.3.1 against a real Kafka 3.2.3: the alerts of the simulator, with the connector added by Weir. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import type { StreamingQueryProgress } from '../../src/protocol/run.ts';
import { startKafka } from '../stack/kafka.ts';
import { loadCaptures } from '../stack/load-captures.ts';
import { ensureSpark, sparkEnvironment } from '../stack/spark.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)), CLI = join(root, 'dist', 'cli.js');
const SAMPLE = join(root, 'media', 'templates', 'fraud-detection');
const LOOK_MS = 500;

test('the sample job on local Spark gives the alerts of the simulator', { timeout: 900_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-spark-kafka-')), spark = await ensureSpark(), kafka = await startKafka();
  try {
    // Without arrival times, so that the capture is as whole at the start as the topic is.
    const capture = join(folder, 'card-transactions.jsonl');
    writeFileSync(capture, readFileSync(join(SAMPLE, 'captures', 'card-transactions.capture.jsonl'), 'utf8').replace(/,"at":\d+\}$/gm, '}'));
    const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }));
    const loaded = (await loadCaptures(kafka, gateway, [capture])).get('card-transactions');
    await gateway.close();
    await kafka.createTopic('fraud-alerts');

    const simulated = join(folder, 'simulated.jsonl');
    assert.equal((await weir(place('simulated'), ['run', '--batches', '2', '--input', `card-transactions=${capture}`, '--output', `fraud-alerts=${simulated}`, 'job.py'])).code, 0);

    const cwd = place('spark'), file = join(cwd, 'progress.jsonl');
    const { code, stderr } = await weir(cwd, ['run', '--target', 'spark', '--python', spark.python, '--progress', file, 'job.py'], { ...sparkEnvironment(spark), KAFKA_BROKERS: kafka.bootstrap }, () => batches(file, 'alerts').length >= 2 && batches(file, 'profile_audit').length >= 1);
    assert.equal(code, 130, stderr);
    assert.equal(batches(file, 'alerts')[0]?.numInputRows, loaded, stderr);
    const peeked = await weir(cwd, ['peek', 'fraud-alerts', '--brokers', kafka.bootstrap, '--oldest', '100000', '--format', 'jsonl']);
    const alerts = alertsOf(readFileSync(simulated, 'utf8'));
    assert.ok(alerts.length > 0, 'there are alerts');
    assert.deepEqual(alertsOf(peeked.stdout), alerts);
  } finally {
    await kafka.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }

  /** A folder with the job, which holds no capture. */
  function place(name: string): string {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    for (const each of ['job.py', 'profiles.json']) cpSync(join(SAMPLE, each), join(cwd, each));
    return cwd;
  }
});

/** Which partition a message goes to, and in which order, is the producer's. */
const alertsOf = (lines: string): string[] => lines.trimEnd().split('\n').map((line) => JSON.parse(line) as { key: string; value: string }).map(({ key, value }) => `${key} ${value}`).sort();

function batches(file: string, name: string): StreamingQueryProgress[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map((line) => JSON.parse(line) as StreamingQueryProgress).filter((progress) => progress.name === name && progress.durationMs['addBatch'] !== undefined);
}

/** Ctrl-C as soon as `enough`. */
function weir(cwd: string, args: string[], env: NodeJS.ProcessEnv = process.env, enough?: () => boolean): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '', stderr = '';
    const look = enough && setInterval(() => {
      if (!enough()) return;
      clearInterval(look);
      child.kill('SIGINT');
    }, LOOK_MS);
    child.stdout.on('data', (data: Buffer) => { stdout += String(data); });
    child.stderr.on('data', (data: Buffer) => { stderr += String(data); });
    child.on('error', reject);
    child.on('close', (code) => { clearInterval(look); resolve({ code, stdout, stderr }); });
  });
}
