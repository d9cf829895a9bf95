import type { StateChanges } from '../../../protocol/panel';
import type { StateEntry, StatePage } from '../../../protocol/run';

/** Larger states are not compared: reading all of both would cost more than a person can read. */
export const comparable = 5000;

/** Reads one operator's whole state at a batch, null where it is too large or no longer known. */
export async function wholeState(read: (offset: number, limit: number) => Promise<StatePage>): Promise<StateEntry[] | null> {
  const rows: StateEntry[] = [];
  for (let total = 1; rows.length < total;) {
    const page = await read(rows.length, 1000);
    if (page.missing !== undefined || page.total > comparable) return null;
    if (page.rows.length === 0) break;
    total = page.total;
    rows.push(...page.rows);
  }
  return rows;
}

/** What happened between two batches' states: added, changed and evicted keys, in the newer state's order, evicted ones last. */
export function stateChanges(before: StateEntry[] | null, after: StateEntry[] | null, batchId: number): StateChanges {
  if (!after) return { complete: false, rows: [] };
  if (!before) {
    const touched = after.filter((entry) => entry.updatedIn === batchId);
    return { complete: false, rows: touched.map((e) => ({ change: 'changed', key: e.key, before: null, after: e.value })) };
  }
  const id = (entry: StateEntry) => JSON.stringify(entry.key);
  const old = new Map(before.map((entry) => [id(entry), entry]));
  const rows: StateChanges['rows'] = [];
  for (const entry of after) {
    const was = old.get(id(entry));
    old.delete(id(entry));
    if (!was) rows.push({ change: 'added', key: entry.key, before: null, after: entry.value });
    else if (JSON.stringify(was.value) !== JSON.stringify(entry.value)) {
      rows.push({ change: 'changed', key: entry.key, before: was.value, after: entry.value });
    }
  }
  for (const entry of old.values()) rows.push({ change: 'evicted', key: entry.key, before: entry.value, after: null });
  return { complete: true, rows };
}
