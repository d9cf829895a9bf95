/** What the partitions of a topic mean for the job that reads them: tasks, waves, idle cores, and who sets the time of a batch. */
import type { PartitionInfo } from '../protocol/kafka.ts';
import type { ReadingPlan, ReadingTask } from '../protocol/reading-plan.ts';
import { offsetRanges } from './offset-ranges.ts';

/** `cores`: those of all executors together (spark.executor.instances × spark.executor.cores), 1 or more. */
export function readingPlan(partitions: readonly Pick<PartitionInfo, 'partition' | 'low' | 'high'>[], cores: number, minPartitions?: number): ReadingPlan {
  const known = partitions.flatMap(({ partition, low, high }): ReadingTask[] => (low === undefined || high === undefined ? [] : [{ partition, from: low, until: high }]));
  const unknown = partitions.filter(({ low, high }) => low === undefined || high === undefined).map(({ partition }) => partition);
  const tasks = offsetRanges(known, minPartitions), size = known.reduce((all, each) => all + lengthOf(each), 0);
  const [most] = [...known].sort((a, b) => lengthOf(b) - lengthOf(a));
  const largest = most && size > 0 ? { partition: most.partition, size: lengthOf(most), share: lengthOf(most) / size } : undefined;
  const busiest = busiestCore(tasks, cores), waves = Math.ceil(tasks.length / cores);
  const longest = tasks.reduce<ReadingTask | undefined>((a, b) => (a && lengthOf(a) >= lengthOf(b) ? a : b), undefined);
  // One task is more than what would be left for each core if it were divided: the others wait for it.
  const holdsUp = longest && cores > 1 && lengthOf(longest) > (size / cores) * 1.5 && lengthOf(longest) >= busiest * 0.9 ? longest.partition : undefined;
  const advice = adviceFor(known, cores, busiest);
  const plan = {
    cores, ...(minPartitions === undefined ? {} : { minPartitions }), size, tasks, empty: known.filter((each) => lengthOf(each) <= 0).map(({ partition }) => partition), unknown,
    waves, idleCores: tasks.length === 0 ? cores : (cores - (tasks.length % cores)) % cores, busiest, ...(largest ? { largest } : {}), ...(holdsUp === undefined ? {} : { holdsUp }), ...(advice ? { advice } : {}),
  };
  return { ...plan, words: wordsOf(plan) };
}

const lengthOf = ({ from, until }: ReadingTask): number => until - from;

/** Tasks go to the core that is free first, in their order, as Spark's scheduler offers them; a task takes as long as it has offsets. */
function busiestCore(tasks: readonly ReadingTask[], cores: number): number {
  const loads = new Array<number>(Math.min(cores, Math.max(tasks.length, 1))).fill(0);
  for (const task of tasks) {
    let free = 0;
    for (let core = 1; core < loads.length; core++) if (loads[core]! < loads[free]!) free = core;
    loads[free]! += lengthOf(task);
  }
  return loads.reduce((a, b) => Math.max(a, b), 0);
}

/** One to three tasks a core: the first value that comes within a tenth of the best of them. */
function adviceFor(known: readonly ReadingTask[], cores: number, now: number): ReadingPlan['advice'] {
  const tried = [1, 2, 3].map((times) => ({ minPartitions: cores * times, busiest: busiestCore(offsetRanges(known, cores * times), cores) }));
  const best = Math.min(...tried.map(({ busiest }) => busiest));
  const advice = tried.find(({ busiest }) => busiest <= best * 1.1);
  return advice && advice.busiest < now * 0.9 ? advice : undefined;
}

const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ' ');
const plural = (n: number, one: string): string => `${count(n)} ${one}${n === 1 ? '' : 's'}`;
const percent = (share: number): string => `${share > 0 && share < 0.01 ? '<1' : Math.round(share * 100)} %`;

function wordsOf({ cores, size, tasks, empty, unknown, waves, idleCores, busiest, largest, holdsUp, advice, minPartitions }: Omit<ReadingPlan, 'words'>): string[] {
  const left = unknown.length > 0 ? [`${plural(unknown.length, 'partition')} did not answer and ${unknown.length === 1 ? 'is' : 'are'} not counted.`] : [];
  if (tasks.length === 0) return [...left, 'There is nothing to read: Spark makes no task for a partition without messages.'];
  const sentences = [`A batch over all ${plural(size, 'offset')} has ${plural(tasks.length, 'task')}${minPartitions === undefined ? ', one for each partition with messages' : ` with minPartitions ${minPartitions}`}, in ${plural(waves, 'wave')} on ${plural(cores, 'core')}.`];
  if (empty.length > 0) sentences.push(`${plural(empty.length, 'partition')} ${empty.length === 1 ? 'has' : 'have'} no messages and no task.`);
  if (idleCores > 0) sentences.push(waves === 1 ? `${plural(idleCores, 'core')} of ${cores} ${idleCores === 1 ? 'has' : 'have'} nothing to do.` : `In the last wave ${plural(idleCores, 'core')} of ${cores} ${idleCores === 1 ? 'has' : 'have'} nothing to do.`);
  if (holdsUp !== undefined) {
    const own = tasks.filter(({ partition }) => partition === holdsUp).map(lengthOf), longest = Math.max(...own);
    sentences.push(`Partition ${holdsUp} sets the time of the batch: ${own.length === 1 ? 'its task reads' : 'one of its tasks reads'} ${percent(longest / size)} of the offsets, while an equal share of a core would be ${percent(1 / cores)}.`);
  } else if (largest && largest.share > 2 / (tasks.length + empty.length) && tasks.length > 1) {
    sentences.push(`Partition ${largest.partition} is the largest, with ${percent(largest.share)} of the offsets.`);
  }
  if (advice) sentences.push(`minPartitions ${advice.minPartitions} would bring the busiest core from ${count(busiest)} to ${count(advice.busiest)} offsets; a partition is then read by several tasks at once.`);
  return [...sentences, ...left];
}
