import type { Verdict } from '../../protocol/cluster-run.ts';

/** A verdict on one query, as a rule finds it. */
export type Found = Omit<Verdict, 'queryId'>;

export const MINUTE = 60_000;
