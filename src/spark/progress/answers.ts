/** What can be asked of a run on Spark: its progress. Rows and state are Spark's own, and it hands them to nobody. */
import type { RunAnswers, RunEvent, RunQuestion, StreamingQueryProgress } from '../../protocol/run.ts';

/** As many as a person looks back through, and queries: a job may start one after the other. */
const KEPT = 2000, QUERIES = 200;

export class Answers {
  readonly #progress = new Map<string, Map<number, StreamingQueryProgress>>();

  take(event: RunEvent): void {
    if (event.kind !== 'progress') return;
    const { progress } = event, kept = this.#progress.get(progress.id) ?? new Map<number, StreamingQueryProgress>();
    // A progress of waiting carries the id of the batch that comes next.
    if (progress.durationMs['addBatch'] !== undefined || !kept.has(progress.batchId)) kept.set(progress.batchId, progress);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    // The one that told last is the last to be let go of.
    this.#progress.delete(progress.id);
    this.#progress.set(progress.id, kept);
    const [silent] = this.#progress.keys();
    if (this.#progress.size > QUERIES) this.#progress.delete(silent!);
  }

  answer(question: Exclude<RunQuestion, { ask: 'printed' }>): RunAnswers[Exclude<RunQuestion['ask'], 'printed'>] {
    const progress = !('batchId' in question) || question.batchId === undefined ? undefined : this.#progress.get(question.queryId)?.get(question.batchId);
    switch (question.ask) {
      case 'progress': return progress ?? null;
      case 'output': return { columns: [], rows: [], offset: 0, total: 0, missing: 'Spark does not tell which rows a batch wrote: they are where the job writes them. A simulated run shows them here.' };
      case 'late': return { columns: [], rows: [], offset: 0, total: 0, ...(dropped(progress) > 0 ? { missing: 'Spark counts them where they reach the operator, and does not tell which they were. A simulated run shows each.' } : {}) };
      case 'values': return { schema: { type: 'struct', fields: [] }, timeZone: 'UTC', rows: [], batchIds: [], missing: 'Spark tells neither the rows that a query wrote nor those that it dropped.' };
      case 'state': return {
        operators: (progress?.stateOperators ?? []).map(({ operatorName, numRowsTotal }, node) => ({ node, name: operatorName, total: numRowsTotal })), keyColumns: [], valueColumns: [], rows: [], offset: 0, total: 0,
        missing: 'Spark tells how many keys its state store holds, not which. A simulated run shows them here.',
      };
    }
  }
}

const dropped = (progress: StreamingQueryProgress | undefined): number => (progress?.stateOperators ?? []).reduce((sum, { numRowsDroppedByWatermark }) => sum + numRowsDroppedByWatermark, 0);
