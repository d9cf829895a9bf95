import { Refusal } from '../errors.ts';
import type { Long } from '../values.ts';
import { secondsOf } from './instant.ts';
import type { Zone } from './zone.ts';

/**
 * Zone names of Locale.US. The host knows the American ones; the short names that java.time prints elsewhere are listed.
 * `standard/summer` of zones that share them.
 */
const shortNames: Readonly<Record<string, string>> = {
  'CET/CEST': 'Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Amsterdam Europe/Brussels Europe/Vienna Europe/Zurich Europe/Stockholm Europe/Oslo Europe/Copenhagen '
    + 'Europe/Prague Europe/Warsaw Europe/Budapest Europe/Belgrade Europe/Zagreb Europe/Ljubljana Europe/Bratislava Europe/Luxembourg Europe/Malta Europe/Monaco Europe/Tirane CET Africa/Ceuta',
  'EET/EEST': 'Europe/Athens Europe/Helsinki Europe/Bucharest Europe/Sofia Europe/Kiev Europe/Riga Europe/Tallinn Europe/Vilnius Asia/Beirut Africa/Cairo EET',
  'WET/WEST': 'Europe/Lisbon Atlantic/Canary Atlantic/Madeira WET',
  'GMT/BST': 'Europe/London', 'GMT/IST': 'Europe/Dublin', 'MSK/MSD': 'Europe/Moscow', 'IST/IST': 'Asia/Kolkata Asia/Calcutta', 'JST/JDT': 'Asia/Tokyo', 'KST/KDT': 'Asia/Seoul',
  'CST/CDT': 'Asia/Shanghai', 'HKT/HKST': 'Asia/Hong_Kong', 'SGT/SGT': 'Asia/Singapore', 'GST/GST': 'Asia/Dubai', 'PKT/PKST': 'Asia/Karachi', 'IST/IDT': 'Asia/Jerusalem',
  'AEST/AEDT': 'Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Hobart', 'ACST/ACDT': 'Australia/Adelaide Australia/Darwin', 'AWST/AWDT': 'Australia/Perth',
  'NZST/NZDT': 'Pacific/Auckland', 'SAST/SAST': 'Africa/Johannesburg', 'EAT/EAT': 'Africa/Nairobi', 'WAT/WAST': 'Africa/Lagos', 'BRT/BRST': 'America/Sao_Paulo',
};
const byZone = new Map(Object.entries(shortNames).flatMap(([names, zones]) => zones.split(' ').map((z) => [z, names.split('/')] as const)));
const american = /^(?:[PMCEA][SD]T|AK[SD]T|H[SD]T|UTC|GMT)$/;

/** `z` and `zzzz`. Refused where neither the host nor the table knows the name. */
export function zoneName(zone: Zone, micros: Long, full: boolean): string {
  const id = zone.id;
  if (zone.isFixed) {
    if (full && (id === 'UTC' || id === 'GMT')) return id === 'UTC' ? 'Coordinated Universal Time' : 'Greenwich Mean Time';
    return id;
  }
  const date = secondsOf(micros) * 1000;
  const style = full ? 'long' : 'short';
  const host = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: style }).formatToParts(date).find((p) => p.type === 'timeZoneName')!.value;
  const summer = isSummer(zone, secondsOf(micros));
  if (!full) {
    if (american.test(host) && !host.startsWith('GMT')) return host;
    const names = byZone.get(id);
    if (names) return names[summer ? 1 : 0]!;
  } else if (!host.startsWith('GMT')) return host;
  throw new Refusal(`The name of the time zone ${id} in a datetime pattern`, 'Use the pattern letters VV, XXX or O instead of z.');
}

function isSummer(zone: Zone, second: number): boolean {
  const year = 365 * 86_400;
  let least = Infinity;
  for (let i = 0; i < 12; i++) least = Math.min(least, zone.offsetAt(second + (i * year) / 12));
  return zone.offsetAt(second) > least;
}

/** Names that a parser of `z` takes, with the zone that java.time prefers for Locale.US. */
export const namedZones: Readonly<Record<string, string | undefined>> = {
  PST: 'America/Los_Angeles', PDT: 'America/Los_Angeles', MST: 'America/Denver', MDT: 'America/Denver', CST: 'America/Chicago', CDT: 'America/Chicago',
  EST: 'America/New_York', EDT: 'America/New_York', AKST: 'America/Anchorage', AKDT: 'America/Anchorage', HST: 'Pacific/Honolulu',
  CET: 'Europe/Paris', CEST: 'Europe/Paris', EET: 'Europe/Athens', EEST: 'Europe/Athens', JST: 'Asia/Tokyo', KST: 'Asia/Seoul', MSK: 'Europe/Moscow',
};
