/** What the job asks YARN for, against what its queue has now; and how many tasks read at once. */
import type { PreflightCheck, Profile } from '../../protocol/submit.ts';
import { readingPlan } from '../../kafka/reading-plan.ts';
import { memoryMb } from '../profile/fields.ts';
import { check, type Check, type PreflightInput, type QueueNow } from './input.ts';

/** Spark's own defaults (Spark 3.3, YARN). A cluster's spark-defaults.conf may say otherwise. */
const DEFAULTS = { memoryMb: 1024, cores: 1, instances: 2, overhead: 0.1, leastOverheadMb: 384 };

export interface Containers {
  /** MiB that YARN gives to the driver's container and to each executor's: overhead counted, rounded up. */
  driverMb: number;
  executorMb: number;
  instances: number;
  /** Of each executor. */
  cores: number;
  driverCores: number;
  /** The number of executors is not fixed. */
  dynamic: boolean;
}

/** Containers as Spark asks for them (ClientArguments, YarnAllocator 3.3) and YARN rounds them. */
export function containersOf(profile: Profile, conf: Readonly<Record<string, string>>, minimumMb: number): Containers {
  const { driver, executor } = profile;
  const size = (field: string | undefined, key: string): number => memoryMb(field ?? conf[key] ?? '') ?? DEFAULTS.memoryMb;
  const whole = (field: number | undefined, key: string, fallback: number): number => field ?? (/^\d{1,6}$/.test(conf[key] ?? '') ? Number(conf[key]) : fallback);
  const overhead = (side: 'driver' | 'executor', memory: number): number => {
    const given = memoryMb(conf[`spark.${side}.memoryOverhead`] ?? ''), factor = Number(conf[`spark.${side}.memoryOverheadFactor`] ?? DEFAULTS.overhead);
    return given ?? Math.max(Math.floor(memory * (Number.isFinite(factor) ? factor : DEFAULTS.overhead)), DEFAULTS.leastOverheadMb);
  };
  const round = (mb: number): number => Math.ceil(mb / minimumMb) * minimumMb;
  const driverMemory = size(driver.memory, 'spark.driver.memory'), executorMemory = size(executor.memory, 'spark.executor.memory');
  const more = (memoryMb(conf['spark.executor.pyspark.memory'] ?? '') ?? 0) + (conf['spark.memory.offHeap.enabled'] === 'true' ? Math.ceil((memoryMb(bytes(conf['spark.memory.offHeap.size'])) ?? 0)) : 0);
  return {
    driverMb: round(driverMemory + overhead('driver', driverMemory)), executorMb: round(executorMemory + overhead('executor', executorMemory) + more),
    instances: whole(executor.instances, 'spark.executor.instances', DEFAULTS.instances), cores: whole(executor.cores, 'spark.executor.cores', DEFAULTS.cores), driverCores: whole(driver.cores, 'spark.driver.cores', DEFAULTS.cores),
    dynamic: conf['spark.dynamicAllocation.enabled'] === 'true',
  };
}

/** What is not said is Spark's own default, and a cluster's spark-defaults.conf may have another. */
function howCounted({ driver, executor }: Profile, conf: Readonly<Record<string, string>>, queue: QueueNow | undefined): string {
  const assumed = (driver.memory ?? conf['spark.driver.memory']) === undefined || (executor.memory ?? conf['spark.executor.memory']) === undefined;
  const rounded = queue === undefined ? '' : queue.minimumMb === undefined ? '; what YARN rounds up to is not told' : `, rounded up to YARN's steps of ${mb(queue.minimumMb)}`;
  return ` Counted with Spark's overhead (384 MiB, or a tenth where that is more)${rounded}${assumed ? "; where no size is given, with Spark's own default of 1 GiB" : ''}.`;
}

/** Sizes of off-heap memory are bytes where no unit stands. */
const bytes = (text = ''): string => (/^\d+$/.test(text) ? `${text}b` : text);

