/** Figures of a verdict in words. */

/** Digits in groups of three; below ten with a digit behind the point where there is one. */
export const amount = (n: number): string => (Math.abs(n) < 10 ? String(Number(n.toFixed(1))) : String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ' '));

/** `45 s`, `6 min`, `2 h`, `1 h 5 min`, `3 d 4 h`: what is smaller than a hundredth or so is left out. */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1000), minutes = Math.round(ms / 60_000);
  if (seconds < 60) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min`;
  const [d, h, min] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = d > 0 ? [[d, 'd'], [h, 'h']] : [[h, 'h'], [min, 'min']];
  return parts.filter(([n]) => n !== 0).map(([n, unit]) => `${n} ${unit}`).join(' ');
}

/** Milliseconds of a batch or a trigger: `850 ms`, `4.1 s`, `2 min`. */
export const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : ms < 60_000 ? `${amount(ms / 1000)} s` : lasting(ms));

/** `212 MB` */
export const size = (bytes: number): string => (bytes < 2 ** 20 ? `${amount(bytes / 2 ** 10)} kB` : bytes < 2 ** 30 ? `${amount(bytes / 2 ** 20)} MB` : `${amount(bytes / 2 ** 30)} GB`);
