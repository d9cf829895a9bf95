/** What the plan view shows of a job: the last plan that it gave, and how that stands to the text. */
import type { PlannedNote } from '../../protocol/language';
import type { PlanState, PlannedQuery } from '../../protocol/plan-panel';

export class JobPlans {
  readonly #last = new Map<string, { version: number; queries: PlannedQuery[]; why: string }>();
  /** The last that was not empty, by URI. */
  readonly #good = new Map<string, PlannedQuery[]>();

  planned({ uri, version, facts }: PlannedNote): void {
    const queries = facts.queries.map(({ id, label, span, plan }) => ({ id, label, plan, ...(span && { span }) })), error = facts.problems.find(({ severity }) => severity === 'error');
    const why = facts.cut ? `it did not end within ${facts.cut.afterSeconds} seconds.` : error?.message.split('\n').find((line) => line.trim() !== '') ?? '';
    this.#last.set(uri, { version, queries, why: queries.length > 0 && facts.exitCode === 0 ? '' : why });
    if (queries.length > 0) this.#good.set(uri, queries);
  }

  closed(uri: string): void {
    this.#last.delete(uri);
    this.#good.delete(uri);
  }

  /** `version` of the text as it stands. */
  state(job: { uri: string; file: string; title: string; version: number }, trusted: boolean): PlanState {
    const { uri, file, title, version } = job, last = this.#last.get(uri), good = this.#good.get(uri), shown = { uri, file, title, why: '' };
    if (!last) return { ...shown, standing: trusted ? 'waiting' : 'untrusted', queries: [] };
    if (last.version !== version && good) return { ...shown, standing: 'typing', queries: good };
    if (last.queries.length > 0 && last.why === '') return { ...shown, standing: 'current', queries: last.queries };
    if (!good) return { ...shown, standing: last.version === version ? 'none' : 'waiting', why: last.why, queries: [] };
    return last.why === '' ? { ...shown, standing: 'none', queries: [] } : { ...shown, standing: 'broken', why: last.why, queries: good };
  }
}
