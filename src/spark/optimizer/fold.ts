import type { Resolved } from '../expression.ts';
import { analysisError } from '../errors.ts';
import { isFoldable } from '../plan/expressions.ts';
import type { Value } from '../values.ts';
import { compile } from '../eval/compile.ts';
import { sqlText } from '../sql/exprSql.ts';

/** The value of an expression that needs no row (ConstantFolding). */
export function foldToValue(e: Resolved, cx: { readonly timeZone: string; conf(key: string): string }): Value {
  if (e.op === 'lit') return e.value;
  if (!isFoldable(e)) throw analysisError(`cannot resolve '${sqlText(e)}': it must be a foldable expression`);
  // The clock is not a constant: an expression that reads it is never folded.
  const noClock = (): number => { throw analysisError(`cannot resolve '${sqlText(e)}': it reads the clock and is no constant`); };
  const env = { timeZone: cx.timeZone, conf: (key: string) => cx.conf(key), now: noClock, random: () => () => 0, partitionId: () => 0 };
  return compile(e, { columns: [], env, index: new Map() })(0);
}
