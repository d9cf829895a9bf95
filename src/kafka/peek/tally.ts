import type { KafkaProblem, PartitionReport, PeekReport } from '../../protocol/kafka.ts';
import { KafkaFault, problemOf } from '../fault.ts';
import type { PartitionBounds, WindowStep } from '../gateway.ts';

/** Keeps the account of a peek. */
export class Tally {
  private readonly reports = new Map<number, PartitionReport>();
  private readonly began = performance.now();
  limited = false;
  private took: number | undefined;

  constructor(private readonly topic: string) {}

  begin(partitions: readonly number[], bounds: readonly (PartitionBounds | KafkaFault)[]): void {
    partitions.forEach((partition, i) => {
      const bound = bounds[i]!;
      this.reports.set(partition, {
        partition, messages: 0, scanned: 0,
        ...(bound instanceof KafkaFault ? { problem: problemOf(bound) } : { low: bound.low, end: bound.end }),
      });
    });
  }

  get scanned(): number {
    let sum = 0;
    for (const { scanned } of this.reports.values()) sum += scanned;
    return sum;
  }

  /** Takes what a step says beside its records. */
  step({ partition, records, damage, fault, next, done }: WindowStep): void {
    const report = this.reports.get(partition)!;
    for (const { count } of records) report.scanned += count;
    const first = damage[0];
    if (first && report.problem === undefined) Object.assign(report, { problem: problemOf(first.fault), stoppedAt: first.offset });
    if (fault) this.fail(partition, fault, next);
    // A follower that comes through again.
    else if (!done && report.problem !== undefined && report.stoppedAt === undefined) delete report.problem;
  }

  fail(partition: number, fault: KafkaFault, offset?: number): void {
    const report = this.reports.get(partition)!;
    report.problem = problemOf(fault);
    if (offset !== undefined && fault.kind === 'corrupt') report.stoppedAt = offset;
  }

  handed(partition: number, count: number): void {
    this.reports.get(partition)!.messages += count;
  }

  finish(): void {
    this.took = performance.now() - this.began;
  }

  report(): PeekReport {
    const partitions = [...this.reports.values()].map((report) => ({ ...report })).sort((a, b) => a.partition - b.partition);
    const sum = (of: (report: PartitionReport) => number): number => partitions.reduce((total, report) => total + of(report), 0);
    return {
      topic: this.topic, partitions, answered: partitions.filter(({ problem }) => problem === undefined).length,
      messages: sum(({ messages }) => messages), scanned: sum(({ scanned }) => scanned), total: sum(({ low, end }) => (end ?? 0) - (low ?? 0)),
      limited: this.limited, tookMs: this.took ?? performance.now() - this.began,
    };
  }
}

/** What went wrong, each once, with the partitions that it is true of. */
export function byProblem(partitions: readonly PartitionReport[]): { partitions: number[]; problem: KafkaProblem; stoppedAt?: number }[] {
  const found = new Map<string, { partitions: number[]; problem: KafkaProblem; stoppedAt?: number }>();
  for (const { partition, problem, stoppedAt } of partitions) {
    if (!problem) continue;
    const key = `${problem.message}\n${stoppedAt ?? ''}`, same = found.get(key);
    if (same) same.partitions.push(partition);
    else found.set(key, { partitions: [partition], problem, ...(stoppedAt !== undefined && { stoppedAt }) });
  }
  return [...found.values()];
}
