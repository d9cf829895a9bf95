import type { Interval, Long } from '../values.ts';
import { pad2 } from './civil.ts';

/** Texts of intervals. Microseconds are taken as bigint: they may fill 64 bits. */
const abs = (v: bigint): bigint => (v < 0n ? -v : v);
const pad = (v: bigint): string => pad2(Number(v));

/** BigDecimal.valueOf(micros, 6).stripTrailingZeros.toPlainString. */
function secondsText(micros: bigint): string {
  const whole = abs(micros) / 1_000_000n, rest = String(abs(micros) % 1_000_000n).padStart(6, '0').replace(/0+$/, '');
  return `${micros < 0n ? '-' : ''}${whole}${rest ? `.${rest}` : ''}`;
}

/** CalendarInterval.toString: `1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds`. */
export function intervalText(v: Interval): string {
  const parts: string[] = [];
  const add = (n: number | bigint, unit: string): void => { if (n) parts.push(`${n} ${unit}`); };
  add(Math.trunc(v.months / 12), 'years');
  add(v.months % 12, 'months');
  add(v.days, 'days');
  const micros = BigInt(v.microseconds);
  add(micros / 3_600_000_000n, 'hours');
  add((micros / 60_000_000n) % 60n, 'minutes');
  const rest = micros % 60_000_000n;
  if (rest) parts.push(`${secondsText(rest)} seconds`);
  return parts.length ? parts.join(' ') : '0 seconds';
}

const dayUnits = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];
const unitMicros = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];
export const dayTimeName = (start: number, end: number): string => (start === end ? dayUnits[start]! : `${dayUnits[start]!} TO ${dayUnits[end]!}`);

/** IntervalUtils.toDayTimeIntervalString, ANSI style: `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
export function dayTimeText(micros: Long, start: number, end: number): string {
  let rest = abs(BigInt(micros));
  let text = BigInt(micros) < 0n ? '-' : '';
  for (let u = start; u <= end; u++) {
    if (u > start) text += u === 1 ? ' ' : ':';
    if (u === 3) {
      text += `${rest < 10_000_000n ? '0' : ''}${secondsText(rest)}`;
    } else {
      const n = rest / unitMicros[u]!;
      text += u === 0 ? String(n) : pad(n);
      rest %= unitMicros[u]!;
    }
  }
  return `INTERVAL '${text}' ${dayTimeName(start, end)}`;
}

/** IntervalUtils.toYearMonthIntervalString, ANSI style: `INTERVAL '1-2' YEAR TO MONTH`. */
export function yearMonthText(months: number, start: number, end: number): string {
  const sign = months < 0 ? '-' : '', n = Math.abs(months), years = `${sign}${Math.floor(n / 12)}`;
  if (start !== end) return `INTERVAL '${years}-${n % 12}' YEAR TO MONTH`;
  return start === 0 ? `INTERVAL '${years}' YEAR` : `INTERVAL '${months}' MONTH`;
}
