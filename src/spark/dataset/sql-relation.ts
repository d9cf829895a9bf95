import type { Call } from '../expression.ts';
import { analysisError, Refusal, withPosition } from '../errors.ts';
import { foldToValue } from '../optimizer/fold.ts';
import { resolve, trimAlias } from '../analysis/resolve.ts';
import { isGeneratorCall, references, typeOf } from '../plan/expressions.ts';
import { join, project } from '../plan/build.ts';
import type { JoinType, Named, Plan } from '../plan/plan.ts';
import type { Relation } from '../sql/tree.ts';
import { originAt } from '../sql/problem.ts';
import { LongType, quoteIfNeeded } from '../types.ts';
import { findWiderTypeForTwo } from '../functions/coercion.ts';
import { castFn } from '../cast/index.ts';
import { apart } from './apart.ts';
import { joinOn, joinUsing } from './join.ts';
import { pivot } from './pivot.ts';
import { generate } from './project.ts';
import { alias } from './shape.ts';
import { query, subqueryScope, type SqlWorld } from './sql-query.ts';

const joinTypes: Record<Extract<Relation, { kind: 'join' }>['join'], JoinType> = { inner: 'Inner', cross: 'Cross', left: 'LeftOuter', right: 'RightOuter', full: 'FullOuter', leftSemi: 'LeftSemi', leftAnti: 'LeftAnti' };

/** A relation of FROM. */
export function planRelation(r: Relation, w: SqlWorld): Plan {
  switch (r.kind) {
    case 'table': return table(r.name, r.range.start, w);
    case 'query': return query(r.query, w);
    case 'values': return values(r, w);
    case 'function': return tableFunction(r, w);
    case 'alias': {
      const child = planRelation(r.child, w);
      if (r.columns && r.columns.length !== child.output.length) {
        throw analysisError(`Number of column aliases does not match number of columns. Number of column aliases: ${r.columns.length}; number of columns: ${child.output.length}.`);
      }
      const shown = r.columns ? project(child, child.output.map((a, i): Named => ({ op: 'alias', id: w.cx.nextId(), name: r.columns![i]!, child: a })), w.cx) : child;
      return alias(shown, r.name, w.cx, w.span);
    }
    case 'join': {
      const left = planRelation(r.left, w), right = planRelation(r.right, w), how = joinTypes[r.join];
      if (r.natural) {
        const common = left.output.map((a) => a.name).filter((n) => right.output.some((b) => b.name.toLowerCase() === n.toLowerCase()));
        return common.length > 0 ? joinUsing(left, right, how, common, w.cx, w.span) : join(left, apart(left, right, w.cx).right, how, null, w.cx, w.span);
      }
      if (r.using) return joinUsing(left, right, how, r.using, w.cx, w.span);
      return joinOn(left, right, how, r.on ?? null, w.cx, w.span, subqueryScope(w));
    }
    case 'lateralView': return lateralView(r, w);
    case 'pivot': return pivotRelation(r, w);
    case 'sample': throw new Refusal('TABLESAMPLE', "Which rows Spark's sampler takes depends on its partitions.");
    case 'refused': throw new Refusal(r.feature);
  }
}

function table(name: readonly string[], start: number, w: SqlWorld): Plan {
  const last = name[name.length - 1]!;
  const cte = name.length === 1 ? w.ctes.get(last.toLowerCase()) : undefined;
  const view = cte ?? (name.length === 1 ? w.cx.view(last) : undefined);
  if (!view) throw withPosition(analysisError(`Table or view not found: ${name.map(quoteIfNeeded).join('.')}`), originAt(w.text, start));
  // Each mention of a view is a place of its own, or a view joined with itself could not tell its sides apart.
  if (!cte) return alias(view, last, w.cx, w.span);
  const own = cte.output.map((a): Named => ({ op: 'alias', id: w.cx.nextId(), name: a.name, child: a }));
  return { ...alias(project(cte, own, w.cx, w.span), last, w.cx, w.span), cte: cte.id };
}

function values(r: Extract<Relation, { kind: 'values' }>, w: SqlWorld): Plan {
  const rows = r.rows.map((row) => row.map((e) => trimAlias(resolve(e, { input: [] }, w.cx))));
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) throw analysisError(`expected ${width} columns but found ${rows.find((row) => row.length !== width)!.length} columns in row ${rows.findIndex((row) => row.length !== width)}`);
  const types = Array.from({ length: width }, (_, c) => rows.map((row) => typeOf(row[c]!)).reduce((a, b) => findWiderTypeForTwo(a, b) ?? incompatible(r.columns[c] ?? `col${c + 1}`)));
  const env = { timeZone: w.cx.timeZone, now: () => 0 };
  const data = rows.map((row) => row.map((e, c) => castFn(typeOf(e), types[c]!, env)(foldToValue(e, w.cx))));
  const output = types.map((type, c) => ({ op: 'attr' as const, id: w.cx.nextId(), name: r.columns[c] ?? `col${c + 1}`, type, nullable: data.some((row) => row[c] === null), qualifier: [] }));
  return { op: 'local', id: w.cx.nextId(), rows: data, output, ...(w.span ? { span: w.span } : {}) };
}
const incompatible = (name: string): never => { throw analysisError(`incompatible types found in column ${name} for inline table`); };

function tableFunction(r: Extract<Relation, { kind: 'function' }>, w: SqlWorld): Plan {
  if (r.name.toLowerCase() !== 'range') throw analysisError(`could not resolve \`${r.name}\` to a table-valued function`);
  const n = r.args.map((e) => Number(foldToValue(trimAlias(resolve(e, { input: [] }, w.cx)), w.cx)));
  const [start, end, step] = n.length === 1 ? [0, n[0]!, 1] : [n[0]!, n[1]!, n[2] ?? 1];
  return { op: 'range', id: w.cx.nextId(), start: start, end: end, step: step, output: [{ op: 'attr', id: w.cx.nextId(), name: r.columns[0] ?? 'id', type: LongType, nullable: false, qualifier: [] }] };
}

function lateralView(r: Extract<Relation, { kind: 'lateralView' }>, w: SqlWorld): Plan {
  const child = planRelation(r.child, w);
  const call = trimAlias(resolve(r.generator, { input: child.output }, w.cx));
  if (!isGeneratorCall(call)) throw analysisError(`${r.name} is not a generator`);
  return generate(child, call as Call, r.columns.length > 0 ? r.columns : undefined, w.cx, w.span, r.outer || undefined, [r.name]).plan;
}


/** PIVOT groups by every column that neither the pivot nor the aggregates name. */
function pivotRelation(r: Extract<Relation, { kind: 'pivot' }>, w: SqlWorld): Plan {
  if (r.columns.length !== 1) throw new Refusal('PIVOT over several columns', 'Concatenate them into one column first.');
  const child = planRelation(r.child, w), scope = { ...subqueryScope(w), input: child.output };
  const column = trimAlias(resolve({ op: 'name', parts: r.columns }, scope, w.cx));
  const aggregates = r.aggregates.map((a) => resolve(a, scope, w.cx));
  const values = r.values.map((v) => {
    const e = resolve(v, { input: [] }, w.cx);
    return e.op === 'alias' ? { value: trimAlias(e), name: e.name } : { value: e };
  });
  const named = new Set([column, ...aggregates].flatMap((e) => [...references(e)]));
  return pivot(child, child.output.filter((a) => !named.has(a.id)), column, values, aggregates, w.cx, w.span);
}
