import type { AdminRequest, OffsetTarget } from '../protocol/kafka.ts';
import { BROKER_OPTIONS, CAPTURES_OPTION } from './kafka-description.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { isSet, numberOf, parseOptions, textOf, UsageError } from './options.ts';
import { momentOf } from './when.ts';

export const TOPICS_OPTIONS: readonly OptionSpec[] = [
  { name: 'filter', value: '<text|/regex/>', help: 'names that hold the text, in any case, or match the expression' },
  { name: 'internal', help: "Kafka's own topics too", fallback: 'off' },
  { name: 'describe', value: '<topic>', help: 'partitions with leader, replicas and offsets, and the configuration of a topic' },
  { name: 'groups', help: 'consumer groups with their state' },
  { name: 'group', value: '<group>', help: 'members of a consumer group, and its lag per partition' },
  { name: 'create', value: '<topic>', help: 'creates a topic; --partitions, --replication and --config say how' },
  { name: 'delete', value: '<topic>', help: 'deletes a topic with its messages' },
  { name: 'purge', value: '<topic>', help: 'deletes the messages of a topic' },
  { name: 'alter', value: '<topic>', help: 'changes the configuration that --config names and leaves the rest, or adds partitions with --partitions' },
  { name: 'reset', value: '<group>', help: 'sets the offsets of a consumer group without members for --topic to --to' },
  { name: 'partitions', value: '<n>', help: 'for --create and --alter: how many there are afterwards', fallback: '1' },
  { name: 'replication', value: '<n>', help: 'for --create: replicas of each partition', fallback: '1' },
  { name: 'config', value: '<name>=<value>', repeatable: true, help: 'for --create and --alter: a setting; without a value --alter takes it away; repeatable' },
  { name: 'topic', value: '<topic>', help: 'for --reset' },
  { name: 'to', value: '<where>', help: 'for --reset: earliest, latest, an offset, a time (2026-01-31T08:00:00Z) or so long ago (15m)' },
  { name: 'cores', value: '<n>', help: 'with --describe: what the partitions mean for a Spark job on so many cores: tasks of a batch, idle cores, the partition that sets its time' },
  { name: 'min-partitions', value: '<n>', help: "with --cores: the value of the Kafka source's option minPartitions", fallback: 'none' },
  { name: 'write', help: 'allows what changes the cluster', fallback: 'off: everything is read-only' },
  { name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' },
  ...BROKER_OPTIONS, CAPTURES_OPTION,
  { name: 'help', help: 'shows this' },
];

const MOST = 100_000;

export type TopicsAction =
  | { show: 'topics'; internal: boolean; filter: string | undefined }
  | { show: 'topic'; topic: string; job?: { cores: number; minPartitions?: number } }
  | { show: 'groups' }
  | { show: 'group'; group: string }
  | { change: AdminRequest };

/** What is asked for: one thing. @throws UsageError */
export function topicsAction(args: readonly string[], now: number): { parsed: Parsed; help: boolean; action: TopicsAction } {
  const parsed = parseOptions(args, TOPICS_OPTIONS, { mixed: true });
  const help = isSet(parsed, 'help');
  const [extra] = parsed.rest;
  if (extra !== undefined && !help) throw new UsageError(`weir topics takes options only: what is ${extra}? --describe ${extra} shows a topic.`);
  const asked = ['describe', 'groups', 'group', 'create', 'delete', 'purge', 'alter', 'reset'].filter((name) => isSet(parsed, name));
  if (asked.length > 1) throw new UsageError(`One thing at a time: --${asked.join(' or --')}?`);
  const action = actionOf(parsed, asked[0], now);
  if ('change' in action && !isSet(parsed, 'write') && !help) throw new UsageError(`--${asked[0]} changes the cluster: add --write if you mean it.`);
  return { parsed, help, action };
}

function actionOf(parsed: Parsed, name: string | undefined, now: number): TopicsAction {
  const argument = name === undefined ? '' : textOf(parsed, name) ?? '';
  const changes: Record<string, (string | undefined)[]> = { partitions: ['create', 'alter'], replication: ['create'], config: ['create', 'alter'], topic: ['reset'], to: ['reset'], filter: [undefined], internal: [undefined], cores: ['describe'], 'min-partitions': ['describe'] };
  for (const [option, owners] of Object.entries(changes)) {
    if (isSet(parsed, option) && !owners.includes(name)) throw new UsageError(`--${option} ${owners[0] === undefined ? 'is for the list of topics' : `belongs to --${owners.join(' and --')}`}.`);
  }
  const topic = argument;
  switch (name) {
    case 'describe': return { show: 'topic', topic, ...jobOf(parsed) };
    case 'groups': return { show: 'groups' };
    case 'group': return { show: 'group', group: argument };
    case 'create': return { change: { do: 'create-topic', topic, partitions: numberOf(parsed, 'partitions', 'whole') ?? 1, replicationFactor: numberOf(parsed, 'replication', 'whole') ?? 1, config: definite(configOf(parsed)) } };
    case 'delete': return { change: { do: 'delete-topic', topic } };
    case 'purge': return { change: { do: 'purge', topic } };
    case 'alter': return { change: alteration(parsed, topic) };
    case 'reset': return { change: { do: 'reset-group', group: argument, topic: needed(parsed, 'topic'), target: targetOf(needed(parsed, 'to'), now) } };
    default: return { show: 'topics', internal: isSet(parsed, 'internal'), filter: textOf(parsed, 'filter') };
  }
}

function jobOf(parsed: Parsed): { job?: { cores: number; minPartitions?: number } } {
  const cores = numberOf(parsed, 'cores', 'whole'), minPartitions = numberOf(parsed, 'min-partitions', 'whole');
  if (cores === undefined && minPartitions !== undefined) throw new UsageError('--min-partitions needs --cores.');
  // Spark reads the option as an Int; more tasks than this no plan is made of.
  if ((cores ?? 1) > MOST || (minPartitions ?? 1) > MOST) throw new UsageError(`--cores and --min-partitions are at most ${MOST}.`);
  return cores === undefined ? {} : { job: { cores, ...(minPartitions === undefined ? {} : { minPartitions }) } };
}

function needed(parsed: Parsed, name: string): string {
  const text = textOf(parsed, name);
  if (text === undefined) throw new UsageError(`--reset needs --${name}.`);
  return text;
}

function alteration(parsed: Parsed, topic: string): AdminRequest {
  const total = numberOf(parsed, 'partitions', 'whole'), set = configOf(parsed);
  const some = Object.keys(set).length > 0;
  if ((total !== undefined) === some) throw new UsageError('--alter needs either --config or --partitions.');
  return total === undefined ? { do: 'alter-config', topic, set } : { do: 'add-partitions', topic, total };
}

function configOf(parsed: Parsed): Record<string, string | null> {
  const set: Record<string, string | null> = {};
  for (const text of parsed.values.get('config') ?? []) {
    const [, name, value] = /^([A-Za-z0-9._-]+)=(.*)$/s.exec(String(text)) ?? [];
    if (name === undefined) throw new UsageError(`--config is written as name=value, not ${String(text)}.`);
    set[name] = value === undefined || value === '' ? null : value;
  }
  return set;
}

function definite(set: Record<string, string | null>): Record<string, string> {
  const empty = Object.entries(set).find(([, value]) => value === null);
  if (empty) throw new UsageError(`--config ${empty[0]} needs a value: a new topic has no setting to take away.`);
  return set as Record<string, string>;
}

function targetOf(text: string, now: number): OffsetTarget {
  if (text === 'earliest' || text === 'latest') return { to: text };
  if (/^\d{1,15}$/.test(text)) return { to: 'offset', offset: Number(text) };
  return { to: 'timestamp', timestamp: momentOf(text, 'to', now) };
}
