import type { Attribute, Call, Resolved } from '../expression.ts';
import { literal } from '../expression.ts';
import { isDeterministic, nullableOf, references, someExpr } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import { BooleanType } from '../types.ts';

/** What the optimizer needs of the session. */
export interface OptimizerContext {
  nextId(): number;
  readonly timeZone: string;
  conf(key: string): string;
}

export const TRUE: Resolved = literal(true, BooleanType);
export const FALSE: Resolved = literal(false, BooleanType);
export const NULL: Resolved = literal(null, BooleanType);

export const predicate = (fn: string, ...args: Resolved[]): Call => ({ op: 'call', fn, args, type: BooleanType, nullable: fn !== 'isnull' && fn !== 'isnotnull' && args.some(nullableOf) });
export const isNotNull = (e: Resolved): Call => predicate('isnotnull', e);
export const and = (es: readonly Resolved[]): Resolved => (es.length === 0 ? TRUE : es.reduce((a, b) => predicate('and', a, b)));
export const or = (es: readonly Resolved[]): Resolved => (es.length === 0 ? FALSE : es.reduce((a, b) => predicate('or', a, b)));
/** Falls to NULL for a null column and is false, or true, else (falseIfNotNull, trueIfNotNull). */
export const falseUnlessNull = (e: Resolved): Resolved => predicate('and', predicate('isnull', e), NULL);
export const trueUnlessNull = (e: Resolved): Resolved => predicate('or', predicate('isnotnull', e), NULL);
export const splitDisjuncts = (e: Resolved): Resolved[] => (e.op === 'call' && e.fn === 'or' ? e.args.flatMap(splitDisjuncts) : [e]);
export const isLiteral = (e: Resolved, value: boolean | null): boolean => e.op === 'lit' && e.value === value;
export const isCall = (e: Resolved, fn: string): e is Call => e.op === 'call' && e.fn === fn;
export const hasUdf = (e: Resolved): boolean => someExpr(e, (x) => x.op === 'udf');
export const within = (e: Resolved, output: readonly Attribute[]): boolean => {
  const ids = new Set(output.map((a) => a.id));
  return [...references(e)].every((r) => ids.has(r));
};

/** The clock of a micro-batch is not deterministic while Spark optimizes (CurrentBatchTimestamp). */
const clock = new Set(['current_timestamp', 'now', 'current_date', 'localtimestamp']);
export const isSteady = (e: Resolved): boolean => isDeterministic(e) && !someExpr(e, (x) => x.op === 'call' && clock.has(x.fn));

/** Expressions in the order they came, equal ones once (ExpressionSet). */
export class ExpressionSet implements Iterable<Resolved> {
  readonly #byText = new Map<string, Resolved>();
  constructor(from: Iterable<Resolved> = []) { for (const e of from) this.add(e); }
  add(e: Resolved): this {
    const key = canonical(e);
    if (!this.#byText.has(key)) this.#byText.set(key, e);
    return this;
  }
  has(e: Resolved): boolean { return this.#byText.has(canonical(e)); }
  union(other: Iterable<Resolved>): ExpressionSet { return new ExpressionSet([...this, ...other]); }
  without(other: ExpressionSet): ExpressionSet { return this.filter((e) => !other.has(e)); }
  filter(keeps: (e: Resolved) => boolean): ExpressionSet { return new ExpressionSet([...this].filter(keeps)); }
  get size(): number { return this.#byText.size; }
  [Symbol.iterator](): Iterator<Resolved> { return this.#byText.values(); }
}
