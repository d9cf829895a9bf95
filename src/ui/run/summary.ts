import type { RunModel } from './model/run-model';

const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');

/** `5 batches, 312 in, 18 out, 7 dropped late`: one query's figures, or all of a run's. */
export function summary(figures: { batches: number; inputRows: number; outputRows?: number; droppedRows: number }): string {
  const { batches, inputRows, outputRows, droppedRows } = figures;
  return `${number(batches)} ${batches === 1 ? 'batch' : 'batches'}, ${number(inputRows)} in${outputRows === undefined ? '' : `, ${number(outputRows)} out`}${droppedRows > 0 ? `, ${number(droppedRows)} dropped late` : ''}`;
}

/** What a run has come to, for trees and status: its state, then its figures. */
export function headline(model: RunModel): string {
  const totals = model.totals();
  const words = { starting: 'starting', running: 'running', paused: 'paused', succeeded: 'finished', failed: 'failed', stopped: 'stopped' };
  return totals.batches === 0 ? words[model.state] : `${words[model.state]}, ${summary(totals)}`;
}
