import uPlot from 'uplot';
import type { ChartData } from '../../protocol/panel';
import type { Clock } from '../shared/format';
import { highContrast, type Palette } from '../shared/theme';

export interface Dot { batch: number; t: number; kind: number; n: number }

const [inTime, late, dropped] = [0, 1, 2];

/** The vertical range that shows what matters: one row from 1970 must not squash the chart. Outliers are drawn at its edge. */
export function timeRange(data: ChartData): [number, number] {
  const times = [...data.dots.t].sort((a, b) => a - b);
  for (const column of data.columns) if (column.watermark) times.push(column.watermark);
  if (times.length === 0) return [0, 1];
  const at = (share: number) => data.dots.t.length === 0 ? times[0] ?? 0 : times[Math.floor(share * (data.dots.t.length - 1))] ?? 0;
  const low = at(.02), high = at(.98), reach = Math.max(high - low, 1e6) * 2;
  const marks = data.columns.flatMap((c) => c.watermark ? [c.watermark] : []).filter((w) => w > low - reach);
  const inside = times.filter((t) => t >= low - reach && t <= high + reach);
  const min = Math.min(...marks.slice(0, 1), ...inside.slice(0, 1), low), max = Math.max(high, ...marks.slice(-1), inside.reduce((a, b) => Math.max(a, b), high));
  const margin = Math.max((max - min) * .04, 500_000);
  return [min - margin, max + margin];
}

const stepsUp = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400].map((s) => s * 1e6);

export function timeSplits(min: number, max: number, room: number): number[] {
  const wanted = (max - min) / Math.max(2, room), step = stepsUp.find((s) => s >= wanted) ?? Math.ceil(wanted / 86400e6) * 86400e6;
  const out: number[] = [];
  for (let t = Math.ceil(min / step) * step; t <= max; t += step) out.push(t);
  return out;
}

export interface PlotView { data: ChartData; clock: Clock; colors: Palette; selected: number; batchIds: (ordinal: number) => number; zoom(from: number, to: number): void }

/** uPlot gives scales, axes and drag-to-zoom; dots, watermark and the selected batch's band are drawn by us. */
export function eventPlot(parent: HTMLElement, view: () => PlotView, width: number, height: number): uPlot {
  const { colors } = view();
  // A high-contrast border colour is made to be seen; behind dots it is only dotted.
  const grid = highContrast() ? { stroke: colors.dim, width: 1, dash: [1, 5] } : { stroke: colors.line, width: 1 };
  const options: uPlot.Options = {
    width, height, legend: { show: false }, padding: [6, 12, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: { x: { time: false, range: () => { const { data } = view(); return [data.from, Math.max(data.to, data.from + 1)]; } }, y: { range: () => timeRange(view().data) } },
    series: [{}, { scale: 'y', show: true, paths: () => null, points: { show: false } }],
    axes: [
      { stroke: colors.dim, font: colors.font, grid: { show: false }, ticks: { show: false }, size: 24, gap: 4,
        splits: (u) => batchSplits(view().data, u.bbox.width / devicePixelRatio),
        values: (_, splits) => splits.map((x, i) => { const id = view().batchIds(Math.floor(x)); return i === 0 ? `batch ${id}` : String(id); }) },
      { stroke: colors.dim, font: colors.font, grid, ticks: { show: false }, size: view().clock.dated ? 128 : 62, gap: 6,
        splits: (u, _, min, max) => timeSplits(min, max, u.bbox.height / devicePixelRatio / 32),
        values: (_, splits) => splits.map((t) => view().clock.short(t)) },
    ],
    hooks: {
      drawClear: [(u) => { band(u, view()); }],
      draw: [(u) => { clipped(u, () => { watermark(u, view()); dots(u, view()); }); }],
      setSelect: [(u) => {
        if (u.select.width < 4) return;
        const from = Math.floor(u.posToVal(u.select.left, 'x')), to = Math.ceil(u.posToVal(u.select.left + u.select.width, 'x'));
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        view().zoom(from, to);
      }],
    },
  };
  return new uPlot(options, plotData(view().data), parent);
}

export const plotData = (data: ChartData): uPlot.AlignedData => [[data.from, Math.max(data.to, data.from + 1)], [null, null]];

function batchSplits(data: ChartData, pixels: number): number[] {
  const n = data.to - data.from, fit = Math.max(1, Math.floor(pixels / 62));
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].find((s) => n / s <= fit) ?? Math.ceil(n / fit);
  const out: number[] = [];
  for (let x = data.from; x < data.to; x += step) out.push(x + .5);
  return out;
}

