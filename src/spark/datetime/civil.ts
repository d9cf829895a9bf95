/**
 * The proleptic Gregorian calendar as day numbers (java.time.LocalDate). Days count from 1970-01-01; months are 1-12.
 */
export const DAY_SECONDS = 86_400;

export const floorDiv = (a: number, b: number): number => Math.floor(a / b);
/** Never -0. */
export const floorMod = (a: number, b: number): number => a - Math.floor(a / b) * b;

export interface Civil { readonly year: number; readonly month: number; readonly day: number }

/** Day number of a civil date; month and day must be valid. */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function civilOf(days: number): Civil {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1 };
}

export const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const lengthOfMonth = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : lengths[month - 1]!);
export const isCivil = (year: number, month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(year, month);

export const dayOfYear = (days: number): number => days - daysOf(civilOf(days).year, 1, 1) + 1;
/** 1 Monday … 7 Sunday. */
export const isoDayOfWeek = (days: number): number => floorMod(days + 3, 7) + 1;

/** IsoFields.WEEK_OF_WEEK_BASED_YEAR and WEEK_BASED_YEAR. */
export function isoWeek(days: number): { week: number; year: number } {
  const thursday = days - isoDayOfWeek(days) + 4;
  const year = civilOf(thursday).year;
  return { week: Math.floor((thursday - daysOf(year, 1, 1)) / 7) + 1, year };
}

/** LocalDate.plusMonths: the day is cut to the month's length. */
export function plusMonths(days: number, months: number): number {
  const c = civilOf(days);
  const total = c.year * 12 + (c.month - 1) + months;
  const year = Math.floor(total / 12), month = floorMod(total, 12) + 1;
  return daysOf(year, month, Math.min(c.day, lengthOfMonth(year, month)));
}

/** `2023-01-05`; years outside 0000-9999 carry a sign as DateTimeFormatter.ISO_LOCAL_DATE prints them. */
export function dateText(days: number): string {
  const c = civilOf(days);
  return `${yearText(c.year)}-${pad2(c.month)}-${pad2(c.day)}`;
}
export const pad2 = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
export function yearText(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, '0');
  return year < 0 ? `-${digits}` : year > 9999 ? `+${digits}` : digits;
}
