import { amPm, dayNames, eraNames, monthNames, shortDays, shortEras, shortMonths } from './names.ts';
import type { Element, Field, OffsetPattern } from './pattern.ts';
import { namedZones } from './zone-names.ts';
import { fixedZone, zoneOf, type Zone } from './zone.ts';

/** What a DateTimeFormatter found in a string, before it is resolved. */
export interface Parsed { readonly fields: Map<Field, number>; zone: Zone | undefined; offset: number | undefined }

/** The whole string must match (DateTimeFormatter.parse, case-insensitive, strict); undefined where it does not. */
export function parsePattern(elements: readonly Element[], text: string): Parsed | undefined {
  const state: Parsed = { fields: new Map(), zone: undefined, offset: undefined };
  return new Parser(text, state).run(elements, 0) === text.length ? state : undefined;
}

const FAIL = -1;
const digitAt = (s: string, i: number): number => {
  const d = s.charCodeAt(i) - 48;
  return d >= 0 && d <= 9 ? d : -1;
};

class Parser {
  constructor(private readonly text: string, private readonly state: Parsed) {}

  run(elements: readonly Element[], start: number): number {
    let at = start;
    for (const e of elements) {
      at = this.one(e, at);
      if (at === FAIL) return FAIL;
    }
    return at;
  }

  private one(e: Element, at: number): number {
    switch (e.kind) {
      case 'literal': return this.matches(e.text, at) ? at + e.text.length : FAIL;
      case 'optional': return this.optional(e.elements, at);
      case 'number': return this.number(e, at);
      case 'fraction': return this.fraction(e, at);
      case 'text': return this.names(e.field, e.full, at);
      case 'offset': return this.offset(e.pattern, e.zero, at);
      case 'localizedOffset': return this.localized(e.full, at);
      case 'zoneId': return this.zone(at, false);
      case 'zoneName': return this.zone(at, true);
    }
  }

  private matches(expected: string, at: number): boolean {
    return this.text.length >= at + expected.length && this.text.slice(at, at + expected.length).toLowerCase() === expected.toLowerCase();
  }

  private optional(elements: readonly Element[], at: number): number {
    const saved = new Map(this.state.fields), { zone, offset } = this.state;
    const end = this.run(elements, at);
    if (end !== FAIL) return end;
    this.state.fields.clear();
    for (const [k, v] of saved) this.state.fields.set(k, v);
    this.state.zone = zone;
    this.state.offset = offset;
    return at;
  }

  private set(field: Field, value: number): boolean {
    const old = this.state.fields.get(field);
    this.state.fields.set(field, value);
    return old === undefined || old === value;
  }

  private number(e: Element & { kind: 'number' }, start: number): number {
    let at = start;
    const first = this.text[at];
    const negative = first === '-', positive = first === '+';
    if (negative || positive) {
      if (e.sign === 'notNegative' || (positive && e.sign !== 'exceedsPad')) return FAIL;
      at++;
    }
    const minEnd = at + e.min;
    if (minEnd > this.text.length) return FAIL;
    let width = e.max + e.subsequent, end = at;
    for (let pass = 0; pass < 2; pass++) {
      end = at;
      while (end < this.text.length && end < at + width && digitAt(this.text, end) >= 0) end++;
      if (end < minEnd) return FAIL;
      if (e.subsequent === 0 || pass === 1) break;
      width = Math.max(e.min, end - at - e.subsequent);
    }
    let value = Number(this.text.slice(at, end));
    if (negative) {
      if (value === 0) return FAIL;
      value = -value;
    } else if (e.sign === 'exceedsPad' && !e.reduced) {
      if (positive ? end - at <= e.min : end - at > e.min) return FAIL;
    }
    if (e.reduced) value += 2000;
    return this.set(e.field, value) ? end : FAIL;
  }

  private fraction(e: Element & { kind: 'fraction' }, at: number): number {
    let width = e.max + e.subsequent, end = at;
    for (let pass = 0; pass < 2; pass++) {
      end = at;
      while (end < this.text.length && end < at + width && digitAt(this.text, end) >= 0) end++;
      if (end - at < e.min) return FAIL;
      if (e.subsequent === 0 || pass === 1) break;
      width = Math.max(e.min, Math.min(e.max, end - at - e.subsequent));
    }
    return this.set('nano', Number(this.text.slice(at, end).padEnd(9, '0'))) ? end : FAIL;
  }

