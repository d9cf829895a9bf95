import type { Call, Resolved } from '../expression.ts';
import { Refusal } from '../errors.ts';
import { castFn } from '../cast/index.ts';
import { specialValue } from '../datetime/special.ts';
import { zoneOf } from '../datetime/zone.ts';
import { registry } from '../functions/registry.ts';
import type { EvalEnv, LambdaFn, RowFn } from '../functions/def.ts';
import type { Value } from '../values.ts';
import { refusingOrderOfVoid } from './void-order.ts';
import { isFoldable, typeOf } from '../plan/expressions.ts';

/**
 * Where compiled expressions read: `columns` is swapped for every batch, `index` says at which position an attribute (by id)
 * stands. `slots` hold lambda parameters while a lambda runs.
 */
export interface EvalContext {
  columns: readonly ArrayLike<Value>[];
  readonly env: EvalEnv;
  readonly index: ReadonlyMap<number, number>;
  slots?: Map<number, Value>;
}

/** Turns a resolved expression into a function of the row number. Python UDFs must have become columns before. */
export function compile(e: Resolved, cx: EvalContext): RowFn {
  switch (e.op) {
    case 'lit': { const v = e.value; return () => v; }
    case 'attr': {
      const at = cx.index.get(e.id);
      if (at === undefined) throw new Error(`attribute ${e.name}#${e.id} is not in the input`);
      return (i) => cx.columns[at]![i]!;
    }
    case 'alias': case 'sort': return compile(e.child, cx);
    case 'cast': {
      const child = compile(e.child, cx), cast = castFn(typeOf(e.child), e.type, cx.env);
      if (isMoment(e.type.kind) && typeOf(e.child).kind === 'string' && isFoldable(e.child)) return constantMoment(e.type.kind, child, cast, cx);
      return (i) => { const v = child(i); return v === null ? null : cast(v); };
    }
    case 'lambdaVar': { const { id } = e; const slots = slotsOf(cx); return () => slots.get(id) ?? null; }
    case 'call': return compileCall(e, cx);
    case 'udf': throw new Refusal(`the Python UDF ${e.name} in this place`, 'Use the UDF in a select or withColumn of its own.');
    case 'lambda': throw new Error('a lambda outside of a higher-order function');
  }
}

const isMoment = (kind: string): kind is 'date' | 'timestamp' | 'timestamp_ntz' => kind === 'date' || kind === 'timestamp' || kind === 'timestamp_ntz';

/** A constant text cast to a date or timestamp may say `today`. */
function constantMoment(kind: 'date' | 'timestamp' | 'timestamp_ntz', child: RowFn, cast: (v: Value) => Value, cx: EvalContext): RowFn {
  const text = child(0) as string | null;
  const special = text === null ? null : specialValue(text, kind, zoneOf(cx.env.timeZone));
  if (special) return () => special(cx.env.now());
  return (i) => { const v = child(i); return v === null ? null : cast(v); };
}

const slotsOf = (cx: EvalContext): Map<number, Value> => (cx.slots ??= new Map<number, Value>());

function compileCall(e: Call, cx: EvalContext): RowFn {
  const def = registry.get(e.fn);
  if (!def) throw new Refusal(`the function ${e.fn}`);
  if (def.higherOrder) {
    const plain = e.args.filter((a) => a.op !== 'lambda').map((a) => compile(a, cx));
    const lambdas = e.args.flatMap((a) => (a.op === 'lambda' ? [compileLambda(a, cx)] : []));
    return def.higherOrder(e, plain, lambdas, cx.env);
  }
  const args = e.args.map((a) => compile(a, cx));
  if ((e.fn === 'to_date' || e.fn === 'to_timestamp') && e.args.length === 1 && isMoment(e.type.kind) && typeOf(e.args[0]!).kind === 'string' && isFoldable(e.args[0]!)) {
    return constantMoment(e.type.kind, args[0]!, castFn(typeOf(e.args[0]!), e.type, cx.env), cx);
  }
  if (def.lazy) return refusingOrderOfVoid(e, args, def.lazy(e, args, cx.env));
  if (def.strict) return refusingOrderOfVoid(e, args, strict(def.strict(e, cx.env) as (...args: Value[]) => Value, args));
  throw new Refusal(`${def.kind === 'window' ? 'the window function' : 'the function'} ${e.fn} in this place`);
}

/** A null argument makes a null result; arities spelled out because this is the hot loop. */
function strict(f: (...args: Value[]) => Value, args: readonly RowFn[]): RowFn {
  const [a, b, c] = args as [RowFn, RowFn, RowFn];
  switch (args.length) {
    case 0: return () => f();
    case 1: return (i) => { const x = a(i); return x === null ? null : f(x); };
    case 2: return (i) => {
      const x = a(i);
      if (x === null) return null;
      const y = b(i);
      return y === null ? null : f(x, y);
    };
    case 3: return (i) => {
      const x = a(i);
      if (x === null) return null;
      const y = b(i);
      if (y === null) return null;
      const z = c(i);
      return z === null ? null : f(x, y, z);
    };
    default: return (i) => {
      const values: Value[] = [];
      for (const g of args) {
        const v = g(i);
        if (v === null) return null;
        values.push(v);
      }
      return f(...values);
    };
  }
}

function compileLambda(lambda: Extract<Resolved, { op: 'lambda' }>, cx: EvalContext): LambdaFn {
  const slots = slotsOf(cx);
  const body = compile(lambda.body, cx);
  const ids = lambda.params.map((p) => p.id);
  return (i, ...params) => {
    for (let k = 0; k < ids.length; k++) slots.set(ids[k]!, params[k] ?? null);
    return body(i);
  };
}
