import type { Value } from '../../spark/values.ts';

/** One row of a state store. `value` is what the operator keeps (aggregation buffers, a stored join row, …). */
export interface StateRow {
  readonly key: readonly Value[];
  readonly value: Value[];
  /** Batch in which it was last written. */
  updatedIn: number;
  /** Event time (microseconds) at or below whose watermark it is evicted; null: never. */
  readonly evictAt: number | null;
}

type Change = { readonly kind: 'put'; readonly row: StateRow } | { readonly kind: 'remove' };

/**
 * A keyed store with a per-batch overlay: a batch reads its own writes, `commit` makes them last, `abort` forgets them, so
 * a batch that fails leaves nothing behind. Reads never copy what did not change.
 *
 * Undo records of recent batches answer "what did the store hold after batch N".
 */
export class StateStore {
  #rows = new Map<string, StateRow>();
  #changes = new Map<string, Change>();
  #size = 0;
  /** For each committed batch: what its commit replaced. */
  readonly #undo: { batchId: number; before: Map<string, StateRow | undefined> }[] = [];
  #undoRows = 0;
  /** The state after batches before this one is no longer known. */
  #knownFrom = -1;
  readonly #groups = new Map<string, Set<string>>();
  /** `groupOf` names the group of a key, for stores that are asked for all rows of a group (Spark's prefix scan). */
  constructor(readonly groupOf?: (key: string) => string, /** Replaced rows that are kept to look back. */ public historyRows = 500_000) {}

  get(key: string): StateRow | undefined {
    const change = this.#changes.get(key);
    if (change) return change.kind === 'put' ? change.row : undefined;
    return this.#rows.get(key);
  }
  has(key: string): boolean { return this.get(key) !== undefined; }
  put(key: string, row: StateRow): void {
    if (!this.has(key)) { this.#size++; this.#index(key); }
    this.#changes.set(key, { kind: 'put', row });
  }
  remove(key: string): boolean {
    if (!this.has(key)) return false;
    this.#size--;
    this.#changes.set(key, { kind: 'remove' });
    if (this.groupOf) {
      const group = this.groupOf(key), keys = this.#groups.get(group);
      keys?.delete(key);
      if (keys?.size === 0) this.#groups.delete(group);
    }
    return true;
  }
  /** Keys of a group, in insertion order. */
  group(group: string): readonly string[] { return [...(this.#groups.get(group) ?? [])]; }
  #index(key: string): void {
    if (!this.groupOf) return;
    const group = this.groupOf(key);
    const keys = this.#groups.get(group);
    if (keys) keys.add(key); else this.#groups.set(group, new Set([key]));
  }
  #reindex(): void {
    if (!this.groupOf) return;
    this.#groups.clear();
    for (const key of this.#rows.keys()) this.#index(key);
  }
  /** Rows as of now, overlay included, in insertion order of the committed rows, then new ones. */
  *entries(): Generator<[string, StateRow]> {
    for (const [key, row] of this.#rows) {
      const change = this.#changes.get(key);
      if (!change) yield [key, row];
      else if (change.kind === 'put') yield [key, change.row];
    }
    for (const [key, change] of this.#changes) if (change.kind === 'put' && !this.#rows.has(key)) yield [key, change.row];
  }
  get size(): number { return this.#size; }

  /** Changes of the open batch, for the checkpoint's delta. */
  changes(): { puts: [string, StateRow][]; removes: string[] } {
    const puts: [string, StateRow][] = [], removes: string[] = [];
    for (const [key, c] of this.#changes) if (c.kind === 'put') puts.push([key, c.row]); else if (this.#rows.has(key)) removes.push(key);
    return { puts, removes };
  }
  commit(batchId: number): void {
    const before = new Map<string, StateRow | undefined>();
    for (const [key, c] of this.#changes) {
      before.set(key, this.#rows.get(key));
      if (c.kind === 'put') this.#rows.set(key, c.row); else this.#rows.delete(key);
    }
    this.#changes = new Map();
    this.#undo.push({ batchId, before });
    this.#undoRows += before.size;
    while (this.#undoRows > this.historyRows && this.#undo.length > 1) {
      const { batchId: forgotten, before: gone } = this.#undo.shift()!;
      this.#undoRows -= gone.size;
      this.#knownFrom = forgotten;
    }
  }
  abort(): void {
    if (this.#changes.size === 0) return;
    this.#changes = new Map();
    this.#size = this.#rows.size;
    this.#reindex();
  }
  /** Replaces everything: a store as a checkpoint has it after `batchId`. */
  load(rows: Iterable<[string, StateRow]>, batchId: number): void {
    this.#rows = new Map(rows);
    this.#changes = new Map();
    this.#undo.length = 0;
    this.#undoRows = 0;
    this.#knownFrom = batchId;
    this.#size = this.#rows.size;
    this.#reindex();
  }
  /** The rows after `batchId` was committed, or null when that is further back than the history reaches. */
  asOf(batchId: number): Map<string, StateRow> | null {
    if (batchId < this.#knownFrom) return null;
    const later = this.#undo.filter((u) => u.batchId > batchId);
    const rows = new Map(this.#rows);
    for (const u of later.reverse()) for (const [key, row] of u.before) if (row) rows.set(key, row); else rows.delete(key);
    return rows;
  }
}
