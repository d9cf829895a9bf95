import { javaError } from '../errors.ts';
import { parseOffset, shortIds } from './zone-id.ts';
import { ZoneTable, type Segment } from './zone-table.ts';

/** A java.time.ZoneId with its rules. Offsets are seconds east of UTC. */
export class Zone {
  private last: Segment;
  constructor(
    /** Normalised as ZoneId.getId prints it. */
    readonly id: string,
    private readonly table: ZoneTable | undefined, fixed: number,
  ) {
    this.last = table ? { from: 0, to: 0, offset: 0 } : { from: -Infinity, to: Infinity, offset: fixed };
  }

  get isFixed(): boolean { return this.table === undefined; }

  offsetAt(second: number): number {
    const l = this.last;
    if (second >= l.from && second < l.to) return l.offset;
    this.last = this.table!.segment(second);
    return this.last.offset;
  }

  /**
   * Epoch second of a local date-time (seconds as if in UTC), as ZonedDateTime.ofLocal resolves it: in a gap it moves later by
   * the gap's length, in an overlap `preferred` is kept where it is valid, else the earlier offset is taken.
   */
  resolve(local: number, preferred?: number): number {
    const l = this.last;
    if (local - l.offset - 86_400 >= l.from && local - l.offset + 86_400 < l.to) return local - l.offset;
    const before = this.offsetAt(local - 86_400), after = this.offsetAt(local + 86_400);
    if (preferred !== undefined && this.offsetAt(local - preferred) === preferred) return local - preferred;
    if (before === after || this.offsetAt(local - before) === before) return local - before;
    return this.offsetAt(local - after) === after ? local - after : local - before;
  }

  /** LocalDate.atStartOfDay: the first instant of the day, after a gap that swallows midnight. */
  startOfDay(days: number): number {
    const local = days * 86_400;
    const instant = this.resolve(local);
    if (instant + this.offsetAt(instant) === local) return instant;
    let low = instant - 86_400, high = instant;
    const offset = this.offsetAt(instant);
    while (high - low > 1) {
      const mid = Math.floor((low + high) / 2);
      if (this.offsetAt(mid) === offset) high = mid; else low = mid;
    }
    return high;
  }
}

const cache = new Map<string, Zone>();
export const UTC = new Zone('UTC', undefined, 0);
export const fixedZone = (offset: number): Zone => new Zone('offset', undefined, offset);

/**
 * DateTimeUtils.getZoneId: `+1:00` and `+01:1` forms, ZoneId.SHORT_IDS, offsets, `UTC+1`, region ids.
 * Throws DateTimeException or ZoneRulesException as java.time does.
 */
export function zoneOf(id: string): Zone {
  let zone = cache.get(id);
  if (!zone) {
    zone = load(id);
    if (cache.size > 2000) cache.clear();
    cache.set(id, zone);
  }
  return zone;
}

function load(raw: string): Zone {
  const spark = raw.replace(/([+-])(\d):/, '$10$2:').replace(/([+-])(\d\d):(\d)$/, '$1$2:0$3');
  const id = shortIds[spark] ?? spark;
  const offset = parseOffset(id);
  if (offset) return new Zone(offset.id, undefined, offset.seconds);
  if (id.length < 2 || !/^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(id)) throw javaError('java.time.DateTimeException', `Invalid ID for region-based ZoneId, invalid format: ${id}`);
  // Java's ids are case sensitive, those of Intl are not.
  const known = !/^(?:EST|MST|HST|ROC)$/.test(id) && canonicalCase(id);
  if (!known) throw javaError('java.time.zone.ZoneRulesException', `Unknown time-zone ID: ${id}`);
  return new Zone(id, new ZoneTable(id), 0);
}

const upperIds = /^(?:[A-Z]{3}\d[A-Z]{3}|GB|GB-Eire|NZ|NZ-CHAT|PRC|ROK|UCT|UTC|GMT|GMT0|CET|EET|MET|WET|W-SU|Etc\/(?:UTC|UCT|GMT(?:[+-]?\d+)?))$/;
/** Whether the host knows the zone under exactly this spelling. */
function canonicalCase(id: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: id });
  } catch {
    return false;
  }
  if (upperIds.test(id)) return true;
  return id.split('/').every((part) => part.split(/[_-]/).every((word) => /^(?:[A-Z][A-Za-z]*[a-z]|[A-Z]+\d?|of|au|es|in|IN|d|\d+|la|[A-Z])$/.test(word))) && !/[A-Z]{2}/.test(id.replace(/ACT|NSW|LHI|Knox_IN|US|GMT|UTC|UCT|McM|DumontDUrville/g, ''));
}
