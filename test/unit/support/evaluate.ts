import type { AnalysisContext } from '../../../src/spark/analysis/context.ts';
import { named, resolve } from '../../../src/spark/analysis/resolve.ts';
import { castFn } from '../../../src/spark/cast/index.ts';
import { analysisError, parseError } from '../../../src/spark/errors.ts';
import { compile } from '../../../src/spark/eval/compile.ts';
import type { EvalEnv } from '../../../src/spark/functions/def.ts';
import { nullableOf, typeOf } from '../../../src/spark/functions/nodes.ts';
import { parseExpression } from '../../../src/spark/sql/index.ts';
import { simpleString, StringType } from '../../../src/spark/types.ts';
import type { Attribute, Expr } from '../../../src/spark/expression.ts';
import { registry } from '../../../src/spark/functions/registry.ts';
import type { Value } from '../../../src/spark/values.ts';

const settings: Record<string, string> = { 'spark.sql.ansi.enabled': 'false', 'spark.sql.mapKeyDedupPolicy': 'EXCEPTION', 'spark.sql.session.timeZone': 'UTC' };
const conf = (key: string): string => settings[key] ?? 'false';
const env: EvalEnv = { timeZone: 'UTC', conf, now: () => 0, random: () => () => 0.5, partitionId: () => 0 };

function parse(text: string): Expr {
  const { tree, problems } = parseExpression(text);
  if (!tree) throw parseError(problems.map((p) => p.message).join('\n'));
  return tree;
}

export interface Evaluated { name: string; type: string; nullable: boolean; value: string | null }

/** One SQL expression without columns: its column name, type and value as text, the way Spark would print them. */
export function evaluate(sql: string): Evaluated {
  let id = 1;
  const cx: AnalysisContext = { nextId: () => id++, conf, timeZone: 'UTC', view: () => undefined, parseExpression: parse, sessionFunction: () => undefined };
  const resolved = resolve(parse(sql), { input: [] }, cx);
  const column = named(resolved, cx);
  const type = typeOf(resolved);
  const value = compile(resolved, { columns: [], env, index: new Map() })(0);
  if (value === undefined) throw analysisError(`${sql} gave undefined`);
  const text = value === null ? null : castFn(type, StringType, env)(value);
  return { name: column.name, type: simpleString(type), nullable: nullableOf(resolved), value: text as string | null };
}

/** An aggregate call over rows; with `split`, two buffers that are merged. */
export function aggregate(sql: string, input: readonly Attribute[], rows: readonly Value[][], split = rows.length): Evaluated {
  let id = 1000;
  const cx: AnalysisContext = { nextId: () => id++, conf, timeZone: 'UTC', view: () => undefined, parseExpression: parse, sessionFunction: () => undefined };
  const call = resolve(parse(sql), { input }, cx);
  if (call.op !== 'call') throw new Error(`${sql} is no call`);
  const impl = registry.get(call.fn)!.aggregate!(call, env);
  const columns = input.map((_, c) => rows.map((r) => r[c]!)), index = new Map(input.map((a, i) => [a.id, i]));
  const args = call.args.map((a) => compile(a, { columns, env, index }));
  const seen = new Set<string>();
  const run = (from: number, to: number): Value[] => {
    const buffer = impl.init();
    for (let i = from; i < to; i++) {
      const values = args.map((a) => a(i)), key = values.map(String).join();
      if (call.distinct && seen.has(key)) continue;
      seen.add(key);
      impl.update(buffer, values);
    }
    return buffer;
  };
  const buffer = run(0, split);
  if (split < rows.length) impl.merge(buffer, run(split, rows.length));
  const value = impl.result(buffer);
  return { name: named(call, cx).name, type: simpleString(call.type), nullable: call.nullable, value: value === null ? null : castFn(call.type, StringType, env)(value) as string };
}
