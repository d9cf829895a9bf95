/** Names of partition folders, `column=value` (ExternalCatalogUtils, 3.3.1). */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

const special = /[\x01-\x1f"#%'*/:=?\\\x7f{[\]^]/g;
const specialOnWindows = /[\x01-\x1f"#%'*/:=?\\\x7f{[\]^ <>|]/g;
const escaped = (c: string): string => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

export const escapePathName = (s: string, windows = false): string => s.replace(windows ? specialOnWindows : special, escaped);

/** `%` and two characters that Java reads as a hexadecimal number are one character, everything else is itself. */
export const unescapePathName = (s: string): string => s.replace(/%(?:([0-9A-Fa-f]{2})|\+([0-9A-Fa-f]))/g, (_, two: string | undefined, one: string | undefined) => String.fromCharCode(parseInt(two ?? one ?? '', 16)));

/** One level of a partition's path; an empty text lies with the nulls. */
export function partitionFolder(column: string, value: string | null, windows: boolean): string {
  return `${escapePathName(column, windows)}=${value === null || value === '' ? NULL_PARTITION : escapePathName(value, windows)}`;
}
