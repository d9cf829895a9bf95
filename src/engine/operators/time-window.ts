import { sessionEnd, windowsOf, type WindowSpec } from '../../spark/functions/time-window.ts';
import type { TimeWindow } from '../../spark/plan/plan.ts';
import type { Long, Value } from '../../spark/values.ts';
import { StructColumn, take, valuesOf, type Batch } from '../columns/batch.ts';
import { columnsFn } from './evaluate.ts';
import type { Operator } from './operator.ts';
import { piecewise, type Env } from './stateless.ts';

/** TimeWindowing's expansion: a row once per window that holds its time; a null time is in none. */
export function timeWindowOperator(p: TimeWindow, input: Operator, env: Env): Operator {
  return p.spec.kind === 'window' ? slidingOperator(p, input, env) : sessionOperator(p, input, env);
}

function slidingOperator(p: TimeWindow, input: Operator, env: Env): Operator {
  const time = columnsFn([p.time], p.child.output, env);
  if (p.spec.kind !== 'window') throw new Error('not a time window');
  const spec = p.spec.time;
  const tumbling = typeof spec.windowDuration === 'number' && spec.windowDuration === spec.slideDuration;
  return piecewise(p, input, (b, x) => {
    const times = valuesOf(time(b, x)[0]!);
    const one = tumbling ? tumblingWindows(times, b.length, spec) : null;
    if (one) return { columns: [...b.columns, one], length: b.length };
    const index: number[] = [], starts: Value[] = [], ends: Value[] = [];
    for (let i = 0; i < b.length; i++) {
      const t = times[i];
      if (t === null) continue;
      for (const w of windowsOf(t as number, spec)) { index.push(i); starts.push(w.start); ends.push(w.end); }
    }
    return withWindow(b, index, starts, ends);
  });
}

/** One window a row, in the order of the rows; null where a time is null or beyond exact doubles. */
function tumblingWindows(times: ArrayLike<Value>, rows: number, spec: WindowSpec): StructColumn | null {
  const starts = new Float64Array(rows), ends = new Float64Array(rows), size = spec.windowDuration as number, origin = spec.startTime as number;
  for (let i = 0; i < rows; i++) {
    const t = times[i];
    if (typeof t !== 'number') return null;
    // As in TimeWindowing (3.3.1): the remainder has the sign of the dividend.
    const start = t - ((t - origin + size) % size);
    starts[i] = start;
    ends[i] = start + size;
  }
  return new StructColumn([starts, ends], rows, null);
}

/** SessionWindowing: every row starts as a session of its own, [time, time + gap); a gap that is null or not positive drops the row. */
function sessionOperator(p: TimeWindow, input: Operator, env: Env): Operator {
  if (p.spec.kind !== 'session') throw new Error('not a session window');
  const f = columnsFn([p.time, p.spec.gap], p.child.output, env);
  return piecewise(p, input, (b, x) => {
    const [times, gaps] = f(b, x).map(valuesOf) as [ArrayLike<Value>, ArrayLike<Value>];
    const index: number[] = [], starts: Value[] = [], ends: Value[] = [];
    for (let i = 0; i < b.length; i++) {
      const t = times[i];
      if (t === null || gaps[i] === null) continue;
      const end = sessionEnd(t as Long, gaps[i]!, x.env.timeZone);
      if (end === null || end <= (t as Long)) continue;
      index.push(i); starts.push(t!); ends.push(end);
    }
    return withWindow(b, index, starts, ends);
  });
}

function withWindow(b: Batch, index: number[], starts: Value[], ends: Value[]): Batch {
  const same = index.length === b.length && index.every((v, i) => v === i);
  const rows = same ? b : take(b, index);
  return { columns: [...rows.columns, new StructColumn([starts, ends], index.length, null)], length: index.length };
}
