/** What a submit to a cluster is made of: plain data only. */
import type { SourceSpan } from './run.ts';

/** How a job runs on one cluster, as `weir.profiles.json` says it. Lists and maps are empty where nothing is said. */
export interface Profile {
  /** A Livy URL, or the name of an HDInsight cluster. */
  cluster?: string;
  /** Version of the cluster's Spark, `3.3.1`. */
  sparkVersion?: string;
  name?: string;
  queue?: string;
  className?: string;
  /** Memory in Spark's own words: `2g`, `768m`. */
  driver: { memory?: string; cores?: number };
  executor: { memory?: string; cores?: number; instances?: number };
  conf: Record<string, string>;
  arguments: string[];
  /** Set for the driver and for each executor. */
  environment: Record<string, string>;
  /** Where uploads go: a folder with its scheme. */
  storage?: string;
  /** Whole string literals of the job -> what stands for them in the uploaded copy. */
  substitutions: Record<string, string>;
  pyFiles: string[];
  files: string[];
  jars: string[];
  archives: string[];
  /** Maven coordinates. */
  packages: string[];
  /** False: the cluster resolves no Maven coordinates. */
  internet: boolean;
  /** `spark.sql.streaming.metricsEnabled=true` is added, so that the progress of a query can be read. */
  metrics: boolean;
  /** The Kafka connector is added where the job reads or writes Kafka. */
  connector: boolean;
  /** Weir's progress helper goes along, so that progress is told at any log level. Absent: where the job itself turns its log down. */
  helper?: boolean;
}

/** The body of Livy's POST /batches, field by field (CreateBatchRequest.scala, 0.5 to 0.7). Livy answers 400 to any other field. */
export interface LivyBatchRequest {
  file: string;
  proxyUser?: string;
  className?: string;
  args?: string[];
  jars?: string[];
  pyFiles?: string[];
  files?: string[];
  driverMemory?: string;
  driverCores?: number;
  executorMemory?: string;
  executorCores?: number;
  numExecutors?: number;
  archives?: string[];
  queue?: string;
  name?: string;
  conf?: Record<string, string>;
}

/** What Weir puts into the body by itself, and why; shown before anything is sent. */
export interface AddedConf {
  key: string;
  value: string;
  why: string;
}

/** One check before a submit. */
export interface PreflightCheck {
  /** Stable kebab-case name, e.g. `brokers`, `checkpoint`. */
  id: string;
  /** `error`: the job would fail. `unknown`: it could not be looked at from here. */
  verdict: 'ok' | 'warning' | 'error' | 'unknown';
  /** What was seen. One or two sentences. */
  evidence: string;
  /** What to do about it; empty where there is nothing to do. */
  wayOut: string;
  span?: SourceSpan;
}
