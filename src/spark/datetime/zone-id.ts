import { javaError } from '../errors.ts';

/** ZoneId.SHORT_IDS. */
export const shortIds: Record<string, string | undefined> = {
  EST: '-05:00', MST: '-07:00', HST: '-10:00', ACT: 'Australia/Darwin', AET: 'Australia/Sydney', AGT: 'America/Argentina/Buenos_Aires', ART: 'Africa/Cairo',
  AST: 'America/Anchorage', BET: 'America/Sao_Paulo', BST: 'Asia/Dhaka', CAT: 'Africa/Harare', CNT: 'America/St_Johns', CST: 'America/Chicago', CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa', ECT: 'Europe/Paris', IET: 'America/Indiana/Indianapolis', IST: 'Asia/Kolkata', JST: 'Asia/Tokyo', MIT: 'Pacific/Apia', NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland', PLT: 'Asia/Karachi', PNT: 'America/Phoenix', PRT: 'America/Puerto_Rico', PST: 'America/Los_Angeles', SST: 'Pacific/Guadalcanal', VST: 'Asia/Ho_Chi_Minh',
};

/** `+HH:mm[:ss]` of a number of seconds, `Z` for none (ZoneOffset.getId). */
export function offsetId(seconds: number): string {
  if (seconds === 0) return 'Z';
  const abs = Math.abs(seconds), h = Math.floor(abs / 3600), m = Math.floor(abs / 60) % 60, s = abs % 60;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${two(h)}:${two(m)}${s ? `:${two(s)}` : ''}`;
}

const invalid = (text: string): Error => javaError('java.time.DateTimeException', text);

/** ZoneOffset.of and the prefixed forms of ZoneId.of; undefined where the id is a region's. */
export function parseOffset(id: string): { id: string; seconds: number } | undefined {
  if (id === 'Z') return { id: 'Z', seconds: 0 };
  if (id === 'UTC' || id === 'GMT' || id === 'UT') return { id, seconds: 0 };
  const prefixed = /^(UTC|GMT|UT)([+-].*)$/.exec(id);
  if (prefixed) {
    const seconds = offsetSeconds(prefixed[2]!, id);
    return { id: seconds === 0 ? prefixed[1]! : prefixed[1]! + offsetId(seconds), seconds };
  }
  if (!/^[+-]/.test(id)) {
    if (id.length === 1) throw invalid(`Invalid zone: ${id}`);
    return undefined;
  }
  const seconds = offsetSeconds(id, id);
  return { id: offsetId(seconds), seconds };
}

/** ±h, ±hh, ±hh:mm, ±hhmm, ±hh:mm:ss, ±hhmmss. */
function offsetSeconds(text: string, id: string): number {
  const m = /^([+-])(?:(\d)|(\d\d)(?::(\d\d)(?::(\d\d))?|(\d\d)(\d\d)?)?)$/.exec(text);
  if (!m) throw invalid(`Invalid ID for ZoneOffset, invalid format: ${id}`);
  const h = Number(m[2] ?? m[3]), min = Number(m[4] ?? m[6] ?? 0), s = Number(m[5] ?? m[7] ?? 0);
  if (h > 18 || min > 59 || s > 59 || (h === 18 && (min > 0 || s > 0))) throw invalid(`Zone offset not in valid range: -18:00 to +18:00`);
  const total = h * 3600 + min * 60 + s;
  return m[1] === '-' && total !== 0 ? -total : total;
}
