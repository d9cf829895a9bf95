import type { PartitionInfo } from '../../protocol/kafka.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import type { PreflightCheck, Profile } from '../../protocol/submit.ts';
import type { LocalFiles } from '../submit/dependencies.ts';
import type { Prepared } from '../submit/prepare.ts';
import type { PlanReport } from './plan.ts';

/** What YARN's queue has, in MiB and virtual cores. */
export interface QueueNow {
  name: string;
  freeMb: number;
  /** Absent where the scheduler counts memory only. */
  freeCores?: number;
  /** A container is a multiple of it (yarn.scheduler.minimum-allocation-mb). Absent: not told. */
  minimumMb?: number;
  /** The largest container. */
  maximumMb?: number;
}

/** A job that the cluster runs or still remembers. */
export interface RunningJob {
  /** How a person finds it: `batch 7`, `application_…`. */
  label: string;
  name: string | undefined;
  tags: readonly string[];
  /** False: it has ended, and Livy still holds its name. */
  active: boolean;
}

/** Whether the Spark cluster reaches the Kafka cluster, and why. */
export interface NetworkVerdict {
  reaches: 'yes' | 'no' | 'unknown';
  reason: string;
}

/** Everything that is known before a submit. What is absent could not be asked: its checks say so. */
export interface PreflightInput {
  prepared: Prepared;
  profile: Profile;
  job: string;
  /** Absent for a jar. */
  plan?: PlanReport;
  files: LocalFiles;
  /** Folder of the job. */
  folder: string;
  /** The address of Livy. */
  livy: string;
  /** First version of a function of pyspark.sql.functions. */
  functionSince?: (name: string) => string | undefined;
  /** Names and addresses of this machine. */
  machine: readonly string[];
  network?: NetworkVerdict;
  queue?: QueueNow;
  /** By topic; why they are not known. */
  partitionsUnknown?: string;
  partitions?: ReadonlyMap<string, readonly Pick<PartitionInfo, 'partition' | 'low' | 'high'>[]>;
  running?: readonly RunningJob[];
}

export type Check = (input: PreflightInput) => PreflightCheck[];

export const check = (id: string, verdict: PreflightCheck['verdict'], evidence: string, wayOut = '', span?: SourceSpan): PreflightCheck => ({ id, verdict, evidence, wayOut, ...(span ? { span } : {}) });

/** A stretch of a file's text as a span. */
export function spanAt(file: string, source: string, from: number, to: number): SourceSpan {
  const place = (at: number): [number, number] => {
    const before = source.slice(0, at).split('\n');
    return [before.length, before.at(-1)!.length];
  };
  const [line, column] = place(from), [endLine, endColumn] = place(to);
  return { file, line, column, endLine, endColumn };
}

export const isLoopback = (host: string): boolean => /^(localhost|localhost\.localdomain|127(\.\d{1,3}){3}|::1|0\.0\.0\.0|host\.docker\.internal|kubernetes\.docker\.internal)$/i.test(host);

/** Is the cluster on this machine? Then so is what it calls localhost. */
export const isHere = (livy: string): boolean => URL.canParse(livy) && isLoopback(new URL(livy).hostname.replace(/^\[|\]$/g, ''));
