import type { Call, Resolved } from '../expression.ts';
import { analysisError, type SparkError } from '../errors.ts';
import { catalogString, simpleString, type DataType } from '../types.ts';
import type { Value } from '../values.ts';
import { implicitCast } from './coercion.ts';
import type { BindContext, Binding, EvalEnv, FunctionDef } from './def.ts';
import type { Expected } from './expected.ts';
import { anyNullable, castTo, typeOf } from './nodes.ts';

/** Text of a wrong number of arguments (QueryCompilationErrors.invalidFunctionArgumentNumberError). */
export function arity(name: string, expected: readonly number[], found: number): SparkError {
  if (expected.length === 0) return analysisError(`Invalid arguments for function ${name}`);
  const last = expected[expected.length - 1]!;
  const text = expected.length === 1 ? `${last}` : `one of ${expected.slice(0, -1).join(', ')} and ${last}`;
  return analysisError(`Invalid number of arguments for function ${name}. Expected: ${text}; Found: ${found}`);
}

/** CheckAnalysis' text for a failed checkInputDataTypes. `sql` is the refused expression's own text. */
export const mismatch = (sql: string, message: string): SparkError => analysisError(`cannot resolve '${sql}' due to data type mismatch: ${message}`);

/** ExpectsInputTypes.checkInputDataTypes: the messages of all arguments of a wrong type, or undefined. */
export function checkTypes(args: readonly Resolved[], expected: readonly Expected[], context: BindContext): string | undefined {
  const wrong: string[] = [];
  args.forEach((a, i) => {
    const e = expected[i];
    const t = typeOf(a);
    if (e && !e.accepts(t)) wrong.push(`argument ${i + 1} requires ${e.text} type, however, '${context.sql(a)}' is of ${catalogString(t)} type.`);
  });
  return wrong.length > 0 ? wrong.join(' ') : undefined;
}

export interface Spec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly args: string;
  readonly doc: string;
  readonly since: string;
  readonly python?: readonly string[];
  readonly nulls?: string;
  readonly kind?: FunctionDef['kind'];
  /** Expected types by position; with `rest`, further arguments are of that type. */
  readonly types: readonly Expected[];
  /** How many of `types` may be left out at the end; absent: none. */
  readonly optional?: number;
  readonly rest?: Expected;
  /** Values of arguments left out, by position from the first optional one. Absent: they stay out. */
  readonly defaults?: readonly Resolved[];
  /** Only NULL is cast (ExpectsInputTypes without ImplicitCastInputTypes). */
  readonly noCast?: boolean;
  /** Coercion of its own, before the casts to `types`. */
  coerce?(args: readonly Resolved[], context: BindContext): readonly Resolved[];
  /** A message that refuses the (coerced) arguments, after the check of the types. */
  check?(args: readonly Resolved[], context: BindContext): string | undefined;
  readonly returns: DataType | ((args: readonly Resolved[], context: BindContext) => DataType);
  /** Absent: when any argument is. */
  readonly nullable?: boolean | ((args: readonly Resolved[]) => boolean);
  data?(args: readonly Resolved[], context: BindContext): unknown;
  sql?(args: readonly string[], call: Call): string;
  readonly strict?: FunctionDef['strict'];
  readonly lazy?: FunctionDef['lazy'];
  readonly aggregate?: FunctionDef['aggregate'];
  readonly generate?: FunctionDef['generate'];
  readonly outputNames?: readonly string[] | ((args: readonly Resolved[], context: BindContext) => readonly string[]);
  readonly nondeterministic?: boolean;
}

/** A function whose arguments are coerced by position: the usual case (ImplicitCastInputTypes). */
export function define(s: Spec): FunctionDef {
  const { coerce: _c, check: _k, types: _t, optional: _o, rest: _r, defaults: _d, noCast: _n, returns: _e, nullable: _u, data: _a, outputNames: _m, ...shown } = s;
  const defaults = s.defaults && { from: s.types.length - (s.optional ?? 0), values: s.defaults };
  const argTypes = [...s.types.map(({ text }) => text), ...(s.rest ? [`${s.rest.text}…`] : [])], result = typeof s.returns === 'function' ? {} : { returnType: simpleString(s.returns) };
  return {
    ...shown, ...(defaults ? { defaults } : {}), argTypes, ...result, kind: s.kind ?? 'scalar', bind: (args, context) => bindBySpec(s, args, context),
  };
}

function bindBySpec(s: Spec, given: readonly Resolved[], context: BindContext): Binding {
  const most = s.types.length, least = most - (s.optional ?? 0);
  if (given.length < least || (!s.rest && given.length > most)) {
    throw arity(context.calledAs, s.rest ? [] : Array.from({ length: most - least + 1 }, (_, i) => least + i), given.length);
  }
  let args: readonly Resolved[] = given;
  if (s.defaults) args = [...given, ...s.defaults.slice(given.length - least)];
  if (s.coerce) args = s.coerce(args, context);
  const types = args.map((_, i) => s.types[i] ?? s.rest!);
  args = args.map((a, i) => {
    const expected = types[i]!;
    if (!s.noCast) return implicitCast(a, expected);
    return typeOf(a).kind === 'null' && !expected.accepts(typeOf(a)) ? castTo(a, expected.fallback) : a;
  });
  const wrong = checkTypes(args, types, context) ?? s.check?.(args, context);
  if (wrong !== undefined) throw mismatch(textOf(s, args, context), wrong);
  const binding: Binding = {
    args,
    type: typeof s.returns === 'function' ? s.returns(args, context) : s.returns,
    nullable: typeof s.nullable === 'function' ? s.nullable(args) : s.nullable ?? anyNullable(args),
  };
  const names = typeof s.outputNames === 'function' ? s.outputNames(args, context) : s.outputNames;
  const extras = { ...(s.data ? { data: s.data(args, context) } : {}), ...(names ? { outputNames: names } : {}), ...aliasOf(s, context) };
  return { ...binding, ...extras };
}

/** Binding.calledAs where it was called by an alias. */
export const aliasOf = (s: Pick<FunctionDef, 'aliases'>, context: BindContext): { calledAs?: string } =>
  s.aliases?.includes(context.calledAs) ? { calledAs: context.calledAs } : {};

/** Expression.sql of the call that is being bound, for messages. */
export function textOf(s: Pick<FunctionDef, 'name' | 'aliases' | 'sql'>, args: readonly Resolved[], context: BindContext): string {
  const texts = args.map((a) => context.sql(a));
  const alias = aliasOf(s, context);
  const call: Call = { op: 'call', fn: s.name, args, type: { kind: 'null' }, nullable: true, ...alias };
  return s.sql ? s.sql(texts, call) : `${alias.calledAs ?? s.name}(${texts.join(', ')})`;
}

/** A strict implementation that needs nothing of the call. */
export const pure = (f: (...args: never[]) => Value): FunctionDef['strict'] => () => f;
export type Strict = (call: Call, env: EvalEnv) => (...args: never[]) => Value;
