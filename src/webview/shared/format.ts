/** Numbers and times as people read them. Times are microseconds since the epoch. */

const nbsp = '\u00a0';

/** `12 403` */
export function count(n: number): string {
  const rounded = Math.abs(n) < 10 && !Number.isInteger(n) ? n.toFixed(1) : String(Math.round(n));
  return rounded.replace(/\B(?=(\d{3})+(?!\d))/g, nbsp);
}

export const rate = (perSecond: number | undefined): string => perSecond === undefined ? '–' : `${count(perSecond)} rows/s`;

export function took(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** `23.4 s`, `12.5 min`: one unit, one decimal where it is not whole. */
export function duration(micros: number): string {
  const size = Math.abs(micros);
  const [unit, name] = size < 1e6 ? [1e3, 'ms'] : size < 120e6 ? [1e6, 's'] : size < 7200e6 ? [60e6, 'min'] : size < 172800e6 ? [3600e6, 'h'] : [86400e6, 'days'];
  const value = micros / unit;
  return `${Number.isInteger(value) ? count(value) : value.toFixed(1)} ${name}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** Times of one zone. Past a day's span the date is said too. */
export class Clock {
  readonly zone: string;
  readonly #time: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;

  constructor(zone: string, readonly dated = false) {
    this.zone = known(zone) ? zone : 'UTC';
    const base = { timeZone: this.zone, hourCycle: 'h23' } as const;
    this.#time = new Intl.DateTimeFormat('en-GB', { ...base, hour: '2-digit', minute: '2-digit', second: '2-digit' });
    this.#date = new Intl.DateTimeFormat('en-CA', { ...base, year: 'numeric', month: '2-digit', day: '2-digit' });
  }

  /** `12:01:30`, or `2024-05-06 12:01:30` where dates differ. */
  short(micros: number): string {
    const ms = Math.floor(micros / 1000);
    return this.dated ? `${this.#date.format(ms)} ${this.#time.format(ms)}` : this.#time.format(ms);
  }

  /** With milliseconds: `12:00:21.991`. */
  exact(micros: number): string {
    const ms = Math.floor(micros / 1000);
    return `${this.short(micros)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`;
  }

  /** Date, time, microseconds and zone: for tooltips. */
  full(micros: number): string {
    const ms = Math.floor(micros / 1000), rest = ((micros % 1e6) + 1e6) % 1e6;
    return `${this.#date.format(ms)} ${this.#time.format(ms)}.${String(rest).padStart(6, '0')} ${this.zone}`;
  }

  /** Date, time and zone: of what happens to a job, from epoch ms. */
  moment(ms: number): string { return `${this.#date.format(ms)} ${this.#time.format(ms)} ${this.zone}`; }

  /** A watermark as the tables show it: `–` before the first. */
  watermark(micros: number | null): string { return micros === null || micros <= 0 ? '–' : this.short(micros); }
}

function known(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
