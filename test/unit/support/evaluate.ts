import type { AnalysisContext } from '../../../src/spark/analysis/context.ts';
import { named, resolve } from '../../../src/spark/analysis/resolve.ts';
import { castFn } from '../../../src/spark/cast/index.ts';
import { analysisError, parseError } from '../../../src/spark/errors.ts';
import { compile } from '../../../src/spark/eval/compile.ts';
import type { EvalEnv } from '../../../src/spark/functions/def.ts';
import { nullableOf, typeOf } from '../../../src/spark/functions/nodes.ts';
import { parseExpression } from '../../../src/spark/sql/index.ts';
import { simpleString, StringType } from '../../../src/spark/types.ts';
import type { Expr } from '../../../src/spark/expression.ts';

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
