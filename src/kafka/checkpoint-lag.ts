import type { KafkaProblem } from '../protocol/kafka.ts';
import { KafkaFault, problemOf } from './fault.ts';
import type { ClusterGateway, PartitionBounds, TopicPartition } from './gateway.ts';
import type { Checkpoint } from './spark-checkpoint.ts';

/** One partition that a query reads, against the broker. */
export interface CheckpointLag extends TopicPartition {
  source: number;
  /** Done up to here (exclusive); null: the checkpoint does not know the partition yet. */
  committed: number | null;
  planned: number | null;
  low?: number;
  /** High watermark, which is where Spark reads up to. */
  end?: number;
  /** Messages at most that are not done; absent when it cannot be told. */
  lag?: number;
  /** What retention deleted before it was done. */
  lost?: number;
  problem?: KafkaProblem;
}

/** The partitions of all sources; those that the topics have gained meanwhile too. */
export async function checkpointLag(gateway: ClusterGateway, { sources }: Checkpoint): Promise<CheckpointLag[]> {
  const rows: CheckpointLag[] = [];
  for (const { source, committed, planned } of sources) {
    const known = new Map<string, CheckpointLag>();
    const row = ({ topic, partition }: TopicPartition): CheckpointLag => {
      const name = `${topic}\n${partition}`;
      let found = known.get(name);
      if (!found) known.set(name, found = { source, topic, partition, committed: null, planned: null });
      return found;
    };
    for (const each of committed) row(each).committed = each.offset;
    for (const each of planned) row(each).planned = each.offset;
    for (const topic of new Set([...known.values()].map((each) => each.topic))) await addNew(gateway, topic, row, known);
    rows.push(...[...known.values()].sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1)));
  }
  const askable = rows.filter(({ problem }) => problem === undefined);
  const bounds = await gateway.bounds(askable.map(({ topic, partition }) => ({ topic, partition })), { isolation: 'read_uncommitted' });
  askable.forEach((each, i) => { Object.assign(each, against(each, bounds[i]!)); });
  return rows;
}

async function addNew(gateway: ClusterGateway, topic: string, row: (partition: TopicPartition) => CheckpointLag, known: ReadonlyMap<string, CheckpointLag>): Promise<void> {
  try {
    for (const partition of await gateway.partitions([topic])) row(partition);
  } catch (error) {
    if (!(error instanceof KafkaFault) || (error.kind !== 'unknown-topic' && error.kind !== 'authorization')) throw error;
    for (const each of known.values()) if (each.topic === topic) each.problem = problemOf(error);
  }
}

/** A partition that the checkpoint does not know is read from its beginning: KafkaMicroBatchStream starts new ones at earliest. */
export function against({ topic, partition, committed, planned }: Pick<CheckpointLag, 'topic' | 'partition' | 'committed' | 'planned'>, bounds: PartitionBounds | KafkaFault): Partial<CheckpointLag> {
  if (bounds instanceof KafkaFault) return { problem: problemOf(bounds) };
  const { low, end } = bounds;
  const done = committed ?? low;
  const beyond = Math.max(done, planned ?? 0);
  if (beyond > end) {
    return { low, end, problem: problemOf(new KafkaFault('offset-out-of-range', `The checkpoint is at offset ${beyond} of ${topic}-${partition}, which ends at ${end}.`, 'The topic was created anew, or this is another cluster.')) };
  }
  return { low, end, lag: end - done, ...(done < low ? { lost: low - done } : {}) };
}

