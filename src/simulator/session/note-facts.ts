/** What a plan-only run keeps of the job's calls. */
import type { SourceSpan } from '../../protocol/run.ts';
import { IoError, PythonCallbackError } from '../host-types.ts';
import { nodesDown, type Plan } from '../../spark/plan/plan.ts';
import type { OutputMode } from '../../spark/analysis/unsupported.ts';
import { trapsOf } from '../../spark/traps/index.ts';
import { emptyBatch } from '../../engine/columns/batch.ts';
import type { Trigger } from '../../engine/query/trigger.ts';
import type { Span } from '../../protocol/bridge.ts';
import { spanOf } from './expressions.ts';
import type { FactsRecorder, Trial } from './facts.ts';
import type { OpenSink } from './sinks.ts';
import type { World } from './world.ts';

/** Operations that ask for rows, or write them. */
const ACTIONS: ReadonlySet<string> = new Set(['df.collect', 'df.count', 'df.show', 'df.write']);

interface Payload { span?: Span; df?: number; name?: string }

export function noteFacts(facts: FactsRecorder, op: string, payload: unknown, ok: unknown, w: World): void {
  const { span, df, name } = payload as Payload, place = spanOf(span);
  if (typeof ok === 'object' && ok !== null && 'df' in ok && typeof ok.df === 'number' && place) facts.frame(w.plan(ok.df), place);
  if (!facts.trial || df === undefined || !ofBatch(w.plan(df))) return;
  if (ACTIONS.has(op)) facts.trial.acted = true;
  if (op === 'df.createTempView') facts.trial.views.push({ name: name ?? '', ...(place && { span: place }) });
}

const ofBatch = (plan: Plan): boolean => [...nodesDown(plan)].some((n) => n.op === 'relation' && n.source.format === 'batch');

export interface NotedQuery {
  plan: Plan;
  optimized: Plan;
  mode: OutputMode;
  trigger: Trigger;
  name: string | null;
  sink: OpenSink;
  options: Readonly<Record<string, string>>;
  format: string;
  checkpoint: string | null;
  span?: SourceSpan;
}

export function noteQuery(w: World, query: NotedQuery): void {
  const { plan, mode, trigger, sink, options, checkpoint, span } = query, facts = w.facts!;
  const trial = sink.kind === 'foreachBatch' ? tried(facts, query) : undefined;
  facts.find(trapsOf({ plan, mode, trigger: trigger.kind, format: query.format.toLowerCase(), options, checkpoint, ...(trial && { trial }), ...(span && { span }) }));
}

/** Calls a foreachBatch function with a batch that has no rows. What it raises then says nothing of the job: undefined. */
function tried(facts: FactsRecorder, { sink, mode, plan }: NotedQuery): Trial | undefined {
  const trial: Trial = { acted: false, views: [] };
  facts.trial = trial;
  try {
    sink.sink.addBatch({ batchId: 0, mode, output: plan.output, rows: () => emptyBatch(plan.output.length) });
    return trial;
  } catch (error) {
    if ((error instanceof PythonCallbackError && error.pythonClass === 'KeyboardInterrupt') || (error instanceof IoError && error.code === 'interrupted')) throw error;
    return undefined;
  } finally {
    facts.trial = undefined;
  }
}