function clipped(u: uPlot, draw: () => void): void {
  u.ctx.save();
  u.ctx.setLineDash([]);
  u.ctx.beginPath();
  u.ctx.rect(u.bbox.left, u.bbox.top - 4, u.bbox.width, u.bbox.height + 8);
  u.ctx.clip();
  draw();
  u.ctx.restore();
}

function band(u: uPlot, { selected, colors, data }: PlotView): void {
  if (selected < data.from || selected >= data.to) return;
  const left = u.valToPos(selected, 'x', true), right = u.valToPos(selected + 1, 'x', true);
  u.ctx.save();
  u.ctx.setLineDash([]);
  u.ctx.fillStyle = u.ctx.strokeStyle = highContrast() ? colors.text : colors.band;
  u.ctx.globalAlpha = highContrast() ? 1 : .55;
  // High contrast themes have no muted fills: the batch is framed.
  if (highContrast()) u.ctx.strokeRect(left, u.bbox.top, Math.max(2, right - left), u.bbox.height);
  else u.ctx.fillRect(left, u.bbox.top, Math.max(2, right - left), u.bbox.height);
  u.ctx.restore();
}

function watermark(u: uPlot, { data, colors }: PlotView): void {
  const { ctx } = u;
  ctx.strokeStyle = colors.purple;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  let open = false;
  for (const column of data.columns) {
    if (!column.watermark) { open = false; continue; }
    const y = u.valToPos(column.watermark, 'y', true);
    const x = u.valToPos(column.first, 'x', true);
    if (open) ctx.lineTo(x, y); else ctx.moveTo(x, y);
    ctx.lineTo(u.valToPos(column.last + 1, 'x', true), y);
    open = true;
  }
  ctx.stroke();
}

/** Pixel place of a dot, kept inside the plot. */
export function place(u: uPlot, x: number, t: number): [number, number] {
  const y = u.valToPos(t, 'y', true);
  return [u.valToPos(x, 'x', true), Math.max(u.bbox.top + 2, Math.min(u.bbox.top + u.bbox.height - 2, y))];
}

function dots(u: uPlot, { data, colors }: PlotView): void {
  // Over very many batches full-size rings would cover one another.
  const { ctx } = u, px = devicePixelRatio, ring = data.to - data.from > 400 ? .5 : 1, { x: xs, t: ts, kind: kinds, n: ns } = data.dots;
  const each = (kind: number, draw: (x: number, y: number, n: number) => void) => {
    kinds.forEach((k, i) => { if (k === kind) { const [x, y] = place(u, xs[i] ?? 0, ts[i] ?? 0); draw(x, y, ns[i] ?? 1); } });
  };
  ctx.globalAlpha = .75;
  ctx.fillStyle = colors.blue;
  ctx.beginPath();
  each(inTime, (x, y, n) => { const r = (1.4 + Math.min(1.2, Math.log10(n) * .6)) * px; ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 7); });
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.lineWidth = 1.2 * px;
  ctx.strokeStyle = ctx.fillStyle = colors.yellow;
  each(late, (x, y) => {
    ctx.beginPath(); ctx.arc(x, y, 3.2 * ring * px, 0, 7); ctx.stroke();
    ctx.beginPath(); ctx.arc(x, y, 3.2 * ring * px, Math.PI / 2, Math.PI * 1.5); ctx.fill();
  });
  ctx.lineWidth = 1.5 * px;
  ctx.strokeStyle = colors.red;
  each(dropped, (x, y) => { ctx.beginPath(); ctx.arc(x, y, 3.4 * ring * px, 0, 7); ctx.stroke(); });
}

/** The dot nearest to a place on the plot (CSS pixels), within 10 pixels; dropped and late ones win over in-time ones. */
export function nearest(u: uPlot, data: ChartData, left: number, top: number): Dot | null {
  const px = devicePixelRatio, cx = left * px + u.bbox.left, cy = top * px + u.bbox.top;
  let best: Dot | null = null, least = 10 * px;
  data.dots.x.forEach((x, i) => {
    const t = data.dots.t[i] ?? 0, kind = data.dots.kind[i] ?? 0, [dx, dy] = place(u, x, t);
    const away = Math.hypot(dx - cx, dy - cy) + (kind === inTime ? 3 * px : 0);
    if (away < least) { least = away; best = { batch: Math.floor(x), t, kind, n: data.dots.n[i] ?? 1 }; }
  });
  return best;
}
