/** `weir produce`. */
import type { CaptureMessage } from '../kafka/capture.ts';
import { readCapture } from '../kafka/capture.ts';
import type { ClusterGateway, ProduceRecord } from '../kafka/gateway.ts';
import type { ReplayOptions } from '../kafka/replay.ts';
import { replay } from '../kafka/replay.ts';
import { Exit } from './exit.ts';
import { placeholderHelp, produceGenerated } from './generate.ts';
import { withGateway } from './kafka-connection.ts';
import { BROKER_OPTIONS } from './kafka-description.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, numberOf, optionHelp, parseOptions, textOf, UsageError } from './options.ts';
import { WRITTEN_FORMATS, payloadBytes } from './payload.ts';
import { headersOf, wholeOf } from './produce-options.ts';
import { err, out, say } from './say.ts';
import { count, plural } from './words.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'from', value: '<file>', help: 'writes the messages of a capture (.capture.jsonl)' },
  { name: 'generate', value: '<template|@file>', help: 'writes messages made from a template; its placeholders are listed above' },
  { name: 'count', value: '<n>', help: 'with --generate: how many', fallback: '10' },
  { name: 'seed', value: '<n>', help: 'with --generate: the same seed makes the same messages', fallback: 'another each time, which is told' },
  { name: 'start', value: '<time>', help: 'with --generate: the time of the first message (2026-01-31T08:00:00Z or 15m ago); the others follow at the rate', fallback: 'the clock' },
  { name: 'dry-run', help: 'with --generate: prints the messages as capture lines and writes nothing; needs no broker', fallback: 'off' },
  { name: 'rate', value: '<n>', help: 'with --from and --generate: messages a second', fallback: 'as fast as the broker takes them' },
  { name: 'timing', value: 'original', help: 'with --from: with the gaps between messages that the capture has' },
  { name: 'keep-timestamps', help: 'with --from: the captured timestamps; retention deletes old ones soon', fallback: 'off: the time of writing' },
  { name: 'keep-partitions', help: 'with --from: the captured partitions', fallback: 'off: the key decides' },
  { name: 'value', value: '<text>', help: 'writes one message' },
  { name: 'tombstone', help: 'writes one message without a value' },
  { name: 'key', value: '<text>', help: 'its key; with --generate a template', fallback: 'none' },
  { name: 'header', value: '<name>=<text>', repeatable: true, help: 'a header, with --generate a template; repeatable, also with the same name' },
  { name: 'partition', value: '<p>', help: 'its partition', fallback: 'the key decides' },
  { name: 'timestamp', value: '<ms>', help: 'its timestamp in epoch milliseconds', fallback: 'now' },
  { name: 'key-format', value: '<format>', help: `how --key is written: ${WRITTEN_FORMATS.join(', ')}`, fallback: 'text' },
  { name: 'value-format', value: '<format>', help: 'the same for --value', fallback: 'text' },
  ...BROKER_OPTIONS,
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir produce: writes messages to a topic that exists

Usage: weir produce <topic> --brokers <host:port,…> --from <x.capture.jsonl> [--rate <n> | --timing original]
       weir produce <topic> --brokers <host:port,…> --value <text> [--key <text>] [--header <name>=<text>]
       weir produce <topic> --brokers <host:port,…> --generate '{"id": {{seq}}, "at": "{{now}}"}' --count <n> [--rate <n>]

