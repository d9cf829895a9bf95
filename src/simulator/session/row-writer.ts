import { Refusal } from '../../spark/errors.ts';
import type { Attribute } from '../../spark/expression.ts';
import { encodeUtf8 } from '../../spark/cast/utf8.ts';
import type { Row } from '../../spark/values.ts';
import type { World } from './world.ts';

/** Rows as one file of a format. */
export function rowWriter(format: string, output: readonly Attribute[], options: Readonly<Record<string, string>>, w: World): (rows: readonly Row[]) => Uint8Array {
  void output; void options; void w;
  if (format === 'text') return (rows) => encodeUtf8(rows.map((r) => `${r[0] === null ? '' : String(r[0])}\n`).join(''));
  throw new Refusal(`writing ${format} files`, 'Write json, or run the job with local Spark.');
}
