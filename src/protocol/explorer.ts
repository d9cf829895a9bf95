/** What the topic explorer asks of the thread that talks to Kafka, and what it gets. Plain data only. */
import type { DoctorStep } from './kafka-doctor.ts';
import type { RegistryDescription } from './payload.ts';
import type { AdminRequest, ConnectionDescription, ConnectionSecrets, GroupDetail, GroupSummary, KafkaCapabilities, KafkaProblem, TopicDetail, TopicSummary } from './kafka.ts';
import type { NewMessage, ReplayRequest, ReplayState, WrittenMessage } from './produce.ts';
import type { ReadingPlan } from './reading-plan.ts';
import type { TopicSchema } from './topic-schema.ts';

/** A connection as it is to be opened. It travels with each question, so that nobody has to keep a state in step. Holds secrets: never log it. */
export interface Opening {
  id: string;
  description: ConnectionDescription;
  secrets: ConnectionSecrets;
  writable: boolean;
  /** Where the schemas of its messages are kept. */
  registry?: RegistryDescription;
  /** What relative paths count from, native and absolute. */
  folder?: string;
}

export type ExplorerQuestion =
  | { ask: 'capabilities' }
  /** `count` topics from the `from`th that matches. `filter`: names that hold it, in any case. `again`: the list of names is read anew. */
  | { ask: 'topics'; filter: string; internal: boolean; from: number; count: number; again: boolean }
  | { ask: 'topic'; topic: string }
  | { ask: 'groups' }
  | { ask: 'group'; group: string }
  /** The groups that have committed an offset of this topic or read it now, with their rows of this topic only. */
  | { ask: 'topicGroups'; topic: string }
  /** The schema of the newest `count` messages. */
  | { ask: 'schema'; topic: string; count: number }
  /** The newest few messages, shortened for a glance. */
  | { ask: 'examples'; topic: string; count: number }
  /** The connection, step by step. */
  | { ask: 'doctor' }
  /** What the partitions mean for a job on so many cores. */
  | { ask: 'reading'; topic: string; cores: number; minPartitions?: number }
  /** Writes messages. Refused by name on a connection that is not writable. */
  | { ask: 'produce'; topic: string; messages: NewMessage[] }
  /** Answered when the capture is written, or when it was stopped. */
  | ({ ask: 'replay' } & ReplayRequest)
  /** How far a replay is; null: it is over. */
  | { ask: 'replayed'; run: string }
  | { ask: 'stopReplay'; run: string }
  | { ask: 'admin'; request: AdminRequest };

/** One message in short, on one line. Texts come from messages: hostile. */
export interface TopicExample {
  partition: number;
  offset: number;
  /** Epoch milliseconds. */
  timestamp: number;
  /** null: there is none. */
  key: string | null;
  value: string | null;
}

export interface TopicPage {
  /** Topics there are, and those whose name matches. */
  total: number;
  matching: number;
  topics: TopicSummary[];
}

export interface ExplorerAnswers {
  capabilities: KafkaCapabilities;
  topics: TopicPage;
  topic: TopicDetail;
  groups: { groups: GroupSummary[]; problems: KafkaProblem[] };
  group: GroupDetail;
  topicGroups: { groups: GroupDetail[]; problems: KafkaProblem[] };
  schema: TopicSchema;
  examples: TopicExample[];
  doctor: DoctorStep[];
  reading: ReadingPlan;
  /** In the order of the messages. */
  produce: WrittenMessage[];
  replay: ReplayState;
  replayed: ReplayState | null;
  stopReplay: null;
  admin: null;
}

export type Answered<T> = { value: T } | { problem: KafkaProblem };

export type AnswerTo<Q extends ExplorerQuestion> = Answered<ExplorerAnswers[Q['ask']]>;

/** The thread that talks to Kafka, as the explorer sees it. A question never rejects; what went wrong is in its answer. */
export interface KafkaExplorer {
  ask<Q extends ExplorerQuestion>(opening: Opening, question: Q): Promise<AnswerTo<Q>>;
  /** Closes a connection; the next question opens it again. */
  close(id: string): void;
  dispose(): void;
}

export type ToExplorer = { type: 'ask'; id: number; opening: Opening; question: ExplorerQuestion } | { type: 'close'; id: string } | { type: 'end' };
export interface FromExplorer {
  id: number;
  answer: Answered<ExplorerAnswers[keyof ExplorerAnswers]>;
}
