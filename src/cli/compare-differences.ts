/** Where two engines differ: the first difference of each micro-batch. */
import type { StreamingQueryProgress } from '../protocol/run.ts';

export interface ComparedBatch { columns: readonly { name: string; type: string }[]; rows: readonly (readonly (string | null)[])[]; progress: StreamingQueryProgress }
/** Of each query, in the order of their starts, its micro-batches by their ids. */
export interface ComparedQuery { label: string; batches: ReadonlyMap<number, ComparedBatch> }
export interface Difference { query: string; batch: number; what: string; simulator: string; spark: string }

const NOTHING = 'nothing';
/** Sums of doubles come out otherwise in the last digits where they were added in another order. */
const TOLERANCE = 1e-12;

export function differences(simulator: readonly ComparedQuery[], spark: readonly ComparedQuery[]): Difference[] {
  return Array.from({ length: Math.max(simulator.length, spark.length) }, (_, n) => n).flatMap((n) => {
    const ours = simulator[n], theirs = spark[n], label = ours?.label ?? theirs?.label ?? '';
    const ids = [...new Set([...ours?.batches.keys() ?? [], ...theirs?.batches.keys() ?? []])].sort((a, b) => a - b);
    return ids.flatMap((batch) => {
      const found = ofBatch(ours?.batches.get(batch), theirs?.batches.get(batch));
      return found ? [{ query: label, batch, ...found }] : [];
    });
  });
}

function ofBatch(ours: ComparedBatch | undefined, theirs: ComparedBatch | undefined): Omit<Difference, 'query' | 'batch'> | undefined {
  if (!ours || !theirs) return { what: 'micro-batch', simulator: ours ? `${ours.rows.length} rows` : NOTHING, spark: theirs ? `${theirs.rows.length} rows` : NOTHING };
  return ofRows(ours, theirs) ?? ofProgress(ours.progress, theirs.progress);
}

function ofRows(ours: ComparedBatch, theirs: ComparedBatch): Omit<Difference, 'query' | 'batch'> | undefined {
  const columns = (batch: ComparedBatch): string => batch.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  if (columns(ours) !== columns(theirs)) return { what: 'columns', simulator: columns(ours), spark: columns(theirs) };
  // The order inside a batch follows how an engine spread it.
  const [left, right] = [sorted(ours), sorted(theirs)];
  const at = left.findIndex((row, i) => !right[i] || !same(row, right[i], ours.columns));
  if (at < 0 && left.length === right.length) return undefined;
  const row = (rows: readonly (readonly (string | null)[])[], i: number): string => rows[i]?.map((cell) => cell ?? 'NULL').join(' | ') ?? NOTHING, place = at < 0 ? left.length : at;
  return { what: `row ${place + 1} of ${left.length} and ${right.length}`, simulator: row(left, place), spark: row(right, place) };
}

const sorted = ({ rows }: ComparedBatch): (readonly (string | null)[])[] => rows.map((row) => ({ row, key: JSON.stringify(row) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);

function same(left: readonly (string | null)[], right: readonly (string | null)[], columns: ComparedBatch['columns']): boolean {
  return left.every((cell, i) => {
    const other = right[i] ?? null;
    if (cell === other || cell === null || other === null) return cell === other;
    const a = Number(cell), b = Number(other);
    return ['double', 'float'].includes(columns[i]?.type ?? '') && Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  });
}

/** What both engines count alike. Rows dropped as late are not: Spark counts them behind a partial aggregation, which follows the source's partitions. */
function ofProgress(ours: StreamingQueryProgress, theirs: StreamingQueryProgress): Omit<Difference, 'query' | 'batch'> | undefined {
  const left = figures(ours), right = figures(theirs);
  for (const what of new Set([...left.keys(), ...right.keys()])) {
    const [simulator, spark] = [left.get(what) ?? NOTHING, right.get(what) ?? NOTHING];
    if (simulator !== spark) return { what, simulator, spark };
  }
  return undefined;
}

function figures({ numInputRows, eventTime, stateOperators }: StreamingQueryProgress): Map<string, string> {
  return new Map([
    ['numInputRows', String(numInputRows)], ...(['watermark', 'min', 'max'] as const).flatMap((name): [string, string][] => (eventTime?.[name] === undefined ? [] : [[`eventTime.${name}`, eventTime[name]]])),
    ...stateOperators.flatMap((operator, n) => (['operatorName', 'numRowsTotal', 'numRowsUpdated', 'numRowsRemoved'] as const).map((name): [string, string] => [`stateOperators[${n}].${name}`, String(operator[name])])),
  ]);
}
