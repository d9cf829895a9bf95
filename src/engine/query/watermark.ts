import type { WatermarkStats } from '../operators/operator.ts';

/** What each batch's rows did to each watermark node: the newest event time, ms. */
export interface WatermarkHistory { readonly batchId: number; readonly maxima: ReadonlyMap<number, number> }

/**
 * WatermarkTracker (3.3.1): a watermark per EventTimeWatermark node, one global one by policy. It only moves up and starts at 0;
 * nodes' own values are not in the checkpoint.
 */
export class WatermarkTracker {
  readonly #perNode = new Map<number, number>();
  #global = 0;
  readonly history: WatermarkHistory[] = [];
  constructor(readonly policy: 'min' | 'max', readonly nodes: readonly { readonly id: number; readonly delayMs: number }[]) {}

  get currentMs(): number { return this.#global; }
  set(ms: number): void { this.#global = ms; }

  update(batchId: number, stats: ReadonlyMap<number, WatermarkStats>): void {
    if (this.nodes.length === 0) return;
    this.history.push({ batchId, maxima: new Map([...stats].map(([n, s]) => [n, s.max])) });
    for (const n of this.nodes) {
      const s = stats.get(n.id);
      if (s && s.count > 0) this.#perNode.set(n.id, Math.max(this.#perNode.get(n.id) ?? -Infinity, s.max - n.delayMs));
      else if (!this.#perNode.has(n.id)) this.#perNode.set(n.id, 0);
    }
    const values = this.nodes.map((n) => this.#perNode.get(n.id)!);
    const next = this.policy === 'min' ? Math.min(...values) : Math.max(...values);
    if (next > this.#global) this.#global = next;
  }

  /**
   * The smallest delay (ms) of `node` with which `time` (microseconds) would still be above the watermark of `batchId`: the
   * watermark is run again over the batches' maxima. Null when no delay would help.
   */
  neededDelayMs(node: number, time: number, batchId: number): number | null {
    const keeps = (delay: number): boolean => time > this.#rerun(node, delay, batchId) * 1000;
    const newest = Math.max(...this.history.filter((h) => h.batchId < batchId).map((h) => h.maxima.get(node) ?? -Infinity));
    if (!Number.isFinite(newest)) return null;
    let low = 0, high = Math.max(0, newest - Math.floor(time / 1000) + 1);
    if (!keeps(high)) return null;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (keeps(middle)) high = middle; else low = middle + 1;
    }
    return low;
  }

  #rerun(node: number, delay: number, batchId: number): number {
    const perNode = new Map<number, number>();
    let global = 0;
    for (const h of this.history) {
      if (h.batchId >= batchId) break;
      for (const n of this.nodes) {
        const max = h.maxima.get(n.id);
        if (max !== undefined) perNode.set(n.id, Math.max(perNode.get(n.id) ?? -Infinity, max - (n.id === node ? delay : n.delayMs)));
        else if (!perNode.has(n.id)) perNode.set(n.id, 0);
      }
      const values = this.nodes.map((n) => perNode.get(n.id)!);
      global = Math.max(global, this.policy === 'min' ? Math.min(...values) : Math.max(...values));
    }
    return global;
  }
}
