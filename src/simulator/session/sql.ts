import type { SourceSpan } from '../../protocol/run.ts';
import { analysisError, Refusal } from '../../spark/errors.ts';
import { alias } from '../../spark/dataset/shape.ts';
import { planQuery } from '../../spark/dataset/sql-query.ts';
import type { Plan } from '../../spark/plan/plan.ts';
import { parseStatement, type SqlStatement } from '../../spark/sql/index.ts';
import { StringType, BooleanType, catalogString, type DataType } from '../../spark/types.ts';
import type { Row } from '../../spark/values.ts';
import { parsed, type World } from './world.ts';

/** `spark.sql`: a query becomes a plan, a command does its work and gives its result rows. */
export function runSql(text: string, w: World, span?: SourceSpan): Plan {
  const statement = parsed(parseStatement(text, { timeZone: w.conf.timeZone }));
  return command(statement, text, w, span);
}

export function tablePlan(name: string, w: World): Plan {
  const view = w.views.get(name.toLowerCase());
  if (!view) throw analysisError(`Table or view not found: ${name}`);
  return alias(view, name.toLowerCase(), w.cx);
}

function command(s: SqlStatement, text: string, w: World, span?: SourceSpan): Plan {
  switch (s.kind) {
    case 'query': return planQuery(s.query, text, w.cx, span);
    case 'createView': {
      if (s.view !== 'temp') throw new Refusal(`a ${s.view === 'permanent' ? 'permanent' : 'global temporary'} view`, 'Use CREATE TEMPORARY VIEW.');
      const name = s.name[s.name.length - 1]!.toLowerCase();
      if (w.views.has(name) && !s.replace && !s.ifNotExists) throw analysisError(`Temporary view '${name}' already exists`);
      if (!(w.views.has(name) && s.ifNotExists)) w.views.set(name, planQuery(s.query, text, w.cx, span));
      return rows([], [], w);
    }
    case 'dropView': {
      const name = s.name[s.name.length - 1]!.toLowerCase();
      if (!w.views.delete(name) && !s.ifExists) throw analysisError(`View not found: ${name}`);
      return rows([], [], w);
    }
    case 'set': {
      if (s.key === undefined) return rows(pairs, w.conf.entries(), w);
      if (s.value !== undefined) w.conf.set(s.key, s.value);
      return rows(pairs, [[s.key, w.conf.get(s.key) ?? '<undefined>']], w);
    }
    case 'setTimeZone': w.conf.set('spark.sql.session.timeZone', s.zone); return rows(pairs, [['spark.sql.session.timeZone', s.zone]], w);
    case 'showTables': case 'showViews': return rows([['namespace', StringType], [s.kind === 'showViews' ? 'viewName' : 'tableName', StringType], ['isTemporary', BooleanType]], [...w.views.keys()].sort().map((n) => ['', n, true]), w);
    case 'describeTable': {
      if (s.extended || s.column) throw new Refusal('DESCRIBE EXTENDED and DESCRIBE of a column', 'Use DESCRIBE table, or printSchema().');
      const view = tablePlan(s.table.join('.'), w);
      return rows(described, view.output.map((a) => [a.name, catalogString(a.type), typeof a.metadata?.['comment'] === 'string' ? a.metadata['comment'] : null]), w);
    }
    case 'command': throw new Refusal(`the SQL command ${s.name}`, 'Do it with DataFrame calls, or run the job with local Spark.');
    default: throw new Refusal(`the SQL command ${s.kind}`, 'Do it with DataFrame calls, or run the job with local Spark.');
  }
}

const pairs: [string, DataType][] = [['key', StringType], ['value', StringType]];
const described: [string, DataType, boolean][] = [['col_name', StringType, false], ['data_type', StringType, false], ['comment', StringType, true]];
function rows(columns: readonly (readonly [string, DataType, boolean?])[], values: readonly Row[], w: World): Plan {
  return { op: 'local', id: w.cx.nextId(), rows: values, output: columns.map(([name, type, nullable]) => ({ op: 'attr', id: w.cx.nextId(), name, type, nullable: nullable ?? false, qualifier: [] })) };
}
