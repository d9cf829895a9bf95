import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import type { Value } from '../values.ts';
import { findWiderCommonType, findWiderCommonTypeWithoutString, findWiderTypeForTwo, haveSameType, mergedType, widenAll } from './coercion.ts';
import { coerceComparison } from './comparison.ts';
import { equality, ordering } from './compare.ts';
import type { FunctionDef, RowFn } from './def.ts';
import { arity, define, mismatch, textOf } from './define.ts';
import { Any, Double, oneOf, exact } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';

const caseWhen: FunctionDef = {
  name: 'case', aliases: ['when'], kind: 'scalar', args: 'condition, value, …[, otherwise]', since: '1.0.1',
  doc: 'The value of the first branch whose condition is true, else the last value, else NULL.',
  bind: (given, context) => {
    if (given.length < 2) throw arity(context.calledAs, [], given.length);
    const hasElse = given.length % 2 === 1;
    const isValue = (i: number): boolean => i % 2 === 1 || (hasElse && i === given.length - 1);
    const values = given.filter((_, i) => isValue(i));
    const types = values.map(typeOf);
    const common = haveSameType(types) ? null : findWiderCommonType(types);
    const args = given.map((a, i) => (isValue(i) ? (common ? castTo(a, common) : a) : a));
    const branches = args.filter((_, i) => isValue(i));
    const text = (): string => textOf(caseWhen, args, context);
    const after = branches.map(typeOf);
    if (!haveSameType(after)) {
      const parts = after.map((t, i) => (hasElse && i === after.length - 1 ? ` ELSE ${T.catalogString(t)}` : `${i > 0 ? ' ' : ''}WHEN ... THEN ${T.catalogString(t)}`));
      throw mismatch(text(), `THEN and ELSE expressions should all be same type or coercible to a common type, got CASE ${parts.join('')} END`);
    }
    const wrong = args.findIndex((a, i) => !isValue(i) && typeOf(a).kind !== 'boolean');
    if (wrong >= 0) {
      throw mismatch(text(), `WHEN expressions in CaseWhen should all be boolean type, but the ${wrong / 2 + 1}th when expression's type is ${typeOf(args[wrong]!).kind === 'null' ? 'null' : context.show(args[wrong]!)}`);
    }
    return { args, type: mergedType(after), nullable: !hasElse || branches.some(nullableOf) };
  },
  sql: (args) => {
    const n = args.length - (args.length % 2);
    let text = 'CASE';
    for (let i = 0; i < n; i += 2) text += ` WHEN ${args[i]} THEN ${args[i + 1]}`;
    return `${text}${args.length % 2 === 1 ? ` ELSE ${args[n]}` : ''} END`;
  },
  lazy: (_call, args) => {
    const n = args.length - (args.length % 2);
    return (i) => {
      for (let k = 0; k < n; k += 2) if (args[k]!(i) === true) return args[k + 1]!(i);
      return args.length > n ? args[n]!(i) : null;
    };
  },
};

const ifFunction: FunctionDef = {
  name: 'if', kind: 'scalar', args: 'condition, then, otherwise', since: '1.0.0', doc: 'The second value where the condition is true, else the third.',
  bind: (given, context) => {
    if (given.length !== 3) throw arity('if', [3], given.length);
    const common = haveSameType(given.slice(1).map(typeOf)) ? null : findWiderTypeForTwo(typeOf(given[1]!), typeOf(given[2]!));
    const cast = (e: Resolved): Resolved => (common ? castTo(e, common) : e);
    const args = [typeOf(given[0]!).kind === 'null' ? castTo(given[0]!, T.BooleanType) : given[0]!, cast(given[1]!), cast(given[2]!)] as const;
    const [p, a, b] = args.map(typeOf) as [T.DataType, T.DataType, T.DataType];
    const text = (): string => textOf(ifFunction, args, context);
    if (p.kind !== 'boolean') throw mismatch(text(), `type of predicate expression in If should be boolean, not ${T.catalogString(p)}`);
    if (!haveSameType([a, b])) throw mismatch(text(), `differing types in '${text()}' (${T.catalogString(a)} and ${T.catalogString(b)}).`);
    return { args, type: mergedType([a, b]), nullable: nullableOf(args[1]) || nullableOf(args[2]) };
  },
  sql: (args) => `(IF(${args.join(', ')}))`,
  lazy: (_call, [p, a, b]) => (i) => (p!(i) === true ? a!(i) : b!(i)),
};

const firstNonNull = (args: readonly RowFn[]): RowFn => (i) => {
  for (const a of args) {
    const v = a(i);
    if (v !== null) return v;
  }
  return null;
};

const coalesce: FunctionDef = {
  name: 'coalesce', kind: 'scalar', args: 'expr1, …', since: '1.0.0', doc: 'The first value that is not NULL.', python: ['coalesce(* cols)'],
  bind: (given, context) => {
    const args = widenAll(given);
    const types = args.map(typeOf);
    if (args.length < 1) throw mismatch('coalesce()', 'input to function coalesce requires at least one argument');
    if (!haveSameType(types)) throw mismatch(textOf(coalesce, args, context), `input to function coalesce should all be the same type, but it's [${types.map(T.catalogString).join(', ')}]`);
    return { args, type: mergedType(types), nullable: args.every(nullableOf) };
  },
  lazy: (_call, args) => firstNonNull(args),
};

const nvl: FunctionDef = {
  name: 'nvl', aliases: ['ifnull'], kind: 'scalar', args: 'expr1, expr2', since: '2.0.0', doc: 'The second value where the first is NULL.',
  bind: (given, context) => {
    if (given.length !== 2) throw arity(context.calledAs, [2], given.length);
    const b = coalesce.bind(given, context);
    return context.calledAs === 'ifnull' ? { ...b, calledAs: 'ifnull' } : b;
  },
  lazy: (_call, args) => firstNonNull(args),
};

