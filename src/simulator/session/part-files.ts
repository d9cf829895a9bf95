import { toStringFn } from '../../spark/cast/to-string.ts';
import { partitionFolder } from '../../spark/formats/partition-paths.ts';
import { nullsFirst, ordering } from '../../spark/functions/compare.ts';
import type { StructType } from '../../spark/types.ts';
import type { Row } from '../../spark/values.ts';
import { dataSchema, rowWriter, type RowWriter } from './row-writer.ts';
import type { World } from './world.ts';

/**
 * FileFormatWriter (3.3.1) with one task: a part file even when there are no rows, or one a partition folder when there are
 * partition columns (`partitionBy`, positions in the schema), each cut after maxRecordsPerFile rows.
 */
export class PartFiles {
  readonly #writer: RowWriter;
  readonly #kept: readonly number[];
  readonly #folderOf: (r: Row) => string;
  readonly #most: number;

  constructor(schema: StructType, readonly partitionBy: readonly number[], format: string, options: Readonly<Record<string, string>>, readonly w: World) {
    this.#writer = rowWriter(format, dataSchema(schema, partitionBy), options, w);
    this.#kept = schema.fields.flatMap((_, i) => (partitionBy.includes(i) ? [] : [i]));
    const windows = w.host.files.sep === '\\', zone = options['timezone'] ?? w.conf.timeZone;
    const levels = partitionBy.map((i) => ({ i, name: schema.fields[i]!.name, text: toStringFn(schema.fields[i]!.type, zone) }));
    this.#folderOf = (r) => levels.map(({ i, name, text }) => partitionFolder(name, r[i] === null ? null : text(r[i]!), windows)).join('/');
    this.#most = Number(options['maxrecordsperfile'] ?? (w.conf.read('spark.sql.files.maxRecordsPerFile') || 0));
    this.#order = partitionBy.map((i) => nullsFirst(ordering(schema.fields[i]!.type)));
  }
  readonly #order: readonly ((a: Row[number], b: Row[number]) => number)[];

  /** Writes below `folder`; `id` names a file, or a whole job when it gives the same text every time. Full paths of the files. */
  write(rows: readonly Row[], folder: string, id: () => string): string[] {
    return this.partitionBy.length === 0 ? this.#parts(rows, folder, '-', id) : this.#partitions(rows).flatMap(({ name, rows: part }) => this.#parts(part.map((r) => this.#kept.map((i) => r[i]!)), this.w.host.files.resolve(folder, name), '.', id));
  }

  /** Rows by folder, folders in the order of their values. */
  #partitions(rows: readonly Row[]): { name: string; rows: Row[] }[] {
    const found = new Map<string, Row[]>();
    for (const r of rows) {
      const name = this.#folderOf(r), part = found.get(name);
      if (part) part.push(r); else found.set(name, [r]);
    }
    const compare = (a: Row, b: Row): number => {
      for (let k = 0; k < this.partitionBy.length; k++) {
        const c = this.#order[k]!(a[this.partitionBy[k]!]!, b[this.partitionBy[k]!]!);
        if (c !== 0) return c;
      }
      return 0;
    };
    return [...found].map(([name, part]) => ({ name, rows: part })).sort((a, b) => compare(a.rows[0]!, b.rows[0]!));
  }

  #parts(rows: readonly Row[], folder: string, mark: '-' | '.', id: () => string): string[] {
    const { files } = this.w.host;
    const size = this.#most > 0 ? this.#most : Math.max(1, rows.length), paths: string[] = [];
    for (let from = 0; from === 0 || from < rows.length; from += size) {
      const path = files.resolve(folder, `part-00000-${id()}${mark}c${String(paths.length).padStart(3, '0')}${this.#writer.extension}`);
      files.write(path, this.#writer.write(rows.slice(from, from + size)));
      paths.push(path);
    }
    return paths;
  }
}
