import type { Attribute, Resolved } from '../expression.ts';
import { analysisError } from '../errors.ts';
import { exprNodes } from '../plan/expressions.ts';
import type { Plan } from '../plan/plan.ts';
import { showAttribute } from '../sql/exprSql.ts';

/** CheckAnalysis: an attribute (of another DataFrame) that no input of the node has. `shown` is the node as Spark prints it. */
export function refuseMissingInput(exprs: readonly Resolved[], inputs: readonly Plan[], shown: () => string): void {
  const known = new Map(inputs.flatMap((p) => p.output).map((a) => [a.id, a]));
  const missing = new Map<number, Attribute>();
  for (const e of exprs) for (const n of exprNodes(e)) if (n.op === 'attr' && !known.has(n.id)) missing.set(n.id, n);
  if (missing.size === 0) return;
  const lost = [...missing.values()], input = [...known.values()];
  const sameName = lost.filter((a) => input.some((b) => b.name.toLowerCase() === a.name.toLowerCase()));
  const hint = sameName.length === 0 ? ''
    : ` Attribute(s) with the same name appear in the operation: ${sameName.map((a) => a.name).join(',')}. Please check if the right attribute(s) are used.`;
  throw analysisError(`Resolved attribute(s) ${lost.map(showAttribute).join(',')} missing from ${input.map(showAttribute).join(',')} in operator !${shown()}.${hint}`);
}
