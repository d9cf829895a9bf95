/** What the submit form asks of the thread that speaks to clusters, and what that thread asks back. Plain data only. What holds a secret says so. */
import type { ClusterOpening } from './cluster-questions.ts';
import type { Answered } from './explorer.ts';
import type { Cluster } from './clusters.ts';
import type { ClusterDescription, ServerProblem } from './hdinsight.ts';
import type { PartitionInfo } from './kafka.ts';
import type { Problem, RunEvent } from './run.ts';
import type { AddedConf, PreflightCheck } from './submit.ts';
import type { TokenFor, Uploaded, UploadRequest } from './upload.ts';

export type Pair = [name: string, value: string];

/** A profile as it is typed: all texts. Its arguments may hold a secret: never log it. */
export interface SubmitForm {
  name: string;
  driverMemory: string;
  driverCores: string;
  executorMemory: string;
  executorCores: string;
  executorInstances: string;
  queue: string;
  className: string;
  sparkVersion: string;
  storage: string;
  arguments: string[];
  conf: Pair[];
  environment: Pair[];
  substitutions: Pair[];
  packages: string[];
  pyFiles: string[];
  files: string[];
  jars: string[];
  archives: string[];
  internet: boolean;
  metrics: boolean;
  connector: boolean;
  /** '': where the job itself turns its log down. */
  helper: '' | 'yes' | 'no';
}

export type FieldName = keyof SubmitForm;

/** How a folder for uploads is written to. `cluster`: only the cluster itself can. */
export type StorageWay = 'local' | 'account' | 'cluster';

export interface FieldsSaid {
  /** By field; of a list `field.index`. */
  wrong: Record<string, string>;
  /** What holds where a field is empty. */
  defaults: Partial<Record<FieldName, string>>;
  /** Absent where no folder is named. */
  way?: StorageWay;
  /** The form as it may be kept: without what looks like a secret. */
  kept: SubmitForm;
  /** There was such a thing. */
  withheld: boolean;
}

/** A job before it is sent, as it may be shown: secrets are masked. */
export interface SubmitView {
  /** Of what would be sent: another one is another submit. */
  seen: string;
  /** Where the body goes. */
  url: string;
  checks: PreflightCheck[];
  /** JSON of Livy's body. */
  body: string;
  added: AddedConf[];
  uploads: { name: string; origin: string; bytes: number; remote: string }[];
  /** Files with substitutions, as they are uploaded. */
  copies: { file: string; text: string }[];
  /** Names of batches that Livy still holds although they have ended. */
  heldNames: string[];
  /** What the cluster did not answer. */
  problems: ServerProblem[];
}

export interface ProfileFound {
  name: string;
  form: SubmitForm;
  /** The linked cluster that it names; `unlinked`: the address of one that is not. */
  cluster?: string;
  unlinked?: string;
}

export interface ProfilesFound {
  /** Native and absolute. Absent: there is none yet. */
  file?: string;
  profiles: ProfileFound[];
  /** Of the file; then no profile of it is used. */
  problems: Problem[];
}

/** A job and what is said of it. `folder`: where its relative paths begin. */
export interface SubmitJob { job: string; folder: string; form: SubmitForm }

/** Holds a secret: never log it. `session`: the cluster writes, in an interactive session of its Livy. */
export type StorageAccess = { by: 'session' } | ({ by: 'right' } & Pick<UploadRequest, 'auth' | 'endpoint'>);

export type SubmitQuestion =
  | { ask: 'profiles'; job: string; clusters: { id: string; description: ClusterDescription }[] }
  | { ask: 'fields'; job: string; form: SubmitForm }
  | ({ ask: 'check'; opening: ClusterOpening } & SubmitJob)
  /** Sent only where it is still what was seen. */
  | ({ ask: 'send'; opening: ClusterOpening; seen: string; access: StorageAccess } & SubmitJob)
  /** Into weir.profiles.json; a profile of that name is replaced, what else stands there is kept. */
  | { ask: 'save'; file: string; name: string; folder: string; form: SubmitForm; description: ClusterDescription };

export type Checked = FieldsSaid & { view?: SubmitView };

export interface JobSent {
  batch?: string;
  app?: string;
  tag: string;
  /** How it is known: Livy's own answer, or by what it was found again. */
  by: 'answer' | 'name' | 'tag';
  where: Uploaded[];
}

export interface SubmitAnswers {
  profiles: ProfilesFound;
  fields: FieldsSaid;
  check: Checked;
  /** `changed`: it is not what was seen any more, and nothing was sent. */
  send: { sent: JobSent } | { changed: Checked };
  /** 1-based. */
  save: { file: string; line: number };
}

export type SubmitAnswer<Q extends SubmitQuestion> = Answered<SubmitAnswers[Q['ask']]>;

export type SubmitTold =
  | { step: 'uploading'; files: number }
  | { step: 'bytes'; name: string; sent: number; total: number }
  | { step: 'uploaded'; where: Uploaded[] }
  | { step: 'sending' }
  | { step: 'looking'; why: string };

/** A plan-only run of a job: its queries and problems, in order. */
export interface PlanJob { file: string; source: string; args: string[]; env: Readonly<Record<string, string>> }
export interface PlanRun { events: Extract<RunEvent, { kind: 'query' | 'problem' }>[]; exitCode: number }

/** What of an AbortSignal is used. */
export interface Stop { readonly aborted: boolean; addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void; removeEventListener(type: 'abort', listener: () => void): void }

/** Topics that a job reads. `plain`: without TLS and sign-in. */
export interface KafkaRead { servers: string; topics: string[]; plain: boolean }

/** What is known of a job's surroundings beside its cluster. */
export interface Around {
  /** By topic; or why they are not known. */
  partitions: [topic: string, partitions: PartitionInfo[]][];
  partitionsUnknown?: string;
  /** All that Azure lists; absent where nobody has signed in. */
  clusters?: Cluster[];
}

/** What the thread has not and its owner has. */
export interface SubmitNeeds {
  /** Never rejects for what the job does. */
  plan(job: PlanJob, signal: Stop): Promise<PlanRun>;
  /** Never rejects. */
  around(reads: KafkaRead[]): Promise<Around>;
  /** Never rejects. @param cluster id of an opening */
  token(what: TokenFor, cluster: string, storage: string): Promise<Answered<string>>;
}

export interface Submitter {
  /** Never rejects. */
  ask<Q extends SubmitQuestion>(question: Q, options?: { told?(step: SubmitTold): void; signal?: Stop }): Promise<SubmitAnswer<Q>>;
  dispose(): void;
}

type Want = { want: 'plan'; job: PlanJob } | { want: 'around'; reads: KafkaRead[] } | { want: 'token'; what: TokenFor; cluster: string; storage: string };
export type Given = PlanRun | Around | Answered<string>;
export type ToSubmit = { type: 'ask'; id: number; question: SubmitQuestion } | { type: 'stop'; id: number } | { type: 'given'; wanted: number; value: Given } | { type: 'end' };
export type FromSubmit = { type: 'answer'; id: number; answer: Answered<SubmitAnswers[SubmitQuestion['ask']]> } | { type: 'told'; id: number; step: SubmitTold } | { type: 'wanted'; wanted: number; want: Want } | { type: 'unwanted'; wanted: number };
