/** What a plan-only run keeps of the job's calls. */
import type { Finding } from '../../protocol/language.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import { IoError, PythonCallbackError } from '../host-types.ts';
import { nodesDown, type Plan } from '../../spark/plan/plan.ts';
import type { OutputMode } from '../../spark/analysis/unsupported.ts';
import { SparkError } from '../../spark/errors.ts';
import { trapsOf, type BatchTrial } from '../../spark/traps/index.ts';
import { simpleString } from '../../spark/types.ts';
import { emptyBatch } from '../../engine/columns/batch.ts';
import type { Trigger } from '../../engine/query/trigger.ts';
import type { Span } from '../../protocol/bridge.ts';
import { actionOf } from './action-facts.ts';
import { spanOf } from './expressions.ts';
import type { FactsRecorder } from './facts.ts';
import { checkKafkaWrite } from './kafka-options.ts';
import { latenessFindings } from './lateness.ts';
import type { OpenSink } from './sinks.ts';
import type { World } from './world.ts';

/** Operations that ask for rows, or write them. */
const ACTIONS: ReadonlySet<string> = new Set(['df.collect', 'df.count', 'df.show', 'df.write']);

interface Payload { span?: Span; df?: number; name?: string }

export function noteFacts(facts: FactsRecorder, op: string, payload: unknown, ok: unknown, w: World): void {
  const { span, df, name } = payload as Payload, place = spanOf(span);
  if (typeof ok === 'object' && ok !== null && 'df' in ok && typeof ok.df === 'number' && place) facts.frame(w.plan(ok.df), place);
  // A job that never comes to its end is ended from outside, perhaps without a word: what is known goes out meanwhile.
  if (facts.due()) w.host.emit({ kind: 'facts', facts: facts.tell(w.views) });
  const action = facts.trial ? undefined : actionOf(op, payload, w);
  if (action) facts.actions.add(action);
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
  if (mode === 'Complete') facts.complete(plan);
  facts.find(sinkFindings(query));
  facts.find(latenessFindings(plan, w));
  facts.find(trapsOf({ plan, mode, trigger: trigger.kind, format: query.format.toLowerCase(), options, checkpoint, ...(trial && { trial }), ...(span && { span }) }));
}

/** Calls a foreachBatch function with a batch that has no rows. */
function tried(facts: FactsRecorder, { sink, mode, plan }: NotedQuery): BatchTrial {
  const trial = facts.trial = { acted: false, views: [] };
  try {
    sink.sink.addBatch({ batchId: 0, mode, output: plan.output, rows: () => emptyBatch(plan.output.length) });
    return trial;
  } catch (error) {
    const raised = error instanceof SparkError && error.options.cause instanceof PythonCallbackError ? error.options.cause : error;
    if ((raised instanceof PythonCallbackError && raised.pythonClass === 'KeyboardInterrupt') || (raised instanceof IoError && raised.code === 'interrupted')) throw error;
    return { ...trial, failed: raised instanceof PythonCallbackError ? { errorClass: raised.pythonClass, message: raised.message, ...(raised.place && { span: raised.place }) } : { errorClass: '', message: '' } };
  } finally {
    facts.trial = undefined;
  }
}

/** What the Kafka sink refuses with its first batch. */
function sinkFindings({ plan, format, options, span }: NotedQuery): Finding[] {
  if (format.toLowerCase() !== 'kafka') return [];
  const banned = ['key.serializer', 'value.serializer'].find((name) => options[`kafka.${name}`] !== undefined);
  const place = span ? { span } : {};
  if (banned !== undefined) return [{ code: 'kafka-sink-option', data: { option: `kafka.${banned}` }, ...place }];
  try {
    checkKafkaWrite(plan.output, options['topic']);
    return [];
  } catch (error) {
    if (!(error instanceof SparkError)) throw error;
    return [{ code: 'kafka-sink-columns', data: { message: error.message, columns: plan.output.map(({ name, type }) => `${name} ${simpleString(type)}`).join(', ') }, ...place }];
  }
}
