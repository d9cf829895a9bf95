/** Numbers, times and places as people read them. */
import { sep } from 'node:path';

/** A text in which files below the working directory are named from there. */
export const near = (text: string, cwd = process.cwd()): string => text.replaceAll(`${cwd}${sep}`, '');

/** Digits in groups of three, a thin gap between. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** `4 ms`, `49 s`, `1 min 12 s`, `3 h 5 min`, `2 d`. */
export function duration(micros: number): string {
  if (micros < 1000) return `${micros} µs`;
  const ms = Math.round(micros / 1000);
  if (ms < 1000) return `${ms} ms`;
  const s = ms / 1000;
  if (s < 60) return `${Number(s.toFixed(s < 10 ? 1 : 0))} s`;
  const [d, h, min, sec] = [Math.floor(s / 86_400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60, Math.round(s) % 60];
  const parts = d > 0 ? [[d, 'd'], [h, 'h']] : h > 0 ? [[h, 'h'], [min, 'min']] : [[min, 'min'], [sec, 's']];
  return parts.filter(([n]) => n !== 0).map(([n, unit]) => `${n} ${unit}`).join(' ');
}

/** The smallest delay, in whole units, that is at least this long: what withWatermark takes. */
export function delay(micros: number): string {
  const seconds = Math.ceil(micros / 1_000_000);
  if (seconds % 3600 === 0 && seconds > 0) return plural(seconds / 3600, 'hour');
  if (seconds >= 120) return plural(Math.ceil(seconds / 60), 'minute');
  return plural(seconds, 'second');
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Date and time of day in a zone; fractions of a second only when there are any. */
export function instant(micros: number, timeZone: string): { date: string; time: string } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    formats.set(timeZone, format);
  }
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(Math.floor(micros / 1000))) part[type] = value;
  const rest = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
  return { date: `${part['year']}-${part['month']}-${part['day']}`, time: `${part['hour']}:${part['minute']}:${part['second']}${fraction}` };
}
