/** Values as they are written, and as JSON. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { SourceSpan } from '../protocol/run.ts';
import type { Expected, RowsExpected } from '../protocol/stream-test.ts';
import { isNull, kindOf, sourceText, type Source } from './nodes.ts';

const MAX_DEPTH = 64;

export function expectedOf(source: Source, node: Node | null, at: SourceSpan, depth = 0): Expected {
  const found = source.resolved(node), span = source.spanOf(found, at);
  if (depth > MAX_DEPTH) {
    source.problem('This is nested too deeply.', `A value has at most ${MAX_DEPTH} levels.`, span);
    return { is: 'null' };
  }
  if (isMap(found)) return { is: 'fields', fields: [...source.fields(found, 'A value', undefined, at).values()].map(({ name, value, span: of }) => [name, expectedOf(source, value, of, depth + 1)]) };
  if (isSeq(found)) return { is: 'list', items: (found.items as Node[]).map((item) => expectedOf(source, item, span, depth + 1)) };
  if (!isScalar(found) || isNull(found)) return { is: 'null' };
  const scalar = found;
  if (scalar.tag === 'tag:yaml.org,2002:binary') {
    const base64 = (scalar.source ?? '').replace(/\s/g, '');
    if (Buffer.from(base64, 'base64').toString('base64') !== base64) source.problem('This is not base64.', 'Write !!binary AAEC.', span);
    return { is: 'bytes', base64 };
  }
  return { is: 'scalar', text: sourceText(scalar), plain: scalar.type === 'PLAIN' };
}

const ROWS = ['order', 'columns', 'rows'];

/** `[ {…}, … ]` or `{ order: exact, columns: […], rows: […] }`. */
export function rowsOf(source: Source, node: Node | null, what: string, at: SourceSpan): RowsExpected {
  const found = source.resolved(node), span = source.spanOf(found ?? node, at);
  if (!isMap(found)) return { rows: rowList(source, found, what, at), order: 'any', span };
  const fields = source.fields(found, what, ROWS, at), order = fields.get('order'), columns = fields.get('columns'), rows = fields.get('rows');
  const asked = order && source.textOf(order.value, 'order', 'It is any or exact.', order.span);
  if (asked !== undefined && asked !== 'any' && asked !== 'exact') source.problem(`order is any or exact, not ${JSON.stringify(asked)}.`, 'any: the same rows, each as often; exact: in this order too.', source.spanOf(order?.value, span));
  if (!rows) source.problem(`${what} has no rows.`, 'Write rows: [ … ].', span);
  const named = columns && source.list(columns.value, 'columns', columns.span).flatMap((each) => source.textOf(each, 'A column', 'Write its name.', columns.span) ?? []);
  return { rows: rows ? rowList(source, rows.value, 'rows', rows.span) : [], order: asked === 'exact' ? 'exact' : 'any', span, ...(named && { columns: named }) };
}

function rowList(source: Source, node: Node | null, what: string, at: SourceSpan): RowsExpected['rows'] {
  return source.list(node, what, at).flatMap((row) => {
    const found = source.resolved(row), span = source.spanOf(found ?? row, at);
    if (!isMap(found)) {
      source.problem(`A row is a mapping of its columns, not ${kindOf(found)}.`, 'Write { column: value, … }.', span);
      return [];
    }
    const value = expectedOf(source, found, span);
    return value.is === 'fields' ? [{ fields: value.fields, span }] : [];
  });
}
