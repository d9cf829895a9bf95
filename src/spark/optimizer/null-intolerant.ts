import type { Resolved } from '../expression.ts';

/** Functions whose expression is NullIntolerant in 3.3.1: a null argument makes a null result, and the optimizer knows it. */
const intolerant = new Set([
  '=', '<', '<=', '>', '>=', 'not', '+', '-', '*', '/', '%', 'div', 'mod', 'pmod', 'negative', 'positive', 'abs', '&', '|', '^', '~',
  'like', 'ilike', 'rlike', 'contains', 'startswith', 'endswith', 'upper', 'lower', 'length', 'substring', 'substring_index', 'instr', 'lpad', 'rpad', 'repeat', 'replace', 'split',
  'translate', 'reverse', 'initcap', 'ascii', 'base64', 'unbase64', 'bin', 'hex', 'unhex', 'bit_length', 'octet_length', 'chr', 'conv', 'crc32', 'md5', 'sha1', 'sha2', 'encode', 'decode',
  'find_in_set', 'format_number', 'levenshtein', 'overlay', 'regexp_extract', 'regexp_replace', 'soundex', 'space', 'str_to_map',
  'year', 'month', 'day', 'dayofmonth', 'dayofweek', 'dayofyear', 'weekday', 'weekofyear', 'quarter', 'hour', 'minute', 'second', 'date_add', 'date_sub', 'datediff', 'date_format', 'from_unixtime',
  'from_utc_timestamp', 'to_utc_timestamp', 'add_months', 'months_between', 'last_day', 'next_day', 'unix_date', 'date_from_unix_date', 'timestamp_seconds', 'timestamp_millis', 'timestamp_micros',
  'unix_seconds', 'unix_millis', 'unix_micros', 'make_date', 'extract', 'date_part',
  'from_json', 'to_json', 'element_at', 'array_contains', 'array_distinct', 'array_max', 'array_min', 'array_position', 'array_remove', 'arrays_overlap', 'flatten', 'slice', 'sort_array',
  'map_keys', 'map_values', 'map_entries', 'map_from_arrays', 'map_from_entries', 'factorial', 'shiftleft', 'shiftright', 'shiftrightunsigned', 'bit_count', 'width_bucket',
  'sqrt', 'cbrt', 'exp', 'expm1', 'ln', 'log10', 'log2', 'log1p', 'sin', 'cos', 'tan', 'cot', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'degrees', 'radians', 'signum', 'rint',
  'boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal', 'date', 'timestamp', 'binary', 'string',
  'ceil', 'floor', 'pow', 'power', 'atan2', 'hypot', 'log', 'getfield', 'getitem',
]);

export const isNullIntolerant = (e: Resolved): boolean => e.op === 'cast' || (e.op === 'call' && intolerant.has(e.fn));
