/** `npm run stack -- kafka` or `livy`: the real counterparts, on the loopback, for trying things out. Ctrl-C stops them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startKafka } from './kafka.ts';
import { startLivyStack } from './livy-stack.ts';
import { captureFiles, loadCaptures } from './load-captures.ts';
import { announce, withdraw } from './running.ts';

const SAMPLES = fileURLToPath(new URL('../../media/templates', import.meta.url));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const USAGE = 'Usage: npm run stack -- kafka | livy';

/** Resolves at Ctrl-C (which Windows consoles deliver as SIGINT too), at SIGTERM, or when a parent that holds our stdin as a pipe closes it. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
      if (signal !== 'SIGBREAK' || process.platform === 'win32') process.once(signal, () => resolve());
    }
    if (process.env['WEIR_STACK_STDIN']) process.stdin.on('end', resolve).resume();
  });
}

async function kafka(): Promise<void> {
  const stop = stopAsked();
  let stopping = false;
  void stop.then(() => (stopping = true));
  const running = await startKafka({ say });
  try {
    const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': running.bootstrap }));
    const files = existsSync(SAMPLES) ? captureFiles(SAMPLES) : [];
    const counts = await loadCaptures(running, gateway, files);
    await gateway.close();
    for (const [topic, count] of counts) say(`  topic ${topic}: ${count} messages of the sample`);
    say(`Apache Kafka ${running.version} runs at ${running.bootstrap} (kafka.bootstrap.servers).`);
    announce('kafka', { bootstrap: running.bootstrap });
    say('Stop it with Ctrl-C.');
    if (!stopping) await stop;
  } finally {
    say('Stopping.');
    withdraw('kafka');
    await running.stop();
  }
}

async function livy(): Promise<void> {
  const stop = stopAsked();
  let stopping = false;
  void stop.then(() => (stopping = true));
  const running = await startLivyStack({ say, sparkHistory: true, jobHistory: true });
  try {
    const { gateway } = running;
    say(`Spark 3.3.1 on YARN behind Livy runs at ${gateway.url}/livy, with HDInsight's paths beside it (/yarnui, /sparkhistory, /api/v1/clusters/${running.clusterName}).`);
    say(`  user             ${gateway.user}`);
    say(`  password         in ${running.passwordFile}`);
    say(`  certificate      ${gateway.caFile} (its own: to be trusted)`);
    say(`  files of a batch ${running.uploads} (no other local path is taken)`);
    announce('livy', { url: `${gateway.url}/livy`, user: gateway.user, certificate: new X509Certificate(readFileSync(gateway.caFile)).fingerprint256, uploads: running.uploads, folder: running.folder, jars: running.jars });
    say('npm start, in another terminal, opens the sample with this cluster in its Clusters view and a profile to submit to it; the password is asked for once.');
    say('Stop it with Ctrl-C.');
    if (!stopping) await stop;
  } finally {
    say('Stopping.');
    withdraw('livy');
    await running.stop();
  }
}

const START = new Map([['kafka', kafka], ['livy', livy]]);
const [what, ...rest] = process.argv.slice(2);
const start = START.get(what ?? '');
if (start === undefined || rest.length > 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  start().then(() => process.exit(0), (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
