import { stringToDate, stringToTimestamp, stringToTimestampNtz } from '../datetime/cast-text.ts';
import { divTrunc, MICROS_PER_SECOND, remTrunc, secondsOf } from '../datetime/instant.ts';
import { castOverflow, numberToInterval, stringToDayTime, stringToYearMonth } from '../datetime/interval-ansi.ts';
import { safeStringToInterval } from '../datetime/interval-parse.ts';
import { convertTz, daysOfMicros, microsOfDays } from '../datetime/local.ts';
import { UTC, zoneOf } from '../datetime/zone.ts';
import { isFractional, isIntegral, sqlType, type DataType } from '../types.ts';
import { long, type Long, type Value } from '../values.ts';
import { doubleToLong, narrow, type IntegralKind } from './numbers.ts';
import type { CastEnv } from './index.ts';

type Fn = (v: Value) => Value;
const unitMicros = [86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000];

export function toTimestamp(from: DataType, env: CastEnv): Fn | undefined {
  const zone = zoneOf(env.timeZone);
  if (isIntegral(from)) return (v) => saturate(BigInt(v as Long) * 1_000_000n);
  if (isFractional(from)) return (v) => (Number.isFinite(v) ? doubleToLong((v as number) * MICROS_PER_SECOND) : null);
  switch (from.kind) {
    case 'string': return (v) => stringToTimestamp(v as string, zone, env.now);
    case 'boolean': return (v) => (v === true ? 1 : 0);
    case 'date': return (v) => microsOfDays(v as number, zone);
    case 'timestamp_ntz': return (v) => convertTz(v as Long, zone, UTC);
    case 'decimal': {
      const scale = 10n ** BigInt(from.scale);
      return (v) => long(((v as bigint) * 1_000_000n) / scale);
    }
    default: return undefined;
  }
}
/** TimeUnit.SECONDS.toMicros. */
const saturate = (v: bigint): Long => long(v >= 2n ** 63n ? 2n ** 63n - 1n : v < -(2n ** 63n) ? -(2n ** 63n) : v);

export function toTimestampNtz(from: DataType, env: CastEnv): Fn | undefined {
  const zone = zoneOf(env.timeZone);
  switch (from.kind) {
    case 'string': return (v) => stringToTimestampNtz(v as string, true);
    case 'date': return (v) => microsOfDays(v as number, UTC);
    case 'timestamp': return (v) => convertTz(v as Long, UTC, zone);
    default: return undefined;
  }
}

export function toDate(from: DataType, env: CastEnv): Fn | undefined {
  switch (from.kind) {
    case 'string': return (v) => stringToDate(v as string);
    case 'timestamp': {
      const zone = zoneOf(env.timeZone);
      return (v) => daysOfMicros(v as Long, zone);
    }
    case 'timestamp_ntz': return (v) => daysOfMicros(v as Long, UTC);
    default: return undefined;
  }
}

export function toInterval(from: DataType, to: DataType): Fn | undefined {
  if (to.kind === 'calendarInterval') return from.kind === 'string' ? (v) => safeStringToInterval(v as string) : undefined;
  if (to.kind === 'dayTimeInterval') {
    const unit = unitMicros[to.end]!;
    if (from.kind === 'string') return (v) => stringToDayTime(v as string, to.start, to.end);
    if (from.kind === 'dayTimeInterval') return to.end === 3 ? (v) => v : (v) => long(BigInt(v as Long) - BigInt(remTrunc(v as Long, unit)));
    if (isIntegral(from)) return (v) => numberToInterval(v as Long, sqlType(to), sqlType(from), BigInt(unit), 2n ** 63n);
  }
  if (to.kind === 'yearMonthInterval') {
    if (from.kind === 'string') return (v) => stringToYearMonth(v as string, to.start, to.end);
    if (from.kind === 'yearMonthInterval') return to.end === 1 ? (v) => v : (v) => (v as number) - ((v as number) % 12);
    if (isIntegral(from)) return (v) => numberToInterval(v as Long, sqlType(to), sqlType(from), to.end === 0 ? 12n : 1n, 2n ** 31n);
  }
  return undefined;
}

/** Intervals to whole numbers of their last unit; CAST_OVERFLOW where the type is too small. */
export function intervalToInteger(from: DataType, kind: IntegralKind, to: DataType): Fn | undefined {
  if (from.kind !== 'dayTimeInterval' && from.kind !== 'yearMonthInterval') return undefined;
  const unit = from.kind === 'dayTimeInterval' ? unitMicros[from.end]! : from.end === 0 ? 12 : 1;
  return (v) => {
    const n = divTrunc(v as Long, unit), r = narrow(n, kind);
    if (r !== n) throw castOverflow(String(v), sqlType(from), sqlType(to));
    return r;
  };
}

/** Timestamp.floorDiv to seconds. */
export const timestampToLong = (v: Value): number => secondsOf(v as Long);
/** Seconds with a fraction, as Java divides a long by a double. */
export const timestampToDouble = (v: Value): number => Number(v) / MICROS_PER_SECOND;
