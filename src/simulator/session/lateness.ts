/** How late the rows of a capture are, held against the delay of a watermark: a plan-only run may look at what lies beside the job. */
import type { Finding } from '../../protocol/language.ts';
import { IoError } from '../host-types.ts';
import { exprNodes } from '../../spark/plan/expressions.ts';
import { nodesDown, type Plan, type Relation, type Watermark } from '../../spark/plan/plan.ts';
import type { Resolved } from '../../spark/expression.ts';
import { toRows } from '../../engine/columns/batch.ts';
import { RecordsBuilder } from '../../kafka/records-builder.ts';
import { evaluate } from './actions.ts';
import { recordsToBatch } from './kafka-rows.ts';
import { subscriptionOf } from './kafka-source.ts';
import type { World } from './world.ts';

/** The first messages of a capture are enough; a large file is not read for this. */
const MAX_MESSAGES = 5000, MAX_BYTES = 20e6;
/** So few rows say nothing. */
const LEAST_ROWS = 50;
/** Too small: more rows than this are later. Too large: so many times the latest row, and by a minute at least. */
const LATE_SHARE = 0.15, TIMES = 20, MINUTE_MS = 60_000;
const PLAIN = new Set<Plan['op']>(['project', 'filter', 'alias', 'generate', 'relation']);

export function latenessFindings(plan: Plan, w: World): Finding[] {
  return [...nodesDown(plan)].filter((n): n is Watermark => n.op === 'watermark').flatMap((mark) => {
    try {
      return judged(mark, w);
    } catch (error) {
      if (error instanceof IoError && error.code === 'interrupted') throw error;
      // What cannot be evaluated over this capture says nothing of the watermark.
      return [];
    }
  });
}

function judged(mark: Watermark, w: World): Finding[] {
  const found = captureBelow(mark.child, w), timed = found && lateness(mark, found, w);
  if (!timed || timed.rows < LEAST_ROWS) return [];
  const { rows, late, worstMs } = timed, data = { capture: found.name, delay: mark.delay, late: `${late} of ${rows}`, share: `${Math.round((late / rows) * 100)} %`, needed: words(worstMs), seconds: String(Math.ceil(worstMs / 1000)) };
  const place = mark.span ? { span: mark.span } : {};
  if (late / rows > LATE_SHARE) return [{ code: 'watermark-too-small', data, ...place }];
  return worstMs > 0 && mark.delayMs >= TIMES * worstMs && mark.delayMs - worstMs >= MINUTE_MS ? [{ code: 'watermark-too-large', data, ...place }] : [];
}

interface Captured { relation: Relation; topic: string; path: string; name: string }

/** The one topic that is read below, where nothing but plain steps without Python lies between. */
function captureBelow(plan: Plan, w: World): Captured | undefined {
  const nodes = [...nodesDown(plan)], relation = nodes.at(-1)!;
  if (!nodes.every(({ op }) => PLAIN.has(op)) || nodes.some(hasPython) || relation.op !== 'relation' || relation.source.format !== 'kafka') return undefined;
  const topics = subscriptionOf(relation.source.options).topics(() => w.topics.known()), path = topics.length === 1 ? w.topics.captureOf(topics[0]!) : undefined;
  if (path === undefined || (w.host.files.stat(path)?.size ?? Infinity) > MAX_BYTES) return undefined;
  return { relation, topic: topics[0]!, path, name: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) };
}

function hasPython(n: Plan): boolean {
  const exprs: readonly Resolved[] = n.op === 'project' ? n.exprs : n.op === 'filter' ? [n.condition] : n.op === 'generate' ? [n.call] : [];
  return exprs.some((e) => [...exprNodes(e)].some(({ op }) => op === 'udf'));
}

/** Each row against the newest event time that arrived before it. */
function lateness({ child, column, delayMs }: Watermark, { relation, topic, path }: Captured, w: World): { rows: number; late: number; worstMs: number } {
  const messages = w.host.captures.read(path).filter((m) => m.topic === topic).slice(0, MAX_MESSAGES).sort((a, b) => (a.at ?? 0) - (b.at ?? 0)), records = new RecordsBuilder(topic, 0);
  messages.forEach((m, i) => records.push(i, m.timestamp, m.key, m.value, m.headers.length > 0 ? m.headers : null));
  const headers = relation.output.some(({ name }) => name === 'headers'), at = child.output.findIndex(({ id }) => id === column.id);
  let rows = 0, late = 0, worst = 0, newest = -Infinity;
  for (const row of toRows(evaluate(child, () => recordsToBatch(records.slice(0, messages.length, headers), headers), w))) {
    if (row[at] === null || row[at] === undefined) continue;
    const time = Number(row[at]), by = newest - time;
    rows++;
    if (by > delayMs * 1000) late++;
    worst = Math.max(worst, by);
    newest = Math.max(newest, time);
  }
  return { rows, late, worstMs: worst / 1000 };
}

function words(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`;
}
