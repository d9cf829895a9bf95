/** SQL and schemas inside a job's string literals. f-strings, and texts that something is put into, are left alone. */
import type { Call, Statement } from '../syntax/outline.ts';
import type { StringText } from '../syntax/string-text.ts';

export type SqlKind = 'statement' | 'expression' | 'schema';
export interface SqlString { kind: SqlKind; text: StringText; from: number; to: number; call: Call }

/** Methods whose text arguments are SQL, by position; -1: all of them. */
const METHODS: Readonly<Record<string, readonly [SqlKind, number]>> = { sql: ['statement', 0], selectExpr: ['expression', -1], filter: ['expression', 0], where: ['expression', 0] };
const FUNCTIONS: Readonly<Record<string, readonly [SqlKind, number]>> = { 'pyspark.sql.functions.expr': ['expression', 0] };

export function sqlStrings({ strings }: Pick<Statement, 'strings'>): SqlString[] {
  return strings.flatMap(({ text, call, arg, from, to }): SqlString[] => {
    if (!call || !text || arg === undefined || call.args[arg]!.name !== undefined) return [];
    const known = call.full === undefined ? own(METHODS, call.object ? call.name : '') : own(FUNCTIONS, call.full);
    // spark.sql("… {df}", df=df) puts names into the text.
    if (!known || (known[1] !== -1 && known[1] !== arg) || (known[0] === 'statement' && call.args.length > 1)) return [];
    return [{ kind: known[0], text, from, to, call }];
  });
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);