const nvl2: FunctionDef = {
  name: 'nvl2', kind: 'scalar', args: 'expr1, expr2, expr3', since: '2.0.0', doc: 'The second value where the first is not NULL, else the third.',
  bind: (given, context) => {
    if (given.length !== 3) throw arity(context.calledAs, [3], given.length);
    const [a, b] = widenAll(given.slice(1), (t) => findWiderTypeForTwo(t[0]!, t[1]!)) as [Resolved, Resolved];
    const args = [given[0]!, a, b];
    const types = [typeOf(a), typeOf(b)];
    if (!haveSameType(types)) throw mismatch(textOf(nvl2, args, context), `differing types in '${textOf(nvl2, args, context)}' (${types.map(T.catalogString).join(' and ')}).`);
    return { args, type: mergedType(types), nullable: nullableOf(a) || nullableOf(b) };
  },
  lazy: (_call, [p, a, b]) => (i) => (p!(i) !== null ? a!(i) : b!(i)),
};

const nullIf: FunctionDef = {
  name: 'nullif', kind: 'scalar', args: 'expr1, expr2', since: '2.0.0', doc: 'NULL where both values are equal, else the first.',
  bind: (given, context) => {
    if (given.length !== 2) throw arity('nullif', [2], given.length);
    const [l, r] = coerceComparison('=', given[0]!, given[1]!);
    const a = typeOf(l), b = typeOf(r);
    const text = `(${context.sql(l)} = ${context.sql(r)})`;
    if (!T.sameType(a, b)) throw mismatch(text, `differing types in '${text}' (${T.catalogString(a)} and ${T.catalogString(b)}).`);
    // The first argument is compared in the common type and returned in its own.
    return { args: [given[0]!, given[1]!, l, r], type: typeOf(given[0]!), nullable: true };
  },
  sql: (args) => `nullif(${args[0]}, ${args[1]})`,
  lazy: (call, [value, , l, r]) => {
    const equal = equality(typeOf(call.args[2]!));
    return (i) => {
      const a = l!(i), b = r!(i);
      return a !== null && b !== null && equal(a, b) ? null : value!(i);
    };
  },
};

function extreme(name: 'greatest' | 'least', doc: string): FunctionDef {
  const sign = name === 'greatest' ? 1 : -1;
  const def: FunctionDef = {
    name, kind: 'scalar', args: 'expr1, expr2, …', since: '1.5.0', doc, python: [`${name}(* cols)`],
    bind: (given, context) => {
      const args = widenAll(given, findWiderCommonTypeWithoutString);
      const types = args.map(typeOf);
      const text = (): string => textOf(def, args, context);
      if (args.length < 2) throw mismatch(text(), `input to function ${name} requires at least two arguments`);
      if (!haveSameType(types)) {
        throw mismatch(text(), `The expressions should all have the same type, got ${name.toUpperCase()}(${types.map(T.catalogString).join(', ')}).`);
      }
      if (!T.isOrderable(types[0]!)) throw mismatch(text(), `function ${name} does not support ordering on type ${T.catalogString(types[0]!)}`);
      return { args, type: mergedType(types), nullable: args.every(nullableOf) };
    },
    lazy: (call, args) => {
      const order = ordering(call.type);
      return (i) => {
        let best: Value = null;
        for (const a of args) {
          const v = a(i);
          if (v !== null && (best === null || order(v, best) * sign > 0)) best = v;
        }
        return best;
      };
    },
  };
  return def;
}

const Fractional = oneOf(Double, exact(T.FloatType));

export const conditionalFunctions: readonly FunctionDef[] = [
  caseWhen, ifFunction, coalesce, nvl, nvl2, nullIf,
  extreme('greatest', 'The greatest value, NULLs skipped.'), extreme('least', 'The least value, NULLs skipped.'),
  define({
    name: 'isnull', args: 'expr', doc: 'Whether the value is NULL.', since: '1.0.0', python: ['isnull(col col)'], types: [Any], returns: T.BooleanType, nullable: false,
    sql: ([a]) => `(${a} IS NULL)`, lazy: (_call, [a]) => (i) => a!(i) === null,
  }),
  define({
    name: 'isnotnull', args: 'expr', doc: 'Whether the value is not NULL.', since: '1.0.0', types: [Any], returns: T.BooleanType, nullable: false,
    sql: ([a]) => `(${a} IS NOT NULL)`, lazy: (_call, [a]) => (i) => a!(i) !== null,
  }),
  define({
    name: 'isnan', args: 'expr', doc: 'Whether the value is NaN; false for NULL.', since: '1.5.0', python: ['isnan(col col)'], types: [Fractional], returns: T.BooleanType, nullable: false,
    lazy: (_call, [a]) => (i) => Number.isNaN(a!(i)),
  }),
  define({
    name: 'nanvl', args: 'expr1, expr2', doc: 'The second value where the first is NaN.', since: '1.5.0', python: ['nanvl(col col1, col col2)'], types: [Fractional, Fractional],
    coerce: ([l, r]) => {
      const a = typeOf(l!).kind, b = typeOf(r!).kind;
      if (a === 'double' && b === 'float') return [l!, castTo(r!, T.DoubleType)];
      if (a === 'float' && b === 'double') return [castTo(l!, T.DoubleType), r!];
      return b === 'null' ? [l!, castTo(r!, typeOf(l!))] : [l!, r!];
    },
    returns: (args) => typeOf(args[0]!),
    lazy: (_call, [l, r]) => (i) => {
      const v = l!(i);
      return Number.isNaN(v) ? r!(i) : v;
    },
  }),
];
