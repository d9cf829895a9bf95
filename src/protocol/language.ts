/** What the editor knows of a job from a plan-only run, and what the language server asks for. */
import type { Problem, QueryInfo, SourceSpan } from './run.ts';

/** A column at a point of the job. */
export interface ColumnFact {
  name: string;
  /** Spark's simpleString of the type. */
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

/** The answer of a plan-only run. */
export interface PlanFacts {
  file: string;
  frames: FrameFact[];
  queries: QueryInfo[];
  /** Temporary views and tables of the session by their names, lower case. */
  views: Record<string, ColumnFact[]>;
  problems: Problem[];
  exitCode: number;
  /** It was ended after its limit: what is here is what was seen until then. */
  cut?: { afterSeconds: number };
}

/** Runs jobs plan-only, with the text that is handed in. Newer requests for a file end the older ones. */
export interface Planner {
  /** Never rejects; undefined: a newer request took its place, or nothing may run here. */
  plan(job: { file: string; source: string }): Promise<PlanFacts | undefined>;
}

/** A topic that a connection of the editor knows, and what its messages hold where that was inferred. */
export interface TopicFact {
  topic: string;
  connection: string;
  /** Of the values, as DDL; absent: not inferred yet. */
  schema?: string;
}
