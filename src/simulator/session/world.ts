import type { DataType } from '../../spark/types.ts';
import type { AnalysisContext } from '../../spark/analysis/context.ts';
import { analysisError, Refusal, SparkError } from '../../spark/errors.ts';
import type { PythonUdf } from '../../spark/expression.ts';
import { fromJsonValue, jsonValue, struct, type StructType } from '../../spark/types.ts';
import { isStreaming, type Plan } from '../../spark/plan/plan.ts';
import { parseDataType, parseExpression, parseSchema, type Parsed } from '../../spark/sql/index.ts';
import type { Batch } from '../../engine/columns/batch.ts';
import type { Value } from '../../spark/values.ts';
import { IoError } from '../host-types.ts';
import type { SessionHost } from '../host-types.ts';
import { SessionConf } from './conf.ts';
import { FactsRecorder } from './facts.ts';
import { toWire, fromWire } from './wire.ts';
import { SimulatedTopics } from './topics.ts';

export interface DataFrameReply { df: number; schema: unknown; streaming: boolean }

/** What all ops of a session share: configuration, DataFrames by id, views, registered functions. */
export class World {
  readonly conf: SessionConf;
  readonly views = new Map<string, Plan>();
  /** Views of the sessions that queries hand to foreachBatch, by query id. */
  readonly queryViews = new Map<string, Map<string, Plan>>();
  readonly functions = new Map<string, { id: number; returns: DataType; deterministic: boolean }>();
  readonly #frames = new Map<number, Plan>();
  /** Rows of DataFrames that are already there: a foreachBatch batch, a memory sink's table. */
  readonly lazyRows = new Map<number, () => Batch>();
  readonly topics: SimulatedTopics;
  /** Of a plan-only run that was asked for what its calls give. */
  readonly facts: FactsRecorder | undefined;
  /** Relations whose rows were told. */
  readonly readsTold = new Set<number>();
  #ids = 0;
  #frameIds = 0;
  readonly cx: AnalysisContext;

  constructor(readonly host: SessionHost) {
    this.conf = new SessionConf(localZone(host.options.env));
    const { conf } = this;
    this.topics = new SimulatedTopics(this);
    this.facts = host.options.planOnly && host.options.facts ? new FactsRecorder() : undefined;
    this.cx = {
      nextId: () => ++this.#ids,
      conf: (key) => this.conf.read(key),
      get timeZone() { return conf.timeZone; },
      view: (name) => this.views.get(name.toLowerCase()),
      parseExpression: (text) => parsed(parseExpression(text, { timeZone: this.conf.timeZone })),
      sessionFunction: (name) => this.functions.get(name.toLowerCase()),
    };
  }

  add(plan: Plan): DataFrameReply {
    const df = ++this.#frameIds;
    this.#frames.set(df, plan);
    return { df, schema: jsonValue(schemaOf(plan)), streaming: isStreaming(plan) };
  }
  plan(df: number): Plan {
    const p = this.#frames.get(df);
    if (!p) throw new Error(`no DataFrame ${df}`);
    return p;
  }
  parseType(text: string): DataType {
    try { return fromJsonValue(JSON.parse(text)); } catch { return parsed(parseDataType(text)); }
  }
  /** A schema as Python gives it: DDL text, JSON text, or DataType.jsonValue. */
  parseSchema(schema: unknown): StructType {
    const type = typeof schema === 'string' ? parsed(parseSchema(schema)) : fromJsonValue(schema);
    return type.kind === 'struct' ? type : struct([{ name: 'value', type, nullable: true }]);
  }
  now(): number { return this.host.clock.nowMicros(); }
  /** Between two pieces of work: throws when the run was stopped. */
  check(): void { if (this.host.interrupted()) throw new IoError('interrupted', 'The run was stopped.'); }

  /** Calls a Python UDF for whole columns. */
  udf(u: PythonUdf, args: readonly ArrayLike<Value>[], rows: number): ArrayLike<Value> {
    const types = u.args.map((a) => (a.op === 'alias' || a.op === 'sort' ? a.child : a)).map((a) => ('type' in a ? a.type : { kind: 'null' as const }));
    const columns = args.map((c, k) => Array.from({ length: rows }, (_, i) => toWire(c[i]!, types[k]!)));
    const out = this.host.callback({ kind: 'udf', id: u.id, args: columns, types: types.map(jsonValue), rows }) as unknown[];
    return out.map((v) => fromWire(v, u.type));
  }
}

export const schemaOf = (p: Plan): StructType => struct(p.output.map((a) => ({ name: a.name, type: a.type, nullable: a.nullable, ...(a.metadata && Object.keys(a.metadata).length > 0 ? { metadata: a.metadata } : {}) })));

/** A parser's tree, or its first problem thrown as Spark throws it. */
export function parsed<T>(p: Parsed<T>): T {
  const problem = p.problems[0];
  if (problem?.refusal) throw new Refusal(problem.refusal);
  if (problem) throw new SparkError(problem.errorClass, problem.message, problem.javaClass ? { javaClass: problem.javaClass } : {});
  if (p.tree === undefined) throw analysisError('nothing was parsed');
  return p.tree;
}


/** The JVM's default zone: TZ, else the machine's. */
function localZone(env: Readonly<Record<string, string>>): string {
  const tz = env['TZ'];
  if (tz && tz !== '') return tz.replace(/^:/, '');
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
