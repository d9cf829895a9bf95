import { daysOfMicros, addInterval, microsOfDays } from '../datetime/local.ts';
import { zoneOf } from '../datetime/zone.ts';
import { checkItems, javaError } from '../errors.ts';
import { catalogString, type DataType } from '../types.ts';
import type { Interval} from '../values.ts';
import { long, type Long, type Value } from '../values.ts';

const dayMicros = 86400000000n;
const monthMicros = 28n * dayMicros;

interface Step { readonly months: number; readonly days: number; readonly micros: bigint }
function stepOf(v: Value, t: DataType): Step {
  if (t.kind === 'yearMonthInterval') return { months: v as number, days: 0, micros: 0n };
  if (t.kind === 'dayTimeInterval') {
    const m = BigInt(v as Long), days = m / dayMicros;
    return { months: 0, days: Number(days), micros: m - days * dayMicros };
  }
  const i = v as Interval;
  return { months: i.months, days: i.days, micros: BigInt(i.microseconds) };
}

/** Sequence of dates or timestamps by an interval, a day when it is left out (Sequence.InternalSequenceBase). */
export function temporalSequence(t: DataType, stepType: DataType | undefined, timeZone: string): (start: Long, stop: Long, step?: Value) => Value {
  const zone = zoneOf(timeZone), dates = t.kind === 'date';
  const micros = (v: Long): bigint => BigInt(dates ? microsOfDays(Number(v), zone) : v);
  return (start, stop, given) => {
    const s: Step = given === undefined || !stepType ? { months: 0, days: start <= stop ? 1 : -1, micros: 0n } : stepOf(given, stepType);
    if (dates && s.months === 0 && s.days === 0) {
      throw javaError('java.lang.IllegalArgumentException', `sequence step must be an ${stepType ? catalogString(stepType) : 'interval'} of day granularity if start and end values are dates`);
    }
    const from = micros(start), to = micros(stop), size = s.micros + BigInt(s.months) * monthMicros + BigInt(s.days) * dayMicros;
    const legal = (size > 0n && from <= to) || (size < 0n && from >= to) || (size === 0n && from === to);
    if (!legal) throw javaError('java.lang.IllegalArgumentException', `requirement failed: Illegal sequence boundaries: ${from} to ${to} by ${size}`);
    if (size === 0n) return [start];
    const out: Value[] = [];
    for (let i = 0, at = from; size > 0n ? at <= to : at >= to;) {
      const m = long(at);
      out.push(dates ? daysOfMicros(m, zone) : m);
      checkItems(++i);
      at = BigInt(addInterval(long(from), i * s.months, i * s.days, long(BigInt(i) * s.micros), zone));
    }
    return out;
  };
}
