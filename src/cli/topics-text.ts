/** Topics and groups as tables. */
import type { AdminRequest, GroupDetail, GroupSummary, PartitionInfo, TopicConfigEntry, TopicDetail, TopicSummary } from '../protocol/kafka.ts';
import type { ReadingPlan } from '../protocol/reading-plan.ts';
import type { Style } from './style.ts';
import type { Column } from './table.ts';
import { cut, table } from './table.ts';
import { count, plural } from './words.ts';

const text = (name: string): Column => ({ name, numeric: false });
const number = (name: string): Column => ({ name, numeric: true });

function lines(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const { head, lines: body } = table(columns, rows);
  return [style.dim(head), ...body].map((line) => `${line}\n`).join('');
}

/** Partitions that are listed for a job: the largest decide. */
const READ_ROWS = 10;

const or = (value: number | undefined): string => (value === undefined ? '-' : count(value));

export function topicTable(topics: readonly TopicSummary[], style: Style): string {
  if (topics.length === 0) return '';
  const replicas = topics.some(({ replicationFactor }) => replicationFactor !== undefined);
  return lines([text('topic'), number('partitions'), number('messages'), ...(replicas ? [number('replicas')] : [])], topics.map((topic) => [
    cut(topic.topic, 249), count(topic.partitions), `${or(topic.messages)}${topic.unanswered === undefined ? '' : ' +'}`, ...(replicas ? [or(topic.replicationFactor)] : []),
  ]), style);
}

export function topicText({ partitions, config }: TopicDetail, style: Style): string {
  const overrides = (config ?? []).filter(({ isDefault }) => !isDefault);
  const settings = overrides.length > 0 ? `\n${lines([text('set on the topic'), text('value')], overrides.map(setting), style)}` : '';
  return partitionTable(partitions, style) + settings;
}

/** Partitions with their part of the offsets and their tasks, the largest first, and what it means. */
export function readingText({ tasks, size, words }: ReadingPlan, style: Style): string {
  const sums = new Map<number, { offsets: number; tasks: number }>();
  for (const { partition, from, until } of tasks) {
    const sum = sums.get(partition) ?? { offsets: 0, tasks: 0 };
    sums.set(partition, { offsets: sum.offsets + until - from, tasks: sum.tasks + 1 });
  }
  const rows = [...sums].sort((a, b) => b[1].offsets - a[1].offsets || a[0] - b[0]);
  const shown = rows.slice(0, READ_ROWS).map(([partition, sum]) => [String(partition), count(sum.offsets), `${((sum.offsets / size) * 100).toFixed(1)} %`, count(sum.tasks)]);
  const more = rows.length > READ_ROWS ? [`and ${plural(rows.length - READ_ROWS, 'smaller partition')}`] : [];
  return `\n${shown.length > 0 ? lines([number('partition'), number('offsets'), number('share'), number('tasks')], shown, style) : ''}${[...more, ...words].map((line) => `${line}\n`).join('')}`;
}

const setting = ({ name, value, sensitive }: TopicConfigEntry): string[] => [cut(name, 80), sensitive ? '(sensitive)' : cut(value ?? '', 120)];

function partitionTable(partitions: readonly PartitionInfo[], style: Style): string {
  const replicas = partitions.some((partition) => partition.replicas !== undefined);
  return lines([
    number('partition'), number('low'), number('high'), number('messages'), ...(replicas ? [number('leader'), text('replicas'), text('in sync')] : []),
  ], partitions.map(({ partition, low, high, leader, replicas: all, isr }) => [
    String(partition), or(low), or(high), or(low === undefined || high === undefined ? undefined : high - low),
    ...(replicas ? [leader === undefined ? 'none' : String(leader), (all ?? []).join(','), (isr ?? []).join(',')] : []),
  ]), style);
}

export function groupTable(groups: readonly GroupSummary[], style: Style): string {
  return groups.length === 0 ? '' : lines([text('group'), text('state'), text('kind')], groups.map(({ group, state, protocolType }) => [cut(group, 120), cut(state, 40), cut(protocolType, 40)]), style);
}

export function groupText({ group, state, protocol, members, offsets, lag }: GroupDetail, style: Style): string {
  const who = new Map(members.map(({ memberId, clientId, host }) => [memberId, `${clientId} ${host}`]));
  const head = `${style.bold(cut(group, 120))}   ${state}${protocol === '' ? '' : `, ${cut(protocol, 40)}`}, ${plural(members.length, 'member')}, lag ${lag === null ? 'not known' : count(lag)}\n`;
  if (offsets.length === 0) return head;
  return head + lines([text('topic'), number('partition'), number('committed'), number('end'), number('lag'), text('read by')], offsets.map((row) => [
    cut(row.topic, 249), String(row.partition), row.problem?.kind === 'authorization' ? 'forbidden' : row.committed === null ? 'no commit' : count(row.committed), or(row.high), row.lag === null ? '-' : count(row.lag),
    cut(row.memberId === undefined ? '-' : who.get(row.memberId) ?? row.memberId, 80),
  ]), style);
}

/** What a change came to. */
export function changed(request: AdminRequest): string {
  switch (request.do) {
    case 'create-topic': return `Topic ${request.topic} is created, with ${plural(request.partitions, 'partition')}.`;
    case 'delete-topic': return `Topic ${request.topic} is deleted.`;
    case 'add-partitions': return `Topic ${request.topic} has ${plural(request.total, 'partition')} now. Keys go to other partitions than before.`;
    case 'alter-config': return `The configuration of topic ${request.topic} is changed: ${Object.entries(request.set).map(([name, value]) => (value === null ? `${name} is its default` : `${name}=${value}`)).join(', ')}.`;
    case 'purge': return `The messages of topic ${request.topic} are deleted.`;
    case 'reset-group': return `The offsets of group ${request.group} for topic ${request.topic} are set.`;
  }
}
