import type { SourceSpan } from '../../protocol/run.ts';
import type { Span } from '../../protocol/bridge.ts';
import type { Attribute, Expr, WindowFrame } from '../../spark/expression.ts';
import { literal } from '../../spark/expression.ts';
import { analysisError } from '../../spark/errors.ts';
import { matchName, parseAttributeName } from '../../spark/analysis/names.ts';
import { getField } from '../../spark/analysis/resolve.ts';
import type { AnalysisContext } from '../../spark/analysis/context.ts';
import { sameOrigin } from '../../spark/sql/index.ts';
import type { Plan } from '../../spark/plan/plan.ts';
import { fromJsonValue, IntegerType, LongType, type Metadata } from '../../spark/types.ts';
import { fromWire } from './wire.ts';

export interface ExpressionWorld {
  readonly cx: AnalysisContext;
  plan(df: number): Plan;
  parseType(text: string): Attribute['type'];
}

export const spanOf = (s: Span | undefined): SourceSpan | undefined => (s ? { file: s[0], line: s[1], column: s[2], endLine: s[3], endColumn: s[4] } : undefined);
const withSpan = (s: Span | undefined): { span?: SourceSpan } => { const span = spanOf(s); return span ? { span } : {}; };

/** A bridge expression (protocol/bridge.ts) as an unresolved expression. */
export function decodeExpr(json: unknown, w: ExpressionWorld): Expr {
  const e = json as unknown[];
  const sub = (x: unknown): Expr => decodeExpr(x, w);
  const list = (x: unknown): Expr[] => (x as unknown[]).map(sub);
  switch (e[0]) {
    case 'col': return decodeName(e[1] as string, e[2] as Span);
    case 'dfcol': return dataFrameColumn(w.plan(e[1] as number), e[2] as string, e[3] as Span, w.cx);
    case 'var': return { op: 'name', parts: [e[1] as string] };
    case 'lit': { const type = fromJsonValue(e[1]); return { ...literal(fromWire(e[2], type), type), ...withSpan(e[3] as Span) }; }
    case 'fn': return { op: 'apply', fn: e[1] as string, args: list(e[2]), api: true, ...withSpan(e[3] as Span) };
    case 'fnd': return { op: 'apply', fn: e[1] as string, args: list(e[2]), distinct: true, api: true, ...withSpan(e[3] as Span) };
    case 'alias': return { op: 'uAlias', child: sub(e[1]), names: e[2] as string[], ...(e[3] ? { metadata: e[3] as Metadata } : {}), ...withSpan(e[4] as Span) };
    case 'cast': return { op: 'uCast', child: sub(e[1]), to: w.parseType(e[2] as string), ...withSpan(e[3] as Span) };
    case 'lambda': return { op: 'uLambda', params: e[1] as string[], body: sub(e[2]), ...withSpan(e[3] as Span) };
    case 'udf': return { op: 'uUdf', id: e[1] as number, name: e[2] as string, returns: fromJsonValue(e[3]), deterministic: e[4] as boolean, args: list(e[5]), ...withSpan(e[6] as Span) };
    case 'sort': return { op: 'uSort', child: sub(e[1]), descending: e[2] === 'desc', ...(e[3] ? { nullsFirst: e[3] === 'first' } : {}), ...withSpan(e[4] as Span) };
    case 'expr': { const parsed = w.cx.parseExpression(e[1] as string); return parsed.op === 'star' ? parsed : sameOrigin(parsed, { ...parsed, ...withSpan(e[2] as Span) }); }
    case 'over': return decodeOver(e, sub, list);
    default: throw new Error(`unknown expression ${String(e[0])}`);
  }
}

function decodeOver(e: unknown[], sub: (x: unknown) => Expr, list: (x: unknown) => Expr[]): Expr {
  const spec = e[2] as { partitionBy: unknown[]; orderBy: unknown[]; frame: [WindowFrame['unit'], unknown, unknown] | null };
  const child = sub(e[1]);
  const fn = child.op === 'apply' ? child : ({ op: 'apply', fn: 'window expression', args: [child] } as const);
  const frame: WindowFrame | null = spec.frame && { unit: spec.frame[0], start: frameBound(spec.frame[1]), end: frameBound(spec.frame[2]) };
  return { ...fn, over: { partitionBy: list(spec.partitionBy), orderBy: list(spec.orderBy), ...(frame ? { frame } : {}) }, ...withSpan(e[3] as Span) };
}

/** WindowSpec.between: 0 is the current row; what fits an int is one. */
function frameBound(b: unknown): WindowFrame['start'] {
  if (b === 'unbounded') return b;
  const n = Number(b);
  return n === 0 ? 'current' : literal(n, n === (n | 0) ? IntegerType : LongType);
}

export function decodeName(name: string, span: Span | undefined): Expr {
  if (name === '*') return { op: 'star', ...withSpan(span) };
  if (name.endsWith('.*')) return { op: 'star', target: parseAttributeName(name.slice(0, -2)), ...withSpan(span) };
  try {
    return { op: 'name', parts: parseAttributeName(name), ...withSpan(span) };
  } catch (error) {
    if (error instanceof Error && 'span' in error) (error as { span?: SourceSpan | undefined }).span = spanOf(span);
    throw error;
  }
}

/** `df["a"]`: the very attribute of that DataFrame (Dataset.col). */
function dataFrameColumn(p: Plan, name: string, span: Span | undefined, cx: AnalysisContext): Expr {
  if (name === '*') return { op: 'star', ...withSpan(span) };
  const { candidates, nested } = matchName(p.output, parseAttributeName(name));
  const fail = (message: string): never => { const error = analysisError(message); error.span = spanOf(span); throw error; };
  if (candidates.length > 1) return fail(`Reference '${name}' is ambiguous, could be: ${candidates.map((c) => [...c.qualifier, c.name].join('.')).join(', ')}.`);
  const found = candidates[0];
  if (!found) return fail(`Cannot resolve column name "${name}" among (${p.output.map((a) => a.name).join(', ')})`);
  const base: Attribute = { ...found, of: { node: p.id, position: p.output.indexOf(found) }, ...withSpan(span) };
  return nested.length === 0 ? base : { op: 'alias', id: cx.nextId(), name: nested[nested.length - 1]!, child: nested.reduce((c, n) => getField(c, n, cx), base as Parameters<typeof getField>[0]) };
}
