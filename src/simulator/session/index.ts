import type { BridgeOps } from '../../protocol/bridge.ts';
import type { RunAnswers, RunQuestion } from '../../protocol/run.ts';
import { Refusal, SparkError, refusedSize } from '../../spark/errors.ts';
import { prettyName } from '../../spark/sql/exprSql.ts';
import { parseJsonOrDdlSchema, parsePythonType, parseSchema } from '../../spark/sql/index.ts';
import { fromJsonValue, jsonValue } from '../../spark/types.ts';
import type { CreateSession, Session, SessionHost } from '../host-types.ts';
import { noteFacts } from './note-facts.ts';
import { checkConfKey } from './conf-rules.ts';
import { tellRows } from './action-facts.ts';
import { actionOps } from './actions.ts';
import { decodeExpr, spanOf } from './expressions.ts';
import { frameOps } from './frames.ts';
import { local, range, read } from './read.ts';
import { runSql, tablePlan } from './sql.ts';
import { refuseBatch, Streams, triggerOf } from './streams.ts';
import { World, parsed } from './world.ts';
import { writeBatch } from './write.ts';

type Handler = (payload: never, w: World, s: Streams) => unknown;

const ops: { [K in keyof BridgeOps]?: (p: BridgeOps[K], w: World, s: Streams) => unknown } = {
  ...frameOps, ...actionOps,
  'session.start': (p, w) => { for (const [k, v] of Object.entries(p.conf)) w.conf.set(k, v); return null; },
  'session.stop': (_p, _w, s) => { s.scheduler.stopAll(); return null; },
  'conf.get': (p, w) => (p.hasDefault ? w.conf.get(p.key) ?? p.default ?? null : w.conf.getOrThrow(p.key)),
  'conf.set': (p, w) => { checkConfKey(p.key); w.conf.set(p.key, p.value); return null; },
  'conf.unset': (p, w) => { checkConfKey(p.key); w.conf.unset(p.key); return null; },
  'udf.register': (p, w) => { w.functions.set(p.name.toLowerCase(), { id: p.id, returns: fromJsonValue(p.dataType), deterministic: p.deterministic }); return null; },
  'read': (p, w) => w.add(read(p, w)),
  'local': (p, w) => w.add(local(p, w)),
  'range': (p, w) => w.add(range(p, w)),
  'sql': (p, w) => w.add(runSql(p.text, w, spanOf(p.span))),
  'table': (p, w) => w.add(tablePlan(p.name, w)),
  'df.write': (p, w) => writeBatch(p, w),
  'column.text': (p, w) => prettyName(decodeExpr(p.expr, w), w.conf.timeZone),
  'types.parse': (p) => jsonValue(p.python ? pythonType(p.text) : parsed(parseSchema(p.text))),
  'types.schema': (p) => JSON.stringify(jsonValue(parsed(parseJsonOrDdlSchema(p.text)))),
  'catalog': (p, w) => {
    if (p.op === 'listTables') return [...w.views.keys()].map((name) => ({ name, database: null, tableType: 'TEMPORARY', isTemporary: true }));
    return p.op === 'dropTempView' ? w.views.delete((p.name ?? '').toLowerCase()) : w.views.has((p.name ?? '').toLowerCase());
  },
  'df.checkStream': (p, w) => { refuseBatch(w.plan(p.df)); return null; },
  'trigger.check': (p) => { triggerOf(p); return null; },
  'stream.start': (p, _w, s) => s.start(p),
  'query.status': (p, _w, s) => { const q = s.byNumber(p.query); s.scheduler.observe(q); return { message: s.byNumber(p.query).message, isDataAvailable: q.active && !q.idle, isTriggerActive: false }; },
  'query.progress': (p, _w, s) => { s.scheduler.observe(s.byNumber(p.query)); const all = s.byNumber(p.query).progress; return p.last ? all[all.length - 1] ?? null : all; },
  'query.isActive': (p, _w, s) => { s.scheduler.observe(s.byNumber(p.query)); return s.byNumber(p.query).active; },
  'query.await': (p, _w, s) => s.await(p.query, p.timeoutMs, p.span),
  'query.processAll': (p, _w, s) => { const q = s.byNumber(p.query); s.scheduler.drain(q); if (s.byNumber(p.query).failure) s.raise(s.byNumber(p.query), p.span); return null; },
  'query.stop': (p, _w, s) => { const q = s.byNumber(p.query); if (q.active) { q.stop(); s.scheduler.ended(q, 'stopped by the job'); } return null; },
  'query.exception': (p, _w, s) => { const q = s.byNumber(p.query); s.told(q); return q.failure ? { message: q.exceptionText() } : null; },
  'query.explain': () => { throw new Refusal('StreamingQuery.explain', 'The panel\'s Plan tab shows the plan; Spark\'s own text comes from local Spark.'); },
  'streams.active': (_p, _w, s) => s.scheduler.active.map((q) => ({ query: q.number, id: q.id, runId: q.runId, name: q.name })),
  'streams.await': (p, _w, s) => s.awaitAny(p.timeoutMs, p.span),
  'streams.reset': (_p, _w, s) => { s.reset(); return null; },
  'time.now': (_p, w) => w.now(),
  'time.sleep': (p, w, s) => { s.scheduler.advance(() => false, w.now() + p.seconds * 1_000_000); return null; },
  'end': (p, _w, s) => { s.end(p.span); return null; },
};