A template that begins with { or [ is JSON: texts are quoted and escaped, numbers are not. Placeholders:
${placeholderHelp()}

Options:
${optionHelp(OPTIONS)}
`;

export async function produce(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true });
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const [topic, ...more] = parsed.rest;
  if (topic === undefined) throw new UsageError('Which topic? weir produce <topic> --brokers <host:port> --from <file>.');
  if (more.length > 0) throw new UsageError(`One topic at a time: what is ${more[0]}?`);
  const kinds = (['from', 'generate', 'value', 'tombstone'] as const).filter((kind) => isSet(parsed, kind)), [kind] = kinds;
  if (kind === undefined || kinds.length > 1) throw new UsageError(kind === undefined ? 'What is to be written? --from <file>, --generate <template>, --value <text> or --tombstone.' : `${kinds.map((each) => `--${each}`).join(' and ')}: which of them?`);
  const stray = [...parsed.values.keys()].find((name) => OWNERS[name]?.includes(kind) === false);
  if (stray !== undefined) throw new UsageError(`--${stray} ${OWNERS[stray]?.[0] === 'value' ? `is for one message, not for --${kind}` : `belongs to --${OWNERS[stray]?.join(' and --')}`}.`);
  const file = textOf(parsed, 'from');
  if (kind === 'generate') return produceGenerated(parsed, topic);
  const single = file === undefined ? recordOf(parsed) : undefined;
  const options = replayOptions(parsed);
  return withGateway(parsed, { writable: true }, (gateway, signal) => (single ? writeOne(gateway, topic, single) : writeAll(gateway, topic, file!, { ...options, signal })));
}

const ONE = ['value', 'tombstone'], MADE = [...ONE, 'generate'];
/** What an option goes with. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  key: MADE, header: MADE, partition: MADE, timestamp: ONE, 'key-format': ONE, 'value-format': ONE, rate: ['from', 'generate'], timing: ['from'], 'keep-timestamps': ['from'], 'keep-partitions': ['from'],
  count: ['generate'], seed: ['generate'], start: ['generate'], 'dry-run': ['generate'],
};

function replayOptions(parsed: Parsed): ReplayOptions {
  const rate = numberOf(parsed, 'rate', 'rate'), original = choiceOf(parsed, 'timing', ['original'] as const) !== undefined;
  if (rate !== undefined && original) throw new UsageError('--rate and --timing original: which of them?');
  return { ...(rate === undefined ? {} : { rate }), original, keepTimestamps: isSet(parsed, 'keep-timestamps'), keepPartitions: isSet(parsed, 'keep-partitions') };
}

function recordOf(parsed: Parsed): ProduceRecord {
  const bytes = (name: 'key' | 'value'): Uint8Array | null => {
    const text = textOf(parsed, name);
    return text === undefined ? null : payloadBytes(text, choiceOf(parsed, `${name}-format`, WRITTEN_FORMATS) ?? 'text', `--${name}`);
  };
  const headers = headersOf(parsed).map(({ key, text }) => ({ key, value: Buffer.from(text, 'utf8') }));
  const partition = wholeOf(parsed, 'partition'), timestamp = wholeOf(parsed, 'timestamp');
  return { key: bytes('key'), value: bytes('value'), headers, ...(partition === undefined ? {} : { partition }), ...(timestamp === undefined ? {} : { timestamp }) };
}

async function writeOne(gateway: ClusterGateway, topic: string, record: ProduceRecord): Promise<number> {
  const [written] = await gateway.produce(topic, [record]);
  out(`${topic}-${written?.partition ?? '?'} at offset ${written !== undefined && written.offset >= 0 ? written.offset : 'unknown'}\n`);
  return Exit.done;
}

async function writeAll(gateway: ClusterGateway, topic: string, file: string, options: ReplayOptions): Promise<number> {
  const messages: CaptureMessage[] = [];
  for await (const message of readCapture(file)) messages.push(message);
  let written = 0;
  const progress = process.stderr.isTTY;
  const onWritten = (so: number): void => {
    written = so;
    if (progress) err(`\r${count(so)} of ${count(messages.length)} messages`);
  };
  try {
    await replay(gateway, topic, messages, { ...options, onWritten });
  } finally {
    if (progress && written > 0) err('\n');
    say(written === messages.length ? `${plural(written, 'message')} written to ${topic}.` : `${count(written)} of ${plural(messages.length, 'message')} written to ${topic}.`);
  }
  return Exit.done;
}
