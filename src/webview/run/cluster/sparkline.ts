import { html, nothing, svg, type TemplateResult } from 'lit';

const width = 240, height = 36;

export interface Line { color: 'blue' | 'green' | 'purple' | 'orange'; values: readonly (number | null)[] }

/** Lines over the same times: from their least to their greatest, or from 0 where `zero`. Gaps stay gaps. */
export function sparkline(lines: readonly Line[], label: string, zero: boolean): TemplateResult {
  const all = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  if (all.length < 2) return html`<div class="spark empty-spark" role="img" aria-label=${`${label}: not enough figures yet`}></div>`;
  let min = zero ? 0 : Infinity, max = -Infinity;
  for (const value of all) { min = Math.min(min, value); max = Math.max(max, value); }
  const high = max - min || 1;
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label=${label}>${lines.map(({ color, values }) => {
    const d = path(values, min, high, max === min && !zero);
    return d === '' ? nothing : svg`<path class="line-${color}" d=${d} vector-effect="non-scaling-stroke"></path>`;
  })}</svg>`;
}

function path(values: readonly (number | null)[], min: number, high: number, flat: boolean): string {
  const step = width / Math.max(1, values.length - 1);
  let d = '', open = false;
  values.forEach((value, i) => {
    if (value === null) { open = false; return; }
    const y = flat ? height / 2 : height - 2 - (value - min) / high * (height - 4);
    d += `${open ? 'L' : 'M'}${(i * step).toFixed(1)},${y.toFixed(1)}`;
    open = true;
  });
  return d;
}
