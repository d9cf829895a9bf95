import { analysisError, illegalArgument, javaError, Refusal } from '../../errors.ts';
import type { StructType } from '../../types.ts';
import { charset, type Charset } from '../charset.ts';
import { Options, type FormatEnv, type ParseMode } from '../options.ts';

/** CSVOptions. Characters are texts of one UTF-16 unit, or undefined where the option is empty. */
export interface CsvOptions {
  readonly mode: ParseMode;
  readonly columnNameOfCorruptRecord: string;
  readonly timeZone: string;
  readonly delimiter: string;
  readonly quote: string | undefined;
  readonly escape: string | undefined;
  /** Escapes the escape character inside quotes. */
  readonly escapeOfEscape: string | undefined;
  readonly comment: string | undefined;
  readonly header: boolean;
  readonly inferSchema: boolean;
  readonly trimLeadingInRead: boolean;
  readonly trimTrailingInRead: boolean;
  readonly trimLeadingInWrite: boolean;
  readonly trimTrailingInWrite: boolean;
  readonly nullValue: string;
  readonly nanValue: string;
  readonly positiveInf: string;
  readonly negativeInf: string;
  readonly emptyValueInRead: string;
  readonly emptyValueInWrite: string;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string | undefined;
  readonly timestampNTZFormat: string | undefined;
  readonly multiLine: boolean;
  readonly lineSep: string | undefined;
  readonly charset: Charset;
  readonly maxColumns: number;
  readonly maxCharsPerColumn: number;
  readonly escapeQuotes: boolean;
  readonly quoteAll: boolean;
  readonly enforceSchema: boolean;
  readonly stopAtClosingQuote: boolean;
  now(): number;
}

/** `corruptRecord`: spark.sql.columnNameOfCorruptRecord. */
export function csvOptions(given: Readonly<Record<string, string>> | ReadonlyMap<string, string>, env: FormatEnv, corruptRecord = '_corrupt_record'): CsvOptions {
  const o = new Options(given);
  o.refuse('locale', 'en-US', 'en');
  o.refuse('samplingRatio', '1', '1.0');
  const quote = character(o, 'quote', '"'), escape = character(o, 'escape', '\\');
  const lineSep = o.get('lineSep');
  if (lineSep === '') throw illegalArgument("requirement failed: 'lineSep' cannot be an empty string.");
  if (lineSep !== undefined && lineSep.length > 1) throw illegalArgument("requirement failed: 'lineSep' can contain only 1 character.");
  const emptyValue = o.get('emptyValue');
  return {
    mode: o.mode(),
    columnNameOfCorruptRecord: o.get('columnNameOfCorruptRecord') ?? corruptRecord,
    timeZone: o.get('timeZone') ?? env.timeZone,
    delimiter: delimiterOf(o.get('sep') ?? o.get('delimiter') ?? ','),
    quote,
    escape,
    escapeOfEscape: character(o, 'charToEscapeQuoteEscaping', undefined) ?? (quote === escape ? undefined : escape),
    comment: character(o, 'comment', undefined),
    header: bool(o, 'header', false),
    inferSchema: bool(o, 'inferSchema', false),
    trimLeadingInRead: bool(o, 'ignoreLeadingWhiteSpace', false),
    trimTrailingInRead: bool(o, 'ignoreTrailingWhiteSpace', false),
    trimLeadingInWrite: bool(o, 'ignoreLeadingWhiteSpace', true),
    trimTrailingInWrite: bool(o, 'ignoreTrailingWhiteSpace', true),
    nullValue: o.get('nullValue') ?? '',
    nanValue: o.get('nanValue') ?? 'NaN',
    positiveInf: o.get('positiveInf') ?? 'Inf',
    negativeInf: o.get('negativeInf') ?? '-Inf',
    emptyValueInRead: emptyValue ?? '',
    emptyValueInWrite: emptyValue ?? '""',
    dateFormat: o.get('dateFormat'),
    timestampFormat: o.get('timestampFormat'),
    timestampNTZFormat: o.get('timestampNTZFormat'),
    multiLine: o.flag('multiLine', false),
    lineSep,
    charset: charset(o.get('encoding') ?? o.get('charset') ?? 'UTF-8'),
    maxColumns: int(o, 'maxColumns', 20480),
    maxCharsPerColumn: int(o, 'maxCharsPerColumn', -1),
    escapeQuotes: bool(o, 'escapeQuotes', true),
    quoteAll: bool(o, 'quoteAll', false),
    enforceSchema: bool(o, 'enforceSchema', true),
    stopAtClosingQuote: quoteHandling(o.get('unescapedQuoteHandling')),
    now: () => env.now(),
  };
}

function character(o: Options, name: string, otherwise: string | undefined): string | undefined {
  const v = o.get(name);
  if (v === undefined) return otherwise;
  if (v.length > 1) throw javaError('java.lang.RuntimeException', `${name} cannot be more than one character`);
  return v === '' || v === '\0' ? undefined : v;
}

function bool(o: Options, name: string, otherwise: boolean): boolean {
  const v = o.get(name)?.toLowerCase();
  if (v === undefined) return otherwise;
  if (v !== 'true' && v !== 'false') throw javaError('java.lang.Exception', `${name} flag can be true or false`);
  return v === 'true';
}

function int(o: Options, name: string, otherwise: number): number {
  const v = o.get(name);
  if (v === undefined) return otherwise;
  if (!/^[+-]?\d+$/.test(v)) throw javaError('java.lang.RuntimeException', `${name} should be an integer. Found ${v}`);
  return Number(v);
}

function quoteHandling(v: string | undefined): boolean {
  switch ((v ?? 'STOP_AT_DELIMITER').toUpperCase()) {
    case 'STOP_AT_DELIMITER': return false;
    case 'STOP_AT_CLOSING_QUOTE': return true;
    case 'BACK_TO_DELIMITER': case 'SKIP_VALUE': case 'RAISE_ERROR': throw new Refusal(`unescapedQuoteHandling=${v}`, 'Use STOP_AT_DELIMITER or STOP_AT_CLOSING_QUOTE, or run the job with local Spark.');
    default: throw illegalArgument(`No enum constant com.univocity.parsers.csv.UnescapedQuoteHandling.${v!.toUpperCase()}`);
  }
}

const escapes: Readonly<Record<string, string>> = { t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', "'": "'", '\\': '\\' };

/** CSVExprUtils.toDelimiterStr: backslash escapes, else characters as they are. An empty one fails in univocity. */
function delimiterOf(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') { out += text[i]!; continue; }
    const next = text[++i];
    if (next === undefined) throw illegalArgument('Single backslash is prohibited. It has special meaning as beginning of an escape sequence. To get the backslash character, pass a string with two backslashes as the delimiter.');
    const c = Object.hasOwn(escapes, next) ? escapes[next] : undefined;
    if (c === undefined) throw illegalArgument(`Unsupported special character for delimiter: \\${next}`);
    out += c;
  }
  if (out === '') throw illegalArgument('Delimiter cannot be empty');
  return out;
}

/** ExprUtils.verifyColumnNameOfCorruptRecord. */
export function checkCorruptColumn(schema: StructType, name: string): void {
  const f = schema.fields.find((x) => x.name === name);
  if (f && (f.type.kind !== 'string' || !f.nullable)) throw analysisError('The field for corrupt records must be string type and nullable');
}
