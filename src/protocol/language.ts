/** What the editor knows of a job from a plan-only run, and what the language server asks for. */
import type { TopicExample } from './explorer.ts';
import type { Problem, QueryInfo, SourceSpan } from './run.ts';

/** A column at a point of the job. */
export interface ColumnFact {
  name: string;
  /** Spark's catalogString of the type: all of it, however many fields a struct has. Cut it where it is shown. */
  type: string;
  nullable: boolean;
  /** Where it was made: the call that first gave a column of this identity; absent for a source's own. */
  made?: SourceSpan;
}

/** A DataFrame that a call of the job returned. */
export interface FrameFact {
  /** The call, as the simulator records it: from the object's expression to the closing parenthesis. */
  span: SourceSpan;
  /** Of the plan's root. Several calls may return plans that share nodes. */
  node: number;
  /** What the node is, as the plan names it: `Filter`, `Kafka source`. */
  name: string;
  streaming: boolean;
  columns: ColumnFact[];
  /** Watermarks that hold here. */
  watermarks: { column: string; delay: string }[];
}

/** Something about a plan that Spark accepts and that is seldom meant. What it says is written by the language server. */
export interface Finding {
  /** Stable, the name of its page in docs/problems: `watermark-lost`. */
  code: string;
  span?: SourceSpan;
  /** What its text names: columns, durations, topics. */
  data: Record<string, string>;
  /** Other places that belong to it, by what they are. */
  related?: { what: string; span: SourceSpan }[];
}

/** What an action of a batch job did with its DataFrame: `collect` is what take, first, head and the like are made of. */
export type ActionKind = 'show' | 'collect' | 'count' | 'write';

/** A node of an action's plan. */
export interface ActionNode {
  id: number;
  /** As plans name their operators: `aggregate`, `sort`, `join`, `relation`. */
  op: string;
  inputs: number[];
  span?: SourceSpan;
  /** Of a join: `Inner`, `LeftOuter`. */
  how?: string;
  /** Of a relation. */
  read?: ReadFact;
}

/** What a relation reads. */
export interface ReadFact {
  format: string;
  streaming: boolean;
  /** As written. */
  paths: string[];
  /** Columns whose values the names of folders give. */
  partitionColumns: string[];
  /** Name and type as DDL has them, names quoted where they have to be. */
  columns: { name: string; ddl: string }[];
}

/** An action of a batch job that a plan-only run came to. */
export interface ActionFact {
  what: ActionKind;
  span: SourceSpan;
  /** The root first, each node once. */
  nodes: ActionNode[];
  /** Of a write. */
  write?: { format: string; mode: string; path?: string };
}

/** What a plan-only run tells of the job beside its queries and problems (RunOptions.facts). */
export interface JobFacts {
  frames: FrameFact[];
  /** In the order of the run, each place once. Absent: none. */
  actions?: ActionFact[];
  /** Frames beyond the limit: a job with thousands of calls. */
  framesLeftOut: number;
  /** Temporary views and tables of the session by their names, lower case. */
  views: Record<string, ColumnFact[]>;
  findings: Finding[];
}

/** The answer of a plan-only run. */
export interface PlanFacts extends JobFacts {
  file: string;
  queries: QueryInfo[];
  problems: Problem[];
  exitCode: number;
  /** It was ended after its limit: what is here is what was seen until then. */
  cut?: { afterSeconds: number };
}

/** Runs jobs plan-only, with the text that is handed in. Newer requests for a file end the older ones. */
export interface Planner {
  /** Never rejects; undefined: a newer request took its place, or nothing may run here. */
  plan(job: { file: string; source: string } & Partial<RunSettings>): Promise<PlanFacts | undefined>;
}

/** A topic that a connection of the editor knows, and what its messages hold where that was inferred. */
export interface TopicFact {
  topic: string;
  connection: string;
  /** Of the values, as DDL; absent: not inferred yet. */
  schema?: string;
  /** Its newest messages in short, where they lie on this machine. */
  examples?: TopicExample[];
}

/** What the client tells the server when it starts it. */
export interface LanguageOptions {
  /** False: no job is run, not even plan-only, until `LanguageMessages.trusted` comes. */
  trusted: boolean;
  /** The Spark that jobs go to. */
  sparkVersion: string;
  /** Where the page of a problem is, with `{code}` for its code; empty: nowhere. */
  docs: string;
  /** The client's command that opens a page, named `problems/<code>`; empty: it has none. */
  pages: string;
  /** How long a plan-only run may take. */
  limitSeconds: number;
  /** Of the job. */
  env: Record<string, string>;
  /** Interpreter whose packages a job may import; empty: none. */
  python: string;
  /** The client answers `LanguageMessages.topics`. */
  topics: boolean;
  /** The client answers `LanguageMessages.run`: how a job would be run. Absent: without arguments, in its own folder. */
  runs?: boolean;
}

/** What may change while the server runs. */
export type LanguageSettings = Pick<LanguageOptions, 'sparkVersion' | 'python'>;

/** How the editor runs a job: its plan-only run is the same. */
export interface RunSettings { args: string[]; cwd: string; python: string }

/** After a plan-only run whose text is still the one in the editor. */
export interface PlannedNote { uri: string; version: number; facts: PlanFacts; tookMs: number }

/** Beside LSP's own: `trusted`, `settings` and `planned` are told, `topics` and `run` (of a URI) are asked of the client. */
export const LanguageMessages = { trusted: 'weir/trusted', settings: 'weir/settings', planned: 'weir/planned', topics: 'weir/topics', run: 'weir/run' } as const;
