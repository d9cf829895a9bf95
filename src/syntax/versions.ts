/** Which Spark a Python file needs: names of PySpark's API with the version that brought them. */
import { usesOf, type Use } from './functions.ts';

/** Methods and words of newer Sparks. (PySpark's docs: versionadded.) */
const METHODS: Readonly<Record<string, string>> = {
  foreachBatch: '2.4.0', mapInPandas: '3.0.0', applyInPandas: '3.0.0', toTable: '3.1.0', writeTo: '3.1.0', sameSemantics: '3.1.0', semanticHash: '3.1.0', dropFields: '3.1.0', withField: '3.1.0',
  pandas_api: '3.2.0', to_pandas_on_spark: '3.2.0', withColumns: '3.3.0', mapInArrow: '3.3.0', availableNow: '3.3.0', withColumnsRenamed: '3.4.0', unpivot: '3.4.0', melt: '3.4.0', applyInPandasWithState: '3.4.0',
  withMetadata: '3.3.0', dropDuplicatesWithinWatermark: '3.5.0', transformWithStateInPandas: '4.0.0', transformWithState: '4.0.0',
};

/** Functions that came after the registry's Spark. */
const FUNCTIONS: Readonly<Record<string, string>> = Object.fromEntries(Object.entries({
  '3.4.0': 'array_append array_compact array_insert get inline inline_outer median mode pmod unwrap_udt window_time',
  '3.5.0': 'any_value array_agg array_prepend array_size bit_and bit_or bit_xor bool_and bool_or btrim call_function char_length character_length contains convert_timezone count_if count_min_sketch curdate current_timezone date_part datepart dateadd day elt endswith equal_null every extract find_in_set getbit hll_sketch_agg hll_sketch_estimate hll_union hll_union_agg ifnull ilike isnotnull java_method json_array_length json_object_keys lcase left len like localtimestamp ln make_dt_interval make_interval make_timestamp make_timestamp_ltz make_timestamp_ntz make_ym_interval map_contains_key mask named_struct negative now nullif nvl nvl2 parse_url positive position power printf reflect regexp regexp_count regexp_instr regexp_like regexp_substr replace right rlike schema_of_xml sha sign some split_part stack startswith std str_to_map substr to_binary to_char to_number to_timestamp_ltz to_timestamp_ntz to_unix_timestamp to_varchar try_add try_avg try_divide try_element_at try_multiply try_subtract try_sum try_to_binary try_to_number try_to_timestamp typeof ucase unix_date unix_micros unix_millis unix_seconds url_decode url_encode user version weekday width_bucket',
}).flatMap(([since, names]) => names.split(' ').map((name) => [name, since])));

export interface NewerUse extends Use {
  since: string;
}

/** Since when a function of the registry is there, by its Python name. */
export type SinceOf = (name: string) => string | undefined;

/** Uses of what a Spark does not have yet, each name once. */
export function newerThan(version: string, source: string, functionSince: SinceOf = () => undefined): NewerUse[] {
  return eachOnce(newerIn(version, usesOf(source), source, 0, importsPandas(source), functionSince));
}

/** `melt` is a method of pandas too. */
export const importsPandas = (source: string): boolean => /^\s*(?:import|from)\s+pandas\b/m.test(source);

export function eachOnce<T extends { name: string }>(uses: readonly T[]): T[] {
  const seen = new Set<string>();
  return uses.filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** Of these uses, and of the text that they stand in, which begins at `at`. */
export function newerIn(version: string, uses: readonly Use[], text: string, at: number, pandas: boolean, functionSince: SinceOf): NewerUse[] {
  const newer = uses.flatMap((use): NewerUse[] => {
    const { name, kind } = use;
    const since = kind === 'function' ? functionSince(name) ?? own(FUNCTIONS, name) : name === 'melt' && pandas ? undefined : own(METHODS, name);
    return since !== undefined && compareVersions(since, version) > 0 ? [{ ...use, since }] : [];
  });
  if (compareVersions('3.3.0', version) > 0) {
    for (const { index } of text.matchAll(/\btrigger\s*\([^()]*\bavailableNow\b/g)) newer.push({ name: 'trigger(availableNow=…)', kind: 'method', from: at + index, to: at + index + 7, since: '3.3.0' });
  }
  return newer;
}

const own = (table: Readonly<Record<string, string>>, name: string): string | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) if ((x![i] ?? 0) !== (y![i] ?? 0)) return (x![i] ?? 0) - (y![i] ?? 0);
  return 0;
}
