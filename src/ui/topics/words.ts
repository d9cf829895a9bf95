/** Numbers and states of topics, partitions and groups in words. */
import type { GroupDetail, GroupOffset, GroupSummary, KafkaProblem, PartitionInfo, TopicSummary } from '../../protocol/kafka';

/** With thin spaces between groups of three digits. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');

const plural = (value: number, one: string): string => `${count(value)} ${one}${value === 1 ? '' : 's'}`;

export function topicLine({ partitions, messages, unanswered, replicationFactor, problem }: TopicSummary): string {
  if (problem && messages === undefined) return problem.kind === 'authorization' ? 'no permission' : 'cannot be read';
  const parts = [messages === undefined ? undefined : `${plural(messages, 'message')}${unanswered === undefined ? '' : ` in ${count(partitions - unanswered)} of`}`, plural(partitions, 'partition')];
  const replicas = replicationFactor === undefined ? [] : [plural(replicationFactor, 'replica')];
  return unanswered === undefined ? [...parts, ...replicas].filter((part) => part !== undefined).join(', ') : [parts.join(' '), ...replicas].join(', ');
}

export function partitionLine({ leader, isr, replicas, low, high, offline, problem }: PartitionInfo): string {
  const range = low === undefined || high === undefined ? problem ? 'cannot be read' : 'offsets not known' : low === high ? `empty at ${count(high)}` : `${count(low)} to ${count(high)}`;
  if (replicas === undefined) return range;
  const behind = isr === undefined ? [] : replicas.filter((id) => !isr.includes(id));
  return [range, offline ? 'no leader' : `leader ${leader}`, `ISR ${(isr ?? []).join(' ') || 'none'}`, ...(behind.length > 0 ? [`behind ${behind.join(' ')}`] : [])].join(', ');
}

export function groupLine({ state }: GroupSummary, detail?: GroupDetail): string {
  return detail === undefined ? state : `${state}, lag ${detail.lag === null ? 'not known' : count(detail.lag)}`;
}

export function rowLine({ committed, lag, high }: GroupOffset): string {
  if (committed === null) return 'nothing committed';
  return `lag ${lag === null ? 'not known' : count(lag)}, at ${count(committed)}${high === undefined ? '' : ` of ${count(high)}`}`;
}

const problemWords: Partial<Record<string, string>> = { connection: 'Not reachable', timeout: 'No answer in time', authentication: 'Signing in failed', authorization: 'No permission', tls: 'TLS failed' };

/** The kind of a problem in words that fit a narrow row; undefined: its message has to say it. */
export const problemWord = ({ kind }: KafkaProblem): string | undefined => problemWords[kind];
