/** `npm run stack -- kafka`: the real counterparts, on the loopback, for trying things out. Ctrl-C stops them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { startKafka } from './kafka.ts';
import { captureFiles, loadCaptures } from './load-captures.ts';

const SAMPLES = fileURLToPath(new URL('../../media/templates', import.meta.url));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const USAGE = 'Usage: npm run stack -- kafka';

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
    say('Stop it with Ctrl-C.');
    if (!stopping) await stop;
  } finally {
    say('Stopping.');
    await running.stop();
  }
}

const [what, ...rest] = process.argv.slice(2);
if (what !== 'kafka' || rest.length > 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  kafka().then(() => process.exit(0), (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
