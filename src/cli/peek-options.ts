import type { PeekFilter, PeekRequest } from '../protocol/kafka.ts';
import { BROKER_OPTIONS, CAPTURES_OPTION } from './kafka-description.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, parseOptions, textOf, UsageError } from './options.ts';
import { PAYLOAD_OPTIONS } from './shown.ts';
import { momentOf } from './when.ts';

export const PEEK_OPTIONS: readonly OptionSpec[] = [
  { name: 'newest', value: '<n>', help: 'the newest n messages over all partitions', fallback: '20, when nothing else is asked for' },
  { name: 'oldest', value: '<n>', help: 'the oldest n messages' },
  { name: 'from', value: '[<partition>:]<offset>', repeatable: true, help: 'from this offset on, in one partition or in all; repeatable' },
  { name: 'to', value: '[<partition>:]<offset>', repeatable: true, help: 'up to this offset, which is left out; repeatable' },
  { name: 'around', value: '<offset>', help: 'the messages around an offset; with --partition of that one' },
  { name: 'context', value: '<n>', help: 'how many messages before and after --around', fallback: '10' },
  { name: 'since', value: '<time>', help: 'from this time on: 2026-01-31T08:00:00Z, or so long ago: 30s, 15m, 2h, 1d' },
  { name: 'until', value: '<time>', help: 'up to this time, which is left out: in each partition to its first message that is as late, even where younger ones come after older ones' },
  { name: 'partition', value: '<p>', repeatable: true, help: 'this partition only; repeatable', fallback: 'all' },
  { name: 'follow', help: 'waits for what arrives then, until Ctrl-C' },
  { name: 'filter', value: '<text|/regex/>', help: 'messages whose key, value or header holds the text, in any case, or matches the expression; --newest and --oldest count those' },
  { name: 'limit', value: '<n>', help: 'the most messages of a range', fallback: '10000, with jsonl none' },
  { name: 'isolation', value: '<level>', help: 'read_committed leaves out aborted and open transactions; read_uncommitted shows them, as a Spark job sees them', fallback: 'read_committed' },
  ...PAYLOAD_OPTIONS,
  { name: 'format', value: 'table|json|jsonl', help: 'jsonl writes capture lines, which weir run --input reads; their bytes are exact', fallback: 'table' },
  ...BROKER_OPTIONS, CAPTURES_OPTION,
  { name: 'help', help: 'shows this' },
];

/** An offset for one partition, or for all. */
export interface OffsetGiven { partition: number | undefined; offset: number }

export interface PeekLine {
  parsed: Parsed;
  help: boolean;
  topic: string;
  format: 'table' | 'json' | 'jsonl';
  /** Its range still lacks `from` and `to`, which may be of all partitions. */
  request: PeekRequest;
  from: OffsetGiven[];
  to: OffsetGiven[];
}

/** @throws UsageError */
export function parsePeek(args: readonly string[], now: number): PeekLine {
  const parsed = parseOptions(args, PEEK_OPTIONS, { mixed: true });
  const help = isSet(parsed, 'help');
  const [topic, ...more] = parsed.rest;
  if (topic === undefined && !help) throw new UsageError('Which topic? weir peek <topic> --brokers <host:port>.');
  if (more.length > 0) throw new UsageError(`One topic at a time: what is ${more[0]}?`);
  const format = choiceOf(parsed, 'format', ['table', 'json', 'jsonl'] as const) ?? 'table';
  if (format === 'json' && isSet(parsed, 'follow')) throw new UsageError('What is followed has no end, a JSON array has one: --format jsonl.');
  const from = offsetsOf(parsed, 'from'), to = offsetsOf(parsed, 'to');
  const partitions = (parsed.values.get('partition') ?? []).map((text) => wholeOf(String(text), 'partition'));
  const filter = textOf(parsed, 'filter');
  const limit = countOf(parsed, 'limit') ?? (format === 'jsonl' ? Number.MAX_SAFE_INTEGER : undefined);
  const isolation = choiceOf(parsed, 'isolation', ['read_committed', 'read_uncommitted'] as const);
  const request: PeekRequest = {
    topic: topic ?? '', range: rangeOf(parsed, now, from.length + to.length > 0), follow: isSet(parsed, 'follow'),
    // What was asked for is read to its end; each single answer has its time limit.
    timeoutMs: Number.MAX_SAFE_INTEGER, scanLimit: Number.MAX_SAFE_INTEGER,
    ...(partitions.length > 0 ? { partitions } : {}), ...(filter === undefined ? {} : { filter: filterOf(filter) }),
    ...(limit === undefined ? {} : { limit }), ...(isolation === undefined ? {} : { isolation }),
  };
  return { parsed, help, topic: topic ?? '', format, request, from, to };
}

/** `/…/` is an expression, anything else text. */
export const filterOf = (text: string): PeekFilter => (text.length > 2 && text.startsWith('/') && text.endsWith('/') ? { text: text.slice(1, -1), regex: true } : { text, regex: false });

function rangeOf(parsed: Parsed, now: number, byOffset: boolean): PeekRequest['range'] {
  const newest = countOf(parsed, 'newest'), oldest = countOf(parsed, 'oldest'), around = textOf(parsed, 'around');
  const since = textOf(parsed, 'since'), until = textOf(parsed, 'until');
  const given = [newest !== undefined && '--newest', oldest !== undefined && '--oldest', byOffset && '--from/--to', around !== undefined && '--around', (since ?? until) !== undefined && '--since/--until'].filter((name) => name !== false);
  if (given.length > 1) throw new UsageError(`${given.join(' and ')} ask for different messages: choose one.`);
  const context = countOf(parsed, 'context');
  if (context !== undefined && around === undefined) throw new UsageError('--context belongs to --around.');
  if (oldest !== undefined) return { mode: 'oldest', count: oldest };
  if (byOffset) return { mode: 'offsets', from: {}, to: {} };
  if (around !== undefined) return { mode: 'around', offset: wholeOf(around, 'around'), before: context ?? 10, after: (context ?? 10) + 1 };
  if ((since ?? until) !== undefined) {
    return { mode: 'time', ...(since === undefined ? {} : { since: momentOf(since, 'since', now) }), ...(until === undefined ? {} : { until: momentOf(until, 'until', now) }) };
  }
  return { mode: 'newest', count: newest ?? 20 };
}

function offsetsOf(parsed: Parsed, name: 'from' | 'to'): OffsetGiven[] {
  const given = (parsed.values.get(name) ?? []).map((text) => {
    const match = /^(?:(\d{1,9}):)?(\d{1,16})$/.exec(String(text));
    if (!match) throw new UsageError(`--${name} is written as offset or partition:offset, not ${String(text)}.`);
    return { partition: match[1] === undefined ? undefined : Number(match[1]), offset: Number(match[2]) };
  });
  const twice = given.find(({ partition }, i) => given.some((other, at) => at < i && other.partition === partition));
  if (twice) throw new UsageError(`--${name} was given twice for ${twice.partition === undefined ? 'all partitions' : `partition ${twice.partition}`}.`);
  return given;
}

function countOf(parsed: Parsed, name: string): number | undefined {
  const text = textOf(parsed, name);
  return text === undefined ? undefined : wholeOf(text, name);
}

function wholeOf(text: string, name: string): number {
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text))) throw new UsageError(`--${name} needs a whole number, 0 or more, not ${text}.`);
  return Number(text);
}
