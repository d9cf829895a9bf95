import type { Finding } from '../../protocol/language.ts';
import type { Plan } from '../plan/plan.ts';
import { batchFails, batchView, noAction } from './foreach-batch.ts';
import type { StartedQuery, Trap } from './finding.ts';
import { onceAppend } from './once-append.ts';
import { completeKeepsAll, sessionAlone, unboundedDuplicates, unboundedJoin, unboundedWindows } from './unbounded.ts';
import { watermarkLost, watermarkOnWindow } from './watermark-lost.ts';

export type { BatchTrial, StartedQuery } from './finding.ts';

const OF_QUERIES: readonly Trap[] = [onceAppend, completeKeepsAll, unboundedWindows, unboundedDuplicates, unboundedJoin, sessionAlone, noAction, batchView, batchFails];
const OF_NODES: readonly ((plan: Plan) => Finding[])[] = [watermarkLost, watermarkOnWindow];

/** Everything that is found in a started query. */
export const trapsOf = (query: StartedQuery): Finding[] => OF_QUERIES.flatMap((trap) => trap(query));

/** What is found in a node, before it is known what a query makes of it. */
export const trapsIn = (plan: Plan): Finding[] => OF_NODES.flatMap((trap) => trap(plan));
