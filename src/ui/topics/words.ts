/** Numbers and states of topics, partitions and groups in words. */
import type { GroupDetail, GroupOffset, GroupSummary, KafkaProblem, PartitionInfo, TopicSummary } from '../../protocol/kafka';

/** With thin spaces between groups of three digits. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');

const plural = (value: number, one: string): string => `${count(value)} ${one}${value === 1 ? '' : 's'}`;

const steps = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const;

/** At most three digits and their unit from 10 000 on, never more than there are: `9 999`, `12.4 k`, `184 M`. */
export function brief(value: number): string {
  const [step, unit] = (value >= 10_000 ? steps.find(([each]) => value >= each) : undefined) ?? [];
  if (step === undefined) return count(value);
  const share = value / step, digits = share >= 100 ? 1 : share >= 10 ? 10 : 100;
  return `${Math.floor(share * digits) / digits}\u2009${unit}`;
}

/** What fits beside a topic's name in a narrow side bar, messages first: `12.4 k · 4p`. The rest is `topicWords`. */
export function topicLine({ partitions, messages, unanswered, problem }: TopicSummary): string {
  if (problem && messages === undefined) return problem.kind === 'authorization' ? 'forbidden' : 'cannot be read';
  return [...(messages === undefined ? [] : [brief(messages)]), `${unanswered === undefined ? '' : `${count(partitions - unanswered)} of `}${count(partitions)}p`].join(' · ');
}

export function topicWords(summary: TopicSummary): string {
  const { partitions, messages, unanswered, replicationFactor, problem } = summary;
  if (problem && messages === undefined) return topicLine(summary);
  const parts = [messages === undefined ? undefined : `${plural(messages, 'message')}${unanswered === undefined ? '' : ` in ${count(partitions - unanswered)} of`}`, plural(partitions, 'partition')];
  const replicas = replicationFactor === undefined ? [] : [plural(replicationFactor, 'replica')];
  return unanswered === undefined ? [...parts, ...replicas].filter((part) => part !== undefined).join(', ') : [parts.join(' '), ...replicas].join(', ');
}

export function partitionLine({ leader, isr, replicas, low, high, offline, problem }: PartitionInfo): string {
  const range = low === undefined || high === undefined ? problem ? problem.kind === 'authorization' ? 'forbidden' : 'cannot be read' : 'offsets not known' : low === high ? `empty at ${count(high)}` : `${count(low)} to ${count(high)}`;
  if (replicas === undefined) return range;
  const behind = isr === undefined ? [] : replicas.filter((id) => !isr.includes(id));
  return [range, offline ? 'no leader' : `leader ${leader}`, `ISR ${(isr ?? []).join(' ') || 'none'}`, ...(behind.length > 0 ? [`behind ${behind.join(' ')}`] : [])].join(', ');
}

export function groupLine({ state }: GroupSummary, detail?: GroupDetail): string {
  return detail === undefined ? state : `lag ${detail.lag === null ? 'not known' : count(detail.lag)}, ${state}`;
}

export function rowLine({ committed, lag, high, problem }: GroupOffset): string {
  if (problem?.kind === 'authorization') return 'forbidden';
  if (committed === null) return 'nothing committed';
  return `lag ${lag === null ? 'not known' : count(lag)}, at ${count(committed)}${high === undefined ? '' : ` of ${count(high)}`}`;
}

const problemWords: Partial<Record<string, string>> = { connection: 'Not reachable', timeout: 'No answer in time', authentication: 'Signing in failed', authorization: 'Forbidden', tls: 'TLS failed' };

/** The kind of a problem in words that fit a narrow row; undefined: its message has to say it. */
export const problemWord = ({ kind }: KafkaProblem): string | undefined => problemWords[kind];
