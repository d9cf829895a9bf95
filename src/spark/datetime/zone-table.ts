/**
 * Offsets of an IANA zone from the host's ICU data, read once a year of interest and kept as a table of transitions.
 */
export interface Segment { /** Epoch seconds, inclusive. */ readonly from: number; /** Exclusive. */ readonly to: number; /** Seconds east of UTC. */ readonly offset: number }

const STEP = 4 * 86_400;
/** The Gregorian calendar, and so every rule of ICU, repeats after 400 years. */
const CYCLE_SECONDS = 146_097 * 86_400;
const CYCLE_FROM = Date.UTC(2400, 0, 1) / 1000;
const FIRST = Date.UTC(1800, 0, 1) / 1000;

export class ZoneTable {
  private readonly format: Intl.DateTimeFormat;
  private readonly years = new Map<number, Segment[]>();

  /** Throws RangeError where the zone is not known to the host. */
  constructor(id: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: id, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  }

  /** The segment of constant offset around an instant; it may end at a year's border although the offset goes on. */
  segment(second: number): Segment {
    if (second < FIRST) return { from: -Infinity, to: FIRST, offset: this.probe(FIRST) };
    if (second >= CYCLE_FROM + CYCLE_SECONDS) {
      const shift = Math.floor((second - CYCLE_FROM) / CYCLE_SECONDS) * CYCLE_SECONDS;
      const s = this.segment(second - shift);
      return { from: s.from + shift, to: s.to + shift, offset: s.offset };
    }
    const year = new Date(second * 1000).getUTCFullYear();
    let segments = this.years.get(year);
    if (!segments) this.years.set(year, segments = this.scan(Date.UTC(year, 0, 1) / 1000, Date.UTC(year + 1, 0, 1) / 1000));
    return segments.find((s) => second < s.to)!;
  }

  private scan(from: number, to: number): Segment[] {
    const segments: Segment[] = [];
    let start = from, offset = this.probe(from);
    for (let low = from; low < to;) {
      const high = Math.min(low + STEP, to);
      const next = this.probe(high === to ? to - 1 : high);
      if (next !== offset) {
        const at = this.bisect(low, high, offset);
        segments.push({ from: start, to: at, offset });
        start = low = at;
        offset = this.probe(at);
      } else low = high;
    }
    segments.push({ from: start, to, offset });
    return segments;
  }

  private bisect(low: number, high: number, offset: number): number {
    while (high - low > 1) {
      const mid = Math.floor((low + high) / 2);
      if (this.probe(mid) === offset) low = mid; else high = mid;
    }
    return high;
  }

  private probe(second: number): number {
    const n: Record<string, number> = {};
    let bc = false;
    for (const p of this.format.formatToParts(second * 1000)) {
      if (p.type === 'era') bc = p.value === 'BC'; else n[p.type] = Number(p.value);
    }
    const local = Date.UTC(2000, n['month']! - 1, n['day'], n['hour'], n['minute'], n['second']) / 1000;
    // Date.UTC reads years 0-99 as 1900-1999: the year is set apart.
    const moved = new Date(local * 1000).setUTCFullYear(bc ? 1 - n['year']! : n['year']!, n['month']! - 1, n['day']) / 1000;
    return moved - second;
  }
}
