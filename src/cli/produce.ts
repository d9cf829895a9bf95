/** `weir produce`. */
import type { CaptureMessage } from '../kafka/capture.ts';
import { readCapture } from '../kafka/capture.ts';
import type { ClusterGateway, ProduceRecord } from '../kafka/gateway.ts';
import type { ReplayOptions } from '../kafka/replay.ts';
import { replay } from '../kafka/replay.ts';
import { Exit } from './exit.ts';
import { BROKER_OPTIONS, withGateway } from './kafka-connection.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, numberOf, optionHelp, parseOptions, textOf, UsageError } from './options.ts';
import { WRITTEN_FORMATS, payloadBytes } from './payload.ts';
import { err, out, say } from './say.ts';
import { count, plural } from './words.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'from', value: '<file>', help: 'writes the messages of a capture (.capture.jsonl)' },
  { name: 'rate', value: '<n>', help: 'with --from: messages a second', fallback: 'as fast as the broker takes them' },
  { name: 'timing', value: 'original', help: 'with --from: with the gaps between messages that the capture has' },
  { name: 'keep-timestamps', help: 'with --from: the captured timestamps; retention deletes old ones soon', fallback: 'off: the time of writing' },
  { name: 'keep-partitions', help: 'with --from: the captured partitions', fallback: 'off: the key decides' },
  { name: 'value', value: '<text>', help: 'writes one message' },
  { name: 'tombstone', help: 'writes one message without a value' },
  { name: 'key', value: '<text>', help: 'its key', fallback: 'none' },
  { name: 'header', value: '<name>=<text>', repeatable: true, help: 'a header; repeatable, also with the same name' },
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
  const file = textOf(parsed, 'from');
  const kinds = [file !== undefined && '--from', isSet(parsed, 'value') && '--value', isSet(parsed, 'tombstone') && '--tombstone'].filter((kind) => kind !== false);
  if (kinds.length !== 1) throw new UsageError(kinds.length === 0 ? 'What is to be written? --from <file>, --value <text> or --tombstone.' : `${kinds.join(' and ')}: which of them?`);
  const single = file === undefined ? recordOf(parsed) : undefined;
  const options = replayOptions(parsed, file !== undefined);
  return withGateway(parsed, { writable: true }, (gateway, signal) => (single ? writeOne(gateway, topic, single) : writeAll(gateway, topic, file!, { ...options, signal })));
}

const OF_ONE = ['key', 'header', 'partition', 'timestamp', 'key-format', 'value-format'];
const OF_FILE = ['rate', 'timing', 'keep-timestamps', 'keep-partitions'];

function replayOptions(parsed: Parsed, fromFile: boolean): ReplayOptions {
  const stray = (fromFile ? OF_ONE : OF_FILE).find((name) => isSet(parsed, name));
  if (stray !== undefined) throw new UsageError(`--${stray} ${fromFile ? 'is for one message, not for --from' : 'belongs to --from'}.`);
  const rate = numberOf(parsed, 'rate', 'rate'), original = choiceOf(parsed, 'timing', ['original'] as const) !== undefined;
  if (rate !== undefined && original) throw new UsageError('--rate and --timing original: which of them?');
  return { ...(rate === undefined ? {} : { rate }), original, keepTimestamps: isSet(parsed, 'keep-timestamps'), keepPartitions: isSet(parsed, 'keep-partitions') };
}

function recordOf(parsed: Parsed): ProduceRecord {
  const bytes = (name: 'key' | 'value'): Uint8Array | null => {
    const text = textOf(parsed, name);
    return text === undefined ? null : payloadBytes(text, choiceOf(parsed, `${name}-format`, WRITTEN_FORMATS) ?? 'text', `--${name}`);
  };
  const headers = (parsed.values.get('header') ?? []).map((text) => {
    const at = String(text).indexOf('=');
    if (at < 1) throw new UsageError(`--header is written as name=text, not ${String(text)}.`);
    return { key: String(text).slice(0, at), value: Buffer.from(String(text).slice(at + 1), 'utf8') };
  });
  const partition = wholeOf(parsed, 'partition'), timestamp = wholeOf(parsed, 'timestamp');
  return { key: bytes('key'), value: bytes('value'), headers, ...(partition === undefined ? {} : { partition }), ...(timestamp === undefined ? {} : { timestamp }) };
}

function wholeOf(parsed: Parsed, name: string): number | undefined {
  const text = textOf(parsed, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text))) throw new UsageError(`--${name} needs a whole number, 0 or more, not ${text}.`);
  return Number(text);
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
