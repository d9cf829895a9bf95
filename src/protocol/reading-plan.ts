/** What the partitions of a topic mean for a Spark job that reads it. Plain data only. */

/** A task of a batch: it reads a stretch of one partition. */
export interface ReadingTask {
  partition: number;
  from: number;
  /** Exclusive. */
  until: number;
}

/** A batch that reads offsets `low` to `high` of each partition, with Spark 3.3.1's tasks, on so many cores. Sizes are offsets: an upper bound of messages. */
export interface ReadingPlan {
  cores: number;
  minPartitions?: number;
  /** Offsets of all partitions. */
  size: number;
  /** In the order in which Spark starts them. */
  tasks: ReadingTask[];
  /** Partitions without a message, for which Spark makes no task; and those whose bounds are not known, which are left out. */
  empty: number[];
  unknown: number[];
  /** So often all cores are given a task. */
  waves: number;
  /** Cores without a task during the last wave (with a single one: during all of the batch). */
  idleCores: number;
  /** Offsets that the busiest core reads: the batch is done no sooner. Equal shares would be `size / cores`. */
  busiest: number;
  /** The partition with the most offsets, and its part of all (0 to 1). Absent without messages. */
  largest?: { partition: number; size: number; share: number };
  /** The partition whose one task keeps the batch when the other cores are done already. */
  holdsUp?: number;
  /** A value of `minPartitions` that shortens the batch, and what its busiest core would read. Absent where none does so by a tenth. */
  advice?: { minPartitions: number; busiest: number };
  /** The same for people. Sentences. */
  words: string[];
}
