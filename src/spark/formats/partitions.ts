import { castFn } from '../cast/index.ts';
import { parseBig } from '../cast/decimal.ts';
import { parseDouble } from '../cast/numbers.ts';
import { stringToDate, stringToTimestamp } from '../datetime/cast-text.ts';
import { dateParser, timestampParser } from '../datetime/formatter.ts';
import { zoneOf } from '../datetime/zone.ts';
import { javaError, SparkError } from '../errors.ts';
import { findWiderTypeForTwo } from '../functions/coercion.ts';
import { digits } from '../functions/decimal.ts';
import * as T from '../types.ts';
import type { DataType, StructType } from '../types.ts';
import type { Row, Value } from '../values.ts';
import { NULL_PARTITION, unescapePathName } from './partition-paths.ts';
import type { FormatEnv } from './options.ts';

/** A folder that holds files: its path for messages, and the names of the folders from the base path down to it. */
export interface LeafFolder { readonly path: string; readonly below: readonly string[] }

interface Found { readonly folder: LeafFolder; readonly columns: readonly { readonly name: string; readonly raw: string }[]; readonly base: string }

export interface Partitions {
  readonly schema: StructType;
  /** The values of a folder's columns, by its path. */
  valuesOf(path: string): Row | undefined;
}

const none: Partitions = { schema: T.struct([]), valuesOf: () => [] };

/**
 * PartitioningUtils.parsePartitions (3.3.1): columns that folder names `column=value` give. `given` are the types that the
 * user's schema has for some of them; all others are inferred from the values.
 */
export function discoverPartitions(folders: readonly LeafFolder[], given: StructType | undefined, env: FormatEnv, inferTypes = true): Partitions {
  const parsed = folders.map(columnsOf);
  const found = parsed.filter((p) => p.columns.length > 0);
  if (found.length === 0) return none;
  checkBases(parsed);
  checkNames(found);
  const wanted = new Map((given?.fields ?? []).map((f) => [f.name.toLowerCase(), f]));
  const fields = found[0]!.columns.map(({ name }, i) => {
    const known = wanted.get(name.toLowerCase());
    const type = known?.type ?? found.map((f) => inferType(f.columns[i]!.raw, env, inferTypes)).reduce(wider);
    return T.field(known?.name ?? name, type);
  });
  const read = fields.map((f) => reader(f.type, f.name, env));
  const values = new Map<string, Row>();
  return {
    schema: T.struct(fields),
    valuesOf(path) {
      const of = found.find((f) => f.folder.path === path);
      if (!of) return undefined;
      let row = values.get(path);
      if (!row) values.set(path, row = of.columns.map((c, i) => read[i]!(c.raw)));
      return row;
    },
  };
}

/** From the leaf up: folders of another form end the search once a column was found. */
function columnsOf(folder: LeafFolder): Found {
  const columns: { name: string; raw: string }[] = [];
  let i = folder.below.length - 1;
  for (; i >= 0; i--) {
    const segment = folder.below[i]!, at = segment.indexOf('=');
    if (at >= 0) {
      if (at === 0) throw assertion(`Empty partition column name in '${segment}'`);
      if (at === segment.length - 1) throw assertion(`Empty partition column value in '${segment}'`);
      columns.unshift({ name: unescapePathName(segment.slice(0, at)), raw: segment.slice(at + 1) });
    } else if (columns.length > 0) break;
  }
  return { folder, columns, base: columns.length === 0 ? folder.path : parent(folder.path, folder.below.length - 1 - i) };
}
const parent = (path: string, levels: number): string => path.split('/').slice(0, levels === 0 ? undefined : -levels).join('/');
/** Path.toString: one slash after the scheme. */
const plain = (path: string): string => path.replace(/^file:\/+/, 'file:/');
const assertion = (text: string): SparkError => javaError('java.lang.AssertionError', `assertion failed: ${text}`);

