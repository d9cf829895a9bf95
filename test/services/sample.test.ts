/** The sample job, unmodified: from a real Kafka 3.2.3 it gives what it gives from its captures. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { startKafka } from '../stack/kafka.ts';
import { loadCaptures } from '../stack/load-captures.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SAMPLE = join(root, 'media', 'templates', 'fraud-detection');
/** Every message is there at the start, then one batch without data moves the watermark on. */
const BATCHES = 2;

test('the sample job gives the same from a broker as from a capture, batch by batch', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-sample-'));
  const kafka = await startKafka();
  try {
    // Without arrival times, so that the capture is as whole at the start as the topic is.
    const capture = join(folder, 'card-transactions.jsonl');
    const lines = readFileSync(join(SAMPLE, 'captures', 'card-transactions.capture.jsonl'), 'utf8').trimEnd().split('\n');
    writeFileSync(capture, lines.map((line) => `${line.replace(/,"at":\d+\}$/, '}')}\n`).join(''));
    const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }));
    const loaded = await loadCaptures(kafka, gateway, [capture]);
    await gateway.close();
    assert.equal(loaded.get('card-transactions'), lines.length);

    const fromCapture = await run(join(folder, 'capture'), ['--input', `card-transactions=${capture}`], '127.0.0.1:1');
    const fromBroker = await run(join(folder, 'broker'), [], kafka.bootstrap);
    assert.ok(fromCapture.alerts.length > 0, 'there are alerts');
    assert.deepEqual(fromBroker.alerts, fromCapture.alerts);
    assert.equal(fromBroker.stdout, fromCapture.stdout);
    assert.deepEqual(fromBroker.progress, fromCapture.progress);
    assert.equal(fromBroker.progress.reduce((rows, p) => rows + Number(p['numInputRows']), 0), 2 * lines.length, 'both queries read every message');
  } finally {
    await kafka.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
});

test('a topic that is not on the broker is named, with what to do', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-sample-'));
  const kafka = await startKafka();
  try {
    for (const name of ['job.py', 'profiles.json']) cpSync(join(SAMPLE, name), join(folder, name));
    await assert.rejects(weir(['run', '--batches', '1', 'job.py'], folder, kafka.bootstrap), (error: Error) => {
      assert.match(error.message, /^weir ended with 1:/);
      assert.match(error.message, /card-transactions/);
      assert.match(error.message, /\n.*(does not exist|no topic|not there)/i);
      assert.doesNotMatch(error.message, /simulator-worker|\.ts:/);
      return true;
    });
  } finally {
    await kafka.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
});

interface Outcome { stdout: string; alerts: unknown[]; progress: Record<string, unknown>[] }

/** The job in a folder of its own, which holds no capture. */
async function run(folder: string, args: readonly string[], broker: string): Promise<Outcome> {
  for (const name of ['job.py', 'profiles.json']) cpSync(join(SAMPLE, name), join(folder, name));
  const alerts = join(folder, 'alerts.jsonl'), progress = join(folder, 'progress.jsonl');
  const stdout = await weir(['run', '--batches', String(BATCHES), '--output', `fraud-alerts=${alerts}`, '--progress', progress, ...args, 'job.py'], folder, broker);
  const parse = (file: string): Record<string, unknown>[] => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  return { stdout, alerts: parse(alerts).map(({ key, value, partition, offset }) => ({ key, value, partition, offset })), progress: parse(progress).map(lasting).sort(byQueryAndBatch) };
}

/** A progress without what differs from run to run: ids, times and rates. */
function lasting(progress: Record<string, unknown>): Record<string, unknown> {
  const { name, batchId, numInputRows, eventTime, sources, sink } = progress;
  const operators = (progress['stateOperators'] as Record<string, unknown>[]).map(({ numRowsTotal, numRowsUpdated, numRowsRemoved, numRowsDroppedByWatermark }) => ({ numRowsTotal, numRowsUpdated, numRowsRemoved, numRowsDroppedByWatermark }));
  return { name, batchId, numInputRows, eventTime, sink: lastingSink(sink as { description: string }), operators, sources: (sources as Record<string, unknown>[]).map(({ description, startOffset, endOffset, latestOffset }) => ({ description, startOffset, endOffset, latestOffset })) };
}

/** Java puts an object's address behind its class. */
const lastingSink = (sink: { description: string }): unknown => ({ ...sink, description: sink.description.replace(/@[0-9a-f]+$/, '') });

function byQueryAndBatch(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return String(a['name']).localeCompare(String(b['name'])) || Number(a['batchId']) - Number(b['batchId']);
}

function weir(args: readonly string[], cwd: string, broker: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...args], { cwd, env: { ...process.env, KAFKA_BROKERS: broker }, windowsHide: true });
    let stdout = '', stderr = '';
    child.stdout.on('data', (text: Buffer) => { stdout += text.toString('utf8'); });
    child.stderr.on('data', (text: Buffer) => { stderr += text.toString('utf8'); });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(stdout) : reject(new Error(`weir ended with ${code}:\n${stderr}`))));
  });
}