/** The join of pyspark's calls, plans and the engine, for one run. */
export const createSession: CreateSession = (host: SessionHost): Session => {
  const w = new World(host), s = new Streams(w);
  return {
    call(op: string, payload: unknown): unknown {
      const handler = ops[op as keyof BridgeOps] as Handler | undefined;
      if (!handler) throw new Refusal(`the operation ${op}`);
      try {
        if (host.options.actionRows !== undefined) tellRows(op, payload, w);
        const ok = handler(payload as never, w, s);
        if (w.facts) noteFacts(w.facts, op, payload, ok, w);
        return ok;
      }
      catch (thrown) {
        const e = refusedSize(thrown);
        const span = (payload as { span?: BridgeOps['end']['span'] }).span;
        if ((e instanceof SparkError || e instanceof Refusal) && !e.span && span) e.span = spanOf(span);
        throw e;
      }
    },
    answer: <Q extends RunQuestion>(q: Q) => answer(q, s) as RunAnswers[Q['ask']],
    position: () => s.scheduler.position,
    close: () => {
      s.close();
      if (w.facts) host.emit({ kind: 'facts', facts: w.facts.tell(w.views) });
    },
  };
};

/** PySpark reads the type back from JSON, and knows no CHAR and VARCHAR there. */
function pythonType(text: string) {
  const read = parsePythonType(text);
  const length = /\b(var)?char\s*\(\s*(\d+)\s*\)/i.exec(text);
  if (read.problems[0]?.summary.startsWith('char/varchar') && length) throw new SparkError('ValueError', `Could not parse datatype: ${length[1] ? 'varchar' : 'char'}(${length[2]})`);
  return parsed(read);
}

function answer(q: RunQuestion, s: Streams): RunAnswers[RunQuestion['ask']] {
  const record = 'queryId' in q && q.queryId !== undefined ? s.scheduler.streams.find((x) => x.id === q.queryId)?.record : undefined;
  switch (q.ask) {
    case 'output': return record?.outputPage(q.batchId, q.offset, q.limit) ?? { columns: [], rows: [], offset: q.offset, total: 0 };
    case 'late': return record?.latePage(q.batchId, q.offset, q.limit) ?? { columns: [], rows: [], offset: q.offset, total: 0 };
    case 'values': return record?.values(q.of, q.limit) ?? { schema: { type: 'struct', fields: [] }, timeZone: 'UTC', rows: [], batchIds: [] };
    case 'state': return record?.statePage(q.batchId, q.operator, q.offset, q.limit, q.filter) ?? { operators: [], keyColumns: [], valueColumns: [], rows: [], offset: q.offset, total: 0 };
    case 'progress': return record?.batches.get(q.batchId)?.progress ?? null;
    case 'printed': return { text: '', offset: 0, total: 0 };
  }
}

