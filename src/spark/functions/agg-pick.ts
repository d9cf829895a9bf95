import type { Call, Resolved } from '../expression.ts';
import { analysisError } from '../errors.ts';
import * as T from '../types.ts';
import { long, type Long, type Value } from '../values.ts';
import { ordering } from './compare.ts';
import type { AggregateImpl, FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Any, Bool, Integral } from './expected.ts';
import { typeOf } from './nodes.ts';

const orderable = (name: string, i = 0) => (args: readonly Resolved[]): string | undefined => {
  const t = typeOf(args[i]!);
  return T.isOrderable(t) ? undefined : `function ${name} does not support ordering on type ${T.catalogString(t)}`;
};
const sameAsFirst = (args: readonly Resolved[]): T.DataType => typeOf(args[0]!);

function extreme(name: 'min' | 'max'): FunctionDef {
  const sign = name === 'max' ? 1 : -1;
  return define({
    name, kind: 'aggregate', args: 'expr', doc: name === 'max' ? 'The greatest value, NULLs skipped.' : 'The smallest value, NULLs skipped.', since: '1.0.0', python: [`${name}(col col)`],
    types: [Any], check: orderable(name), returns: sameAsFirst, nullable: true,
    aggregate: (call) => {
      const order = ordering(call.type);
      const take = (b: Value[], v: Value): void => {
        if (v !== null && (b[0] === null || order(v, b[0]!) * sign > 0)) b[0] = v;
      };
      return { bufferTypes: [call.type], init: () => [null], update: (b, [v]) => take(b, v!), merge: (b, [v]) => take(b, v!), result: (b) => b[0]! };
    },
  });
}

/** MaxByAndMinBy: buffer (value, ordering); of rows with equal ordering the later one wins. */
function extremeBy(name: 'min_by' | 'max_by'): FunctionDef {
  const sign = name === 'max_by' ? 1 : -1;
  return define({
    name, kind: 'aggregate', args: 'expr, ord', doc: `The value that stands with the ${name === 'max_by' ? 'greatest' : 'smallest'} ordering value.`, since: '3.0.0',
    python: [`${name}(col col, col ord)`], types: [Any, Any], check: orderable(name, 1), returns: sameAsFirst, nullable: true,
    aggregate: (call) => {
      const key = typeOf(call.args[1]!), order = ordering(key);
      const take = (b: Value[], v: Value, k: Value): void => {
        const keep = k === null || (b[1] !== null && order(b[1]!, k) * sign > 0);
        if (keep) return;
        b[0] = v;
        b[1] = k;
      };
      return { bufferTypes: [call.type, key], init: () => [null, null], update: (b, [v, k]) => take(b, v!, k!), merge: (b, [v, k]) => take(b, v!, k!), result: (b) => b[0]! };
    },
  });
}

function firstImpl(ignoreNulls: boolean, t: T.DataType): AggregateImpl {
  const take = (b: Value[], v: Value, set: boolean): void => {
    if (b[1] === true || !set) return;
    b[0] = v;
    b[1] = true;
  };
  return {
    bufferTypes: [t, T.BooleanType], init: () => [null, false],
    update: (b, [v]) => take(b, v!, !(ignoreNulls && v === null)),
    merge: (b, [v, set]) => take(b, v!, set === true),
    result: (b) => b[0]!,
  };
}
function lastImpl(ignoreNulls: boolean, t: T.DataType): AggregateImpl {
  const take = (b: Value[], v: Value, set: boolean): void => {
    if (!set) return;
    b[0] = v;
    b[1] = true;
  };
  return {
    bufferTypes: [t, T.BooleanType], init: () => [null, false],
    update: (b, [v]) => take(b, v!, !(ignoreNulls && v === null)),
    merge: (b, [v, set]) => take(b, v!, set === true),
    result: (b) => b[0]!,
  };
}

function edge(name: 'first' | 'last', impl: (ignoreNulls: boolean, t: T.DataType) => AggregateImpl): FunctionDef {
  const base = define({
    name, aliases: [`${name}_value`], kind: 'aggregate', args: 'expr[, isIgnoreNull]', doc: `The ${name} value of the group; with true the ${name} that is not NULL.`, since: '2.0.0',
    python: [`${name}(col col, = ignorenulls?False)`], types: [Any, Bool], optional: 1, returns: sameAsFirst, nullable: true,
    data: (args, context) => ({ ignoreNulls: context.ignoreNulls === true || (args[1]?.op === 'lit' && args[1].value === true) }),
    aggregate: (call) => impl((call.data as { ignoreNulls: boolean }).ignoreNulls || call.ignoreNulls === true, call.type),
  });
  return { ...base, bind: (args, context) => {
    checkFlag(name, args);
    const b = base.bind(args, context);
    return { ...b, args: b.args.slice(0, 1) };
  } };
}
/** FirstLast.validateIgnoreNullExpr: only a literal will do. */
function checkFlag(name: string, args: readonly Resolved[]): void {
  const second = args.length === 2 ? args[1]! : undefined;
  if (second && !(second.op === 'lit' && typeof second.value === 'boolean')) throw analysisError(`The second argument in ${name} should be a boolean literal.`);
}

function boolean(name: 'bool_and' | 'bool_or', aliases: readonly string[], doc: string): FunctionDef {
  const step = name === 'bool_and' ? (a: boolean, b: boolean) => a && b : (a: boolean, b: boolean) => a || b;
  const take = (b: Value[], v: Value): void => {
    if (v !== null) b[0] = b[0] === null ? v : step(b[0] as boolean, v as boolean);
  };
  return define({
    name, aliases, kind: 'aggregate', args: 'expr', doc, since: '3.0.0', types: [Bool], noCast: true, returns: T.BooleanType, nullable: true,
    aggregate: () => ({ bufferTypes: [T.BooleanType], init: () => [null], update: (b, [v]) => take(b, v!), merge: (b, [v]) => take(b, v!), result: (b) => b[0]! }),
  });
}

const bitSteps = { bit_and: (a: bigint, b: bigint) => a & b, bit_or: (a: bigint, b: bigint) => a | b, bit_xor: (a: bigint, b: bigint) => a ^ b };
function bits(name: keyof typeof bitSteps, doc: string): FunctionDef {
  return define({
    name, kind: 'aggregate', args: 'expr', doc, since: '3.0.0', types: [Integral], noCast: true, returns: sameAsFirst, nullable: true,
    aggregate: (call: Call) => {
      const step = bitSteps[name];
      const take = (b: Value[], v: Value): void => {
        if (v !== null) b[0] = b[0] === null ? v : long(step(BigInt(b[0] as Long), BigInt(v as Long)));
      };
      return { bufferTypes: [call.type], init: () => [null], update: (b, [v]) => take(b, v!), merge: (b, [v]) => take(b, v!), result: (b) => b[0]! };
    },
  });
}

export const pickFunctions: readonly FunctionDef[] = [
  extreme('min'), extreme('max'), extremeBy('min_by'), extremeBy('max_by'), edge('first', firstImpl), edge('last', lastImpl),
  boolean('bool_and', ['every'], 'Whether all values are true, NULLs skipped.'), boolean('bool_or', ['any', 'some'], 'Whether one value is true, NULLs skipped.'),
  bits('bit_and', 'Bitwise and of the values.'), bits('bit_or', 'Bitwise or of the values.'), bits('bit_xor', 'Bitwise exclusive or of the values.'),
];
