/** The local time zone of a run: the job's TZ, else the machine's. Offsets come from the runtime's own tz database. */
import { readFileSync } from 'node:fs';

export interface ZoneNames {
  standard: string;
  summer: string;
  /** Seconds east of UTC in winter. */
  standardOffset: number;
}

export class Zone {
  readonly id: string;
  readonly #format: Intl.DateTimeFormat | undefined;
  readonly #readNames: (id: string) => string | undefined;

  /** `id` is an IANA name; what the runtime does not know counts as UTC, as in C. `footer` finds a zone's TZ rule (tests). */
  constructor(id: string | undefined, footer: (id: string) => string | undefined = systemFooter) {
    const wanted = (id ?? '').replace(/^:/, '') || Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.#readNames = footer;
    try {
      this.#format = new Intl.DateTimeFormat('en-US', { timeZone: wanted, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric',
        hour: 'numeric', minute: 'numeric', second: 'numeric' });
      this.id = wanted;
    } catch {
      this.id = 'UTC';
    }
    if (/^(Etc\/)?(UTC|GMT|UCT|Universal|Zulu|Greenwich)$/.test(this.id)) this.#format = undefined;
  }

  /** Seconds east of UTC at an instant (seconds since the epoch). */
  offsetSeconds(seconds: number): number {
    if (!this.#format) return 0;
    const whole = Math.floor(seconds);
    const part: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(whole * 1000)) part[type] = value;
    const year = part['era'] === 'BC' ? 1 - Number(part['year']) : Number(part['year']);
    const wall = new Date(0);
    wall.setUTCFullYear(year, Number(part['month']) - 1, Number(part['day']));
    wall.setUTCHours(Number(part['hour']), Number(part['minute']), Number(part['second']));
    return wall.getTime() / 1000 - whole;
  }

  isSummer(seconds: number): boolean {
    if (!this.#format) return false;
    const year = new Date(seconds * 1000).getUTCFullYear();
    const winter = this.offsetSeconds(Date.UTC(year, 0, 1) / 1000);
    const july = this.offsetSeconds(Date.UTC(year, 6, 1) / 1000);
    return winter !== july && this.offsetSeconds(seconds) === Math.max(winter, july);
  }

  /** The instant of a wall-clock time given as if it were UTC. `summer` > 0 or 0 chooses where two fit; in a gap the clock moves on. */
  fromLocal(wall: number, summer: number): number {
    const before = wall - this.offsetSeconds(wall - 86_400);
    const after = wall - this.offsetSeconds(wall + 86_400);
    const fits = [before, after].filter((t) => t + this.offsetSeconds(t) === wall);
    if (fits.length === 0) return before;
    if (fits.length === 1 || fits[0] === fits[1] || summer < 0) return fits[0]!;
    return fits.find((t) => this.isSummer(t) === (summer > 0)) ?? fits[0]!;
  }

  names(): ZoneNames {
    if (!this.#format) return { standard: 'UTC', summer: 'UTC', standardOffset: 0 };
    const year = new Date().getUTCFullYear();
    const standardOffset = Math.min(this.offsetSeconds(Date.UTC(year, 0, 1) / 1000), this.offsetSeconds(Date.UTC(year, 6, 1) / 1000));
    const rule = /^(<[^>]+>|[A-Za-z]+)[-+\d:]+(<[^>]+>|[A-Za-z]+)?/.exec(this.#readNames(this.id) ?? '');
    const bare = (name: string): string => name.replace(/^<|>$/g, '');
    const standard = rule?.[1] === undefined ? numeric(standardOffset) : bare(rule[1]);
    return { standard, summer: rule?.[2] === undefined ? standard : bare(rule[2]), standardOffset };
  }
}

/** The last line of a TZif file is the POSIX rule for the time after its table: `CET-1CEST,M3.5.0,M10.5.0/3`. */
export function footerOf(tzif: Uint8Array): string | undefined {
  const text = Buffer.from(tzif.buffer, tzif.byteOffset, tzif.byteLength).toString('latin1');
  return /\n([^\n]+)\n$/.exec(text)?.[1];
}

function systemFooter(id: string): string | undefined {
  for (const folder of ['/usr/share/zoneinfo', '/var/db/timezone/zoneinfo']) {
    try {
      return footerOf(readFileSync(`${folder}/${id}`));
    } catch {
      // Windows, or a machine without zone files: the offset is the name then, as in zones without letters.
    }
  }
  return undefined;
}

function numeric(offset: number): string {
  const minutes = Math.abs(Math.trunc(offset / 60));
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${hours}${minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0')}`;
}