function checkBases(parsed: readonly Found[]): void {
  const bases = [...new Set(parsed.map((p) => p.base.toLowerCase()))];
  if (bases.length === 1) return;
  throw assertion(`Conflicting directory structures detected. Suspicious paths:\b\n\t${bases.map(plain).join('\n\t')}\n\nIf provided paths are partition directories, please set "basePath" in the options of the data source to specify the root directory of the table. If there are multiple root directories, please load them separately and then union them.`);
}

function checkNames(found: readonly Found[]): void {
  const lists = [...new Map(found.map((f) => [f.columns.map((c) => c.name).join(', '), f.columns.length]))];
  if (new Set(lists.map(([names]) => names.toLowerCase())).size === 1) return;
  const paths = lists.sort((a, b) => a[1] - b[1]).flatMap(([names]) => found.filter((f) => f.columns.map((c) => c.name).join(', ') === names).map((f) => plain(f.folder.path)));
  throw assertion(`Conflicting partition column names detected:\n\n\t${lists.map(([names], i) => `Partition column name list #${i}: ${names}`).join('\n\t')}\n\n`
    + `For partitioned table directories, data files should only live in leaf directories.\nAnd directories at the same level should have the same partition column name.\nPlease check the following directories for unexpected files or inconsistent partition column names:\n\n\t${paths.join('\n\t')}`);
}

/** findWiderTypeForPartitionColumn: nothing that would lose digits. */
function wider(a: DataType, b: DataType): DataType {
  const kinds = [a.kind, b.kind];
  if (kinds.includes('double') && (kinds.includes('decimal') || kinds.includes('long'))) return T.StringType;
  return findWiderTypeForTwo(a, b) ?? T.StringType;
}

const silent = <V>(f: () => V | null): V | null => {
  try { return f(); } catch (e) { if (e instanceof SparkError) return null; throw e; }
};

function inferType(raw: string, env: FormatEnv, inferTypes: boolean): DataType {
  if (raw === NULL_PARTITION) return T.NullType;
  if (!inferTypes) return T.StringType;
  if (/^[+-]?\d+$/.test(raw)) {
    const v = BigInt(raw.replace(/^\+/, ''));
    if (v === BigInt.asIntN(32, v)) return T.IntegerType;
    if (v === BigInt.asIntN(64, v)) return T.LongType;
  }
  const big = parseBig(raw);
  if (big && big.scale <= 0 && digits(big.unscaled) - big.scale <= 38) return T.decimal(big.unscaled === 0n ? 1 : digits(big.unscaled) - big.scale, 0);
  if (parseDouble(raw) !== null) return T.DoubleType;
  const zone = zoneOf(env.timeZone), text = unescapePathName(raw);
  const stamp = silent(() => timestampParser('yyyy-MM-dd HH:mm:ss[.S]', zone, 'simple', () => env.now())(text));
  if (stamp !== null && stringToTimestamp(text, zone, () => env.now()) !== null) return T.TimestampType;
  if (silent(() => dateParser('yyyy-MM-dd', 'simple')(raw)) !== null && stringToDate(raw) !== null) return T.DateType;
  return T.StringType;
}

/** castPartValueToDesiredType. */
function reader(type: DataType, name: string, env: FormatEnv): (raw: string) => Value {
  const cast = type.kind === 'string' || type.kind === 'null' ? (v: Value): Value => v : castFn(T.StringType, type, { timeZone: env.timeZone, now: () => env.now() });
  const exact = /^[+-]?\d+$/;
  return (raw) => {
    if (raw === NULL_PARTITION) return null;
    const text = type.kind === 'string' || type.kind === 'timestamp' ? unescapePathName(raw) : raw;
    const v = T.isIntegral(type) && !exact.test(raw) ? null : cast(text);
    if (v === null && type.kind !== 'date' && type.kind !== 'timestamp') throw javaError('java.lang.RuntimeException', `Failed to cast value \`${raw}\` to \`${typeClass(type)}\` for partition column \`${name}\``);
    return v;
  };
}
const typeClass = (t: DataType): string => (t.kind === 'decimal' ? `DecimalType(${t.precision},${t.scale})` : `${t.kind === 'int' ? 'Integer' : t.kind[0]!.toUpperCase() + t.kind.slice(1)}Type`);
