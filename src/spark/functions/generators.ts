import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import type { ArrayType, DataType, StructField } from '../types.ts';
import type { MapValue, Row, Value } from '../values.ts';
import type { Binding, FunctionDef } from './def.ts';
import { arity, mismatch, textOf } from './define.ts';
import { castTo, typeOf } from './nodes.ts';

type Generate = NonNullable<FunctionDef['generate']>;
const binding = (args: readonly Resolved[], fields: readonly StructField[], outer: boolean): Binding => ({
  args, type: T.struct(outer ? fields.map((f) => T.field(f.name, f.type, true)) : fields), nullable: false, outputNames: fields.map((f) => f.name),
});
/** An `_outer` generator gives one row of NULLs where the plain one gives none (GeneratorOuter). */
const withOuter = (outer: boolean, width: number, generate: (args: readonly Value[]) => Row[]) => (args: readonly Value[]): Row[] => {
  const rows = generate(args);
  return rows.length === 0 && outer ? [new Array<Value>(width).fill(null)] : rows;
};

/** ExplodeBase: of an array (pos, col) or a map (pos, key, value). */
function explode(name: string, positions: boolean, outer: boolean): FunctionDef {
  const def: FunctionDef = {
    name, kind: 'generator', args: 'array|map', since: outer || positions ? '2.0.0' : '1.0.0', python: [`${name}(col col)`],
    doc: `One row for each item of an array or entry of a map${positions ? ', with its position' : ''}${outer ? '; one row of NULLs where there is none' : ''}.`,
    bind: (args, context) => {
      if (args.length !== 1) throw arity(context.calledAs, [1], args.length);
      const t = typeOf(args[0]!);
      const pos = positions ? [T.field('pos', T.IntegerType, false)] : [];
      if (t.kind === 'array') return binding(args, [...pos, T.field('col', t.element, t.containsNull)], outer);
      if (t.kind === 'map') return binding(args, [...pos, T.field('key', t.key, false), T.field('value', t.value, t.valueContainsNull)], outer);
      const shown = `${positions ? 'posexplode' : 'explode'}(${context.sql(args[0]!)})`;
      throw mismatch(shown, `input to function ${positions ? 'posexplode' : 'explode'} should be array or map type, not ${T.catalogString(t)}`);
    },
    generate: (call): ReturnType<Generate> => {
      const isMap = typeOf(call.args[0]!).kind === 'map';
      const put = (i: number, row: Row): Row => (positions ? [i, ...row] : row);
      return withOuter(outer, (positions ? 1 : 0) + (isMap ? 2 : 1), ([v]) => {
        if (v === null) return [];
        if (isMap) return (v as MapValue).keys.map((k, i) => put(i, [k, (v as MapValue).values[i]!]));
        return (v as Value[]).map((x, i) => put(i, [x]));
      });
    },
  };
  return def;
}

function inline(name: string, outer: boolean): FunctionDef {
  const def: FunctionDef = {
    name, kind: 'generator', args: 'array of structs', doc: 'One row for each struct of an array, one column for each field.', since: '2.0.0',
    bind: (args, context) => {
      if (args.length !== 1) throw arity(context.calledAs, [1], args.length);
      const t = typeOf(args[0]!);
      if (t.kind !== 'array' || t.element.kind !== 'struct') {
        throw mismatch(`inline(${context.sql(args[0]!)})`, `input to function inline should be array of struct type, not ${T.catalogString(t)}`);
      }
      const { containsNull } = t;
      return binding(args, t.element.fields.map((f) => T.field(f.name, f.type, f.nullable || containsNull)), outer);
    },
    generate: (call): ReturnType<Generate> => {
      const width = ((typeOf(call.args[0]!) as ArrayType).element as T.StructType).fields.length;
      return withOuter(outer, width, ([v]) => (v === null ? [] : (v as (Row | null)[]).map((r) => r ?? new Array<Value>(width).fill(null))));
    },
  };
  return def;
}

const stack: FunctionDef = {
  name: 'stack', kind: 'generator', args: 'n, expr1, …', doc: 'The values laid out in n rows.', since: '2.0.0',
  bind: (given, context): Binding => {
    const refuse = (message: string): never => {
      throw mismatch(textOf(stack, given, context), message);
    };
    if (given.length <= 1) refuse('stack requires at least 2 arguments.');
    const n = typeOf(given[0]!).kind === 'int' && context.isFoldable(given[0]!) ? context.fold(given[0]!) : null;
    if (n === null || (n as number) < 1) refuse('The number of rows must be a positive constant integer.');
    const rows = n as number, width = Math.ceil((given.length - 1) / rows);
    const types: DataType[] = Array.from({ length: width }, (_, c) => columnType(given, c, rows, width));
    const args = given.map((a, i) => (i > 0 && a.op === 'lit' && a.value === null ? castTo(a, types[(i - 1) % width]!) : a));
    args.forEach((a, i) => {
      const expected = types[(i - 1) % width]!;
      if (i > 0 && !T.sameType(typeOf(a), expected)) {
        refuse(`Argument ${(i - 1) % width + 1} (${T.catalogString(expected)}) != Argument ${i} (${T.catalogString(typeOf(a))})`);
      }
    });
    return { ...binding(args, types.map((t, c) => T.field(`col${c}`, t, true)), false), data: { rows } };
  },
  generate: (call) => {
    const { rows } = call.data as { rows: number }, width = Math.ceil((call.args.length - 1) / rows);
    return (args) => Array.from({ length: rows }, (_, r) => Array.from({ length: width }, (_c, c) => args[1 + r * width + c] ?? null));
  },
};
/** Stack.findDataType: that of the first value of the column that is not a bare NULL. */
function columnType(args: readonly Resolved[], column: number, rows: number, width: number): DataType {
  for (let r = 0; r < rows; r++) {
    const a = args[1 + r * width + column];
    if (a && typeOf(a).kind !== 'null') return typeOf(a);
  }
  return T.NullType;
}

export const generatorFunctions: readonly FunctionDef[] = [
  explode('explode', false, false), explode('explode_outer', false, true), explode('posexplode', true, false), explode('posexplode_outer', true, true),
  inline('inline', false), inline('inline_outer', true), stack,
];
