import { analysisError } from '../../errors.ts';
import type { StructType } from '../../types.ts';
import { Options, type FormatEnv, type ParseMode } from '../options.ts';

/** JSONOptions. */
export interface JsonOptions {
  readonly mode: ParseMode;
  readonly columnNameOfCorruptRecord: string;
  readonly timeZone: string;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string | undefined;
  readonly timestampNTZFormat: string | undefined;
  readonly allowComments: boolean;
  readonly allowUnquotedFieldNames: boolean;
  readonly allowSingleQuotes: boolean;
  readonly allowNumericLeadingZeros: boolean;
  readonly allowNonNumericNumbers: boolean;
  readonly allowBackslashEscapingAnyCharacter: boolean;
  readonly allowUnquotedControlChars: boolean;
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly inferTimestamp: boolean;
  readonly dropFieldIfAllNull: boolean;
  readonly multiLine: boolean;
  readonly ignoreNullFields: boolean;
  readonly asciiOnly: boolean;
  now(): number;
}

/** `corruptRecord`: spark.sql.columnNameOfCorruptRecord. */
export function jsonOptions(given: Readonly<Record<string, string>> | ReadonlyMap<string, string>, env: FormatEnv, corruptRecord = '_corrupt_record'): JsonOptions {
  const o = new Options(given);
  o.refuse('locale', 'en-US', 'en');
  o.refuse('encoding', 'UTF-8', 'utf8');
  o.refuse('charset', 'UTF-8', 'utf8');
  o.refuse('pretty', 'false');
  o.refuse('samplingRatio', '1', '1.0');
  return {
    mode: o.mode(),
    columnNameOfCorruptRecord: o.get('columnNameOfCorruptRecord') ?? corruptRecord,
    timeZone: o.get('timeZone') ?? env.timeZone,
    dateFormat: o.get('dateFormat'),
    timestampFormat: o.get('timestampFormat'),
    timestampNTZFormat: o.get('timestampNTZFormat'),
    allowComments: o.flag('allowComments', false),
    allowUnquotedFieldNames: o.flag('allowUnquotedFieldNames', false),
    allowSingleQuotes: o.flag('allowSingleQuotes', true),
    allowNumericLeadingZeros: o.flag('allowNumericLeadingZeros', false),
    allowNonNumericNumbers: o.flag('allowNonNumericNumbers', true),
    allowBackslashEscapingAnyCharacter: o.flag('allowBackslashEscapingAnyCharacter', false),
    allowUnquotedControlChars: o.flag('allowUnquotedControlChars', false),
    primitivesAsString: o.flag('primitivesAsString', false),
    prefersDecimal: o.flag('prefersDecimal', false),
    inferTimestamp: o.flag('inferTimestamp', false),
    dropFieldIfAllNull: o.flag('dropFieldIfAllNull', false),
    multiLine: o.flag('multiLine', false),
    ignoreNullFields: o.flag('ignoreNullFields', true),
    asciiOnly: o.flag('writeNonAsciiCharacterAsCodePoint', false),
    now: () => env.now(),
  };
}

/** ExprUtils.verifyColumnNameOfCorruptRecord. */
export function checkCorruptColumn(schema: StructType, name: string): void {
  const f = schema.fields.find((x) => x.name === name);
  if (f && (f.type.kind !== 'string' || !f.nullable)) throw analysisError('The field for corrupt records must be string type and nullable');
}
