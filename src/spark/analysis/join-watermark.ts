import type { Attribute, Resolved } from '../expression.ts';
import { exprNodes, hasWatermark, splitConjuncts } from '../plan/expressions.ts';
import { canonical } from '../plan/equal.ts';
import { equiKeys } from '../dataset/join.ts';
import type { Join } from '../plan/plan.ts';
import { Interval } from '../values.ts';
import { isNumeric } from '../types.ts';

/** StreamingJoinHelper.isWatermarkInJoinKeys (3.3.1). */
export function isWatermarkInJoinKeys(j: Join): boolean {
  const keys = equiKeys(j.condition, j.left.output, j.right.output);
  return [...keys.left, ...keys.right].some((k) => k.op === 'attr' && hasWatermark(k));
}

interface Term { readonly expr: Resolved; readonly negated: boolean; readonly micros: number | null }

/**
 * StreamingJoinHelper.getStateValueWatermark: solves the range condition for the time column of `state` when the event time
 * of `event` has reached `watermarkMs`. Returns milliseconds below or at which a stored row can never match, or null.
 */
export function stateValueWatermark(state: readonly Attribute[], event: readonly Attribute[], condition: Resolved | null, watermarkMs: number): number | null {
  if (!condition || !event.some(hasWatermark)) return null;
  const bounds: number[] = [];
  for (const c of splitConjuncts(condition)) {
    if (c.op !== 'call') continue;
    const [l, r] = c.args as [Resolved, Resolved];
    const solved = c.fn === '<' ? solve(l, r, state, event, watermarkMs) : c.fn === '<=' ? minusOne(solve(l, r, state, event, watermarkMs))
      : c.fn === '>' ? solve(r, l, state, event, watermarkMs) : c.fn === '>=' ? minusOne(solve(r, l, state, event, watermarkMs)) : null;
    if (solved !== null) bounds.push(solved);
  }
  return bounds.length === 0 ? null : Math.min(...bounds);
}

const minusOne = (n: number | null): number | null => (n === null ? null : n - 1);

/** `l < r`: everything to the left, and the state's time must be the one negated term. */
function solve(l: Resolved, r: Resolved, state: readonly Attribute[], event: readonly Attribute[], watermarkMs: number): number | null {
  const stateIds = new Set(state.map((a) => a.id)), eventIds = new Set(event.map((a) => a.id));
  const attrs = new Map<number, Attribute>();
  for (const e of [l, r]) for (const n of exprNodes(e)) if (n.op === 'attr') attrs.set(n.id, n);
  const count = (ids: ReadonlySet<number>): number => [...attrs.keys()].filter((id) => ids.has(id)).length;
  if (count(stateIds) > 1 || count(eventIds) > 1) return null;
  const collected = collect(l, false), other = collect(r, true);
  if (!collected || !other) return null;
  const terms = [...new Map([...collected, ...other].map((t) => [`${t.negated}${canonical(t.expr)}`, t])).values()];
  const constraint = terms.filter((t) => t.expr.op === 'attr' && stateIds.has(t.expr.id));
  if (constraint.length !== 1 || !constraint[0]!.negated) return null;
  let micros = 0;
  for (const t of terms) {
    if (t === constraint[0]) continue;
    let value = t.micros;
    if (t.expr.op === 'attr') {
      if (!eventIds.has(t.expr.id) || !hasWatermark(t.expr)) return null;
      value = watermarkMs * 1000;
    }
    if (value === null) return null;
    micros += t.negated ? -value : value;
  }
  return Math.trunc(micros / 1000);
}

function collect(e: Resolved, negated: boolean): Term[] | null {
  const both = (a: Term[] | null, b: Term[] | null): Term[] | null => (a && b ? [...a, ...b] : null);
  switch (e.op) {
    case 'call':
      if (e.fn === '+') return both(collect(e.args[0]!, negated), collect(e.args[1]!, negated));
      if (e.fn === '-') return both(collect(e.args[0]!, negated), collect(e.args[1]!, !negated));
      if (e.fn === 'negative') return collect(e.args[0]!, !negated);
      return null;
    case 'cast': return isNumeric(e.type) || e.type.kind === 'timestamp' ? collect(e.child, negated) : null;
    case 'attr': return [{ expr: e, negated, micros: null }];
    case 'lit': {
      const micros = literalMicros(e);
      return micros === null ? null : [{ expr: e, negated, micros }];
    }
    default: return null;
  }
}

/** Numbers are seconds, intervals their length; months have no exact length and are no bound. */
function literalMicros(e: Extract<Resolved, { op: 'lit' }>): number | null {
  const v = e.value;
  if (v instanceof Interval) return v.months !== 0 ? null : v.days * 86_400_000_000 + Number(v.microseconds);
  if (e.type.kind === 'dayTimeInterval') return Number(v);
  if (typeof v === 'number' && isNumeric(e.type)) return v * 1_000_000;
  return null;
}