  private names(field: Field, full: boolean, at: number): number {
    const [names, first] = field === 'month' ? [full ? monthNames : shortMonths, 1] : field === 'dayOfWeek' ? [full ? dayNames : shortDays, 1]
      : field === 'era' ? [full ? eraNames : shortEras, 0] : [amPm, 0];
    // A month whose full name is its short one too (May) matches either way; longer names are tried first.
    let best = -1;
    names.forEach((n, i) => { if (this.matches(n, at) && (best < 0 || n.length > names[best]!.length)) best = i; });
    if (best < 0) return FAIL;
    return this.set(field, best + first) ? at + names[best]!.length : FAIL;
  }

  private offset(pattern: OffsetPattern, zero: string, at: number): number {
    const rest = this.text.slice(at);
    const m = offsetForms[pattern].exec(rest);
    if (m) {
      const [h, min, s] = [m[2], m[3], m[4]].map((x) => Number(x ?? 0)) as [number, number, number];
      if (min > 59 || s > 59) return FAIL;
      const total = h * 3600 + min * 60 + s;
      if (total > 18 * 3600) return FAIL;
      return this.setOffset(m[1] === '-' ? 0 - total : total) ? at + m[0].length : FAIL;
    }
    return this.matches(zero, at) && this.setOffset(0) ? at + zero.length : FAIL;
  }

  private setOffset(seconds: number): boolean {
    const old = this.state.offset;
    this.state.offset = seconds;
    return old === undefined || old === seconds;
  }

  private localized(full: boolean, at: number): number {
    if (!this.matches('GMT', at)) return FAIL;
    const m = (full ? /^([+-])(\d\d):(\d\d)(?::(\d\d))?/ : /^([+-])(\d{1,2})(?::(\d\d)(?::(\d\d))?)?/).exec(this.text.slice(at + 3));
    if (!m) return this.setOffset(0) ? at + 3 : FAIL;
    const total = Number(m[2]) * 3600 + Number(m[3] ?? 0) * 60 + Number(m[4] ?? 0);
    return this.setOffset(m[1] === '-' ? 0 - total : total) ? at + 3 + m[0].length : FAIL;
  }

  /** ZoneIdPrinterParser: an offset, a prefixed offset, or the longest region id; names too for `z`. */
  private zone(at: number, names: boolean): number {
    const rest = this.text.slice(at);
    const offset = /^(UTC|GMT|UT)?([+-]\d{1,2}(?::\d\d(?::\d\d)?|\d\d(?:\d\d)?)?)/i.exec(rest);
    if (offset) {
      try {
        this.state.zone = zoneOf(offset[0].toUpperCase());
        return at + offset[0].length;
      } catch {
        return FAIL;
      }
    }
    for (let word = /^[A-Za-z][A-Za-z0-9~/._+-]*/.exec(rest)?.[0] ?? ''; word; word = word.slice(0, -1)) {
      const zone = (names && namedZones[word.toUpperCase()]) || word;
      if (/^Z$/i.test(zone) || (zone.length > 1 && !/^(?:EST|MST|HST|[A-Z]{3})$/.test(zone)) || /^(?:UTC|GMT|CET|EET|MET|WET|PRC|ROK|UCT)$/.test(zone)) {
        try {
          this.state.zone = /^Z$/i.test(zone) ? fixedZone(0) : zoneOf(zone);
          return at + word.length;
        } catch {
          continue;
        }
      }
    }
    return FAIL;
  }
}

const offsetForms: Record<OffsetPattern, RegExp> = {
  '+HHmm': /^([+-])(\d\d)(\d\d)?/, '+HHMM': /^([+-])(\d\d)(\d\d)/, '+HH:MM': /^([+-])(\d\d):(\d\d)/,
  '+HHMMss': /^([+-])(\d\d)(\d\d)(\d\d)?/, '+HH:MM:ss': /^([+-])(\d\d):(\d\d)(?::(\d\d))?/,
};