export const resourcesCheck: Check = ({ profile, prepared, queue }) => {
  const conf = prepared.body.conf ?? {}, asked = containersOf(profile, conf, queue?.minimumMb ?? 1);
  const { driverMb, executorMb, instances, cores, driverCores, dynamic } = asked;
  const how = howCounted(profile, conf, queue);
  const words = `The driver's container takes ${mb(driverMb)}, ${instances === 1 ? 'one executor' : `each of ${instances} executors`} ${mb(executorMb)} with ${cores === 1 ? 'one core' : `${cores} cores`}${dynamic ? ' (more or fewer: allocation is dynamic)' : ''}`;
  if (!queue) return [check('resources', 'unknown', `${words}; what the queue has free is not known from here.${how}`)];
  const way = 'Ask for less (driver and executor in the profile), wait, or choose another queue.';
  const tooLarge = ([['driver', driverMb], ['executor', executorMb]] as const).find(([, size]) => queue.maximumMb !== undefined && size > queue.maximumMb);
  if (tooLarge) return [check('resources', 'error', `The ${tooLarge[0]}'s container would take ${mb(tooLarge[1])}, and YARN gives ${mb(queue.maximumMb!)} at most.`, 'Ask for less memory.')];
  const fits = fit(asked, queue);
  if (driverMb > queue.freeMb || (queue.freeCores !== undefined && driverCores > queue.freeCores)) return [check('resources', 'warning', `${words}. Queue ${queue.name} has ${free(queue)} now: the job waits in it.${how}`, way)];
  if (fits < instances) return [check('resources', 'warning', `${words}. Queue ${queue.name} has ${free(queue)} now: ${fits === 0 ? 'no executor fits' : `${fits} of ${instances} executors fit`} beside the driver.${how}`, way)];
  return [check('resources', 'ok', `${words}. Queue ${queue.name} has ${free(queue)} now.${how}`)];
};

const mb = (n: number): string => (n % 1024 === 0 ? `${n / 1024} GiB` : `${n} MiB`);
const free = ({ freeMb, freeCores }: QueueNow): string => `${mb(freeMb)}${freeCores === undefined ? '' : ` and ${freeCores} cores`} free`;

function fit({ driverMb, executorMb, instances, cores, driverCores }: Containers, { freeMb, freeCores }: QueueNow): number {
  const byMemory = Math.floor((freeMb - driverMb) / executorMb), byCores = freeCores === undefined ? instances : Math.floor((freeCores - driverCores) / cores);
  return Math.max(0, Math.min(instances, byMemory, byCores));
}

/** How many tasks of a Kafka source read at the same time. */
export const parallelismCheck: Check = (input) => {
  const { instances, cores, dynamic } = containersOf(input.profile, input.prepared.body.conf ?? {}, 1), all = instances * cores;
  const sources = (input.plan?.queries ?? []).flatMap(({ asked }) => asked?.sources ?? []).filter(({ format, streaming }) => format === 'kafka' && streaming);
  const seen = new Set<string>();
  return sources.flatMap((source) => {
    const key = JSON.stringify(source.options);
    return seen.has(key) ? [] : (seen.add(key), [parallelism(source.options, all, dynamic, input)]);
  });
};

function parallelism(options: Readonly<Record<string, string>>, cores: number, dynamic: boolean, { partitions, partitionsUnknown: why }: PreflightInput): PreflightCheck {
  const what = options['subscribe'] ?? options['subscribepattern'] ?? options['assign'] ?? 'the topic', minimum = options['minpartitions'];
  const number = minimum !== undefined && /^\d{1,6}$/.test(minimum) ? Number(minimum) : undefined;
  const topics = options['subscribe']?.split(',').map((topic) => topic.trim()), known = topics?.map((topic) => partitions?.get(topic));
  const count = dynamic ? `${cores} cores to begin with` : `${cores} ${cores === 1 ? 'core' : 'cores'}`;
  if (!known || known.some((each) => each === undefined)) {
    return check('parallelism', 'unknown', `At most ${count} read ${what}, one for each of its partitions${number === undefined ? '' : ` (or minPartitions ${number}, if that is more)`}; how many it has is not known from here${why === undefined ? '' : `: ${why}`}.`, `weir topics --describe ${topics?.[0] ?? '<topic>'} --cores ${cores} tells it where the brokers can be reached.`);
  }
  const all = known.flatMap((each) => each!), tasks = Math.max(all.length, number ?? 0), reading = Math.min(tasks, cores);
  const plan = known.length === 1 ? readingPlan(all, cores, number) : undefined, words = plan && plan.unknown.length === 0 ? ` ${plan.words.join(' ')}` : '';
  const evidence = `${reading} of ${count} read ${what} at once: it has ${all.length} ${all.length === 1 ? 'partition' : 'partitions'}${number === undefined ? '' : `, and minPartitions is ${number}`}.${words}`;
  return reading < cores ? check('parallelism', 'warning', evidence, `Set minPartitions to ${cores} or more, give the topic more partitions, or ask for fewer cores.`) : check('parallelism', 'ok', evidence);
}
