/** What the actions of a batch job do, for whoever turns it into a streaming one: their plans, and in a run their rows. */
import type { ActionFact, ActionKind, ActionNode, ReadFact } from '../../protocol/language.ts';
import type { Span } from '../../protocol/bridge.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import { CsvLines } from '../../spark/formats/csv/writer.ts';
import { csvOptions } from '../../spark/formats/csv/options.ts';
import { jsonOptions } from '../../spark/formats/json/options.ts';
import { toJson } from '../../spark/formats/json/writer.ts';
import { SparkError } from '../../spark/errors.ts';
import { childrenOf, isStreaming, nodesDown, type Relation } from '../../spark/plan/plan.ts';
import { isAtomic, jsonValue, quoteIfNeeded, sqlType } from '../../spark/types.ts';
import { toRows, type Batch } from '../../engine/columns/batch.ts';
import { decodeUtf8 } from '../../engine/columns/utf8.ts';
import { execute, scanBatch } from './actions.ts';
import { csvRecords } from './csv-files.ts';
import { exactRow } from './exact.ts';
import { spanOf } from './expressions.ts';
import { contents } from './files.ts';
import { formatEnv, lineRanges } from './formats.ts';
import { schemaOf, type World } from './world.ts';

const KINDS: Readonly<Record<string, ActionKind>> = { 'df.show': 'show', 'df.collect': 'collect', 'df.count': 'count', 'df.write': 'write' };
/** Rows of an action or of a read that are told. */
export const MOST_ROWS = 50_000;

interface Payload { df?: number; span?: Span; format?: string; mode?: string; path?: string | null; options?: Readonly<Record<string, string>> }

/** Undefined: no action, or one of Weir's own files. */
export function actionOf(op: string, payload: unknown, w: World): ActionFact | undefined {
  const { df, span, format, mode, path, options } = payload as Payload, to = path ?? options?.['path'], what = KINDS[op], place = spanOf(span);
  if (what === undefined || df === undefined || !place) return undefined;
  const seen = new Set<number>(), nodes: ActionNode[] = [];
  for (const node of nodesDown(w.plan(df))) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    nodes.push({ id: node.id, op: node.op, inputs: childrenOf(node).map(({ id }) => id), ...(node.span && { span: node.span }), ...(node.op === 'join' && { how: node.how }), ...(node.op === 'relation' && { read: readFact(node) }) });
  }
  return { what, span: place, nodes, ...(what === 'write' && { write: { format: (format ?? 'parquet').toLowerCase(), mode: mode ?? 'errorifexists', ...(to !== undefined && { path: to }) } }) };
}

const readFact = ({ source, streaming, output }: Relation): ReadFact => ({
  format: source.format, streaming, paths: [...source.paths], partitionColumns: [...source.partitionColumns ?? []], columns: output.map(({ name, type }) => ({ name, ddl: `${quoteIfNeeded(name)} ${sqlType(type)}` })),
});

/** Tells what an action is about to see. What cannot be evaluated is left to the action, which says why. */
export function tellRows(op: string, payload: unknown, w: World): void {
  const { df, span } = payload as Payload, what = KINDS[op], place = spanOf(span);
  if (what === undefined || df === undefined || !place) return;
  const plan = w.plan(df);
  if (isStreaming(plan)) return;
  try {
    for (const node of nodesDown(plan)) if (node.op === 'relation') tellRead(node, w);
    const rows = execute(plan, w), types = plan.output.map(({ type }) => type);
    const missing = rows.length > MOST_ROWS ? { missing: `There are ${rows.length} rows, more than the ${MOST_ROWS} that are compared.` } : {};
    w.host.emit({ kind: 'action', action: { what, span: place, values: { schema: jsonValue(schemaOf(plan)), timeZone: w.conf.timeZone, rows: toRows(rows, 0, Math.min(rows.length, MOST_ROWS)).map((row) => exactRow(row, types)), batchIds: [], ...missing } } });
  } catch (error) {
    if (!(error instanceof SparkError)) throw error;
  }
}

function tellRead(r: Relation, w: World): void {
  const place: SourceSpan | undefined = r.span;
  if (!place || w.readsTold.has(r.id) || !['json', 'csv', 'text'].includes(r.source.format)) return;
  w.readsTold.add(r.id);
  const messages = plainLines(r, w) ?? rowsAs(scanBatch(r, w), r, w);
  w.host.emit({ kind: 'read', read: typeof messages === 'string' ? { span: place, messages: [], missing: messages }
    : messages.length > MOST_ROWS ? { span: place, messages: messages.slice(0, MOST_ROWS), missing: `There are ${messages.length} rows, more than the ${MOST_ROWS} that a capture is made of.` } : { span: place, messages } });
}

/** Lines of the files, where one line is one row and has all of its columns: what is damaged stays damaged. */
function plainLines(r: Relation, w: World): string[] | undefined {
  const { format, options, files, partitionColumns = [] } = r.source, { actionRows } = w.host.options;
  if (format === 'text') return toRows(scanBatch(r, w)).map(([line]) => String(line));
  const utf8 = /^utf-?8$/i.test(options['encoding'] ?? options['charset'] ?? 'utf-8');
  if (format !== actionRows || partitionColumns.length > 0 || options['multiline']?.toLowerCase() === 'true' || !utf8) return undefined;
  const found = [...files ?? []].filter(({ size }) => size > 0).map(({ path }) => contents(path, w));
  if (format === 'csv') return found.flatMap((data) => csvRecords(data, options, w));
  return found.flatMap((data) => [...lineRanges(data, options['linesep'])].flatMap(([from, to]) => (to > from ? [decodeUtf8(data, from, to)] : [])));
}

/** A text: why they cannot be written so. */
function rowsAs(batch: Batch, r: Relation, w: World): string[] | string {
  const schema = schemaOf(r), rows = toRows(batch, 0, Math.min(batch.length, MOST_ROWS + 1)), times = { timestampformat: "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX" };
  if (w.host.options.actionRows === 'json') {
    const print = toJson(schema, jsonOptions(r.source.format === 'json' ? { ...times, ...r.source.options } : times, formatEnv(w)));
    return rows.map((row) => print(row) ?? '{}');
  }
  const nested = schema.fields.find(({ type }) => !isAtomic(type) || type.kind === 'binary');
  if (nested) return `The column ${nested.name} cannot be written as csv: take json as the format of the values.`;
  const lines = new CsvLines(schema, csvOptions(r.source.format === 'csv' ? { ...times, ...r.source.options } : times, formatEnv(w)));
  return rows.map((row) => lines.record(row));
}

/** Actions of a plan-only run, each place once. */
export class ActionFacts {
  readonly #all = new Map<string, ActionFact>();

  add(action: ActionFact): void {
    const { file, line, column, endLine, endColumn } = action.span, key = `${file}:${line}:${column}:${endLine}:${endColumn}`, before = this.#all.get(key);
    // A place that is come to again (a loop, a function) keeps the plans of all times: what is read there under other paths shows.
    const nodes = before ? [...before.nodes, ...action.nodes.filter(({ id }) => !before.nodes.some((node) => node.id === id))] : action.nodes;
    if (this.#all.size < MOST_ACTIONS || before) this.#all.set(key, { ...action, nodes });
  }

  get all(): ActionFact[] { return [...this.#all.values()]; }
}
const MOST_ACTIONS = 500;
