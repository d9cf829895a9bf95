import type { Plan } from '../plan/plan.ts';
import type { Expr } from '../expression.ts';

/** What analysis needs from the session around it. */
export interface AnalysisContext {
  /** A fresh id for attributes, aliases and plan nodes. */
  nextId(): number;
  conf(key: string): string;
  readonly timeZone: string;
  /** A temp view's plan, or undefined. */
  view(name: string): Plan | undefined;
  /** Parses `F.expr` text into an unresolved expression; throws ParseException. */
  parseExpression(text: string): Expr;
  /** A function that the session registered (spark.udf.register): makes the call. */
  sessionFunction(name: string): { readonly id: number; readonly returns: import('../types.ts').DataType; readonly deterministic: boolean } | undefined;
}
