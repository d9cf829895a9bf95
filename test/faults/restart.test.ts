import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CRASH_POINTS } from '../../src/protocol/run.ts';
import type { CrashPoint } from '../../src/protocol/run.ts';
import type { Frame } from '../unit/support/session.ts';
import { Disk, MortalFiles, TestRun } from '../unit/support/session.ts';

const SCHEMA = 'ts timestamp, k string, v int';
const row = (second: number, k: string, v: number) => ({ ts: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(), k, v });
/** Files of the two inputs in the order in which they arrive. The last one moves the watermark past everything before it. */
const LEFT = [
  [row(1, 'a', 1), row(5, 'b', 2), row(20, 'a', 3)],
  [row(65, 'a', 4), row(70, 'c', 5), row(6, 'b', 6)],
  [row(130, 'b', 7), row(131, 'b', 8), row(60, 'a', 9), row(2, 'a', 10)],
  [row(1000, 'z', 0)],
  [row(2000, 'z', 0)],
];
const RIGHT = [[row(2, 'a', 100), row(30, 'b', 200)], [row(66, 'a', 400)], [row(140, 'b', 700)], [row(1000, 'y', 0)], [row(2000, 'y', 0)]];

interface Shape { mode: 'append' | 'update' | 'complete'; build(run: TestRun, left: Frame, right: () => Frame): Frame }

/** `left` and `right` have a watermark of ten seconds. */
const SHAPES: Record<string, Shape> = {
  stateless: { mode: 'append', build: (run, left) => { run.view(left, 'l'); return run.sql('SELECT k, v * 2 AS v2 FROM l WHERE v > 1'); } },
  'window append': { mode: 'append', build: (run, left) => { run.view(left, 'l'); return run.sql("SELECT window(ts, '1 minute').start w, k, sum(v) s FROM l GROUP BY window(ts, '1 minute'), k"); } },
  'window update': { mode: 'update', build: (run, left) => { run.view(left, 'l'); return run.sql("SELECT window(ts, '1 minute').start w, k, sum(v) s FROM l GROUP BY window(ts, '1 minute'), k"); } },
  'aggregate complete': { mode: 'complete', build: (run, left) => { run.view(left, 'l'); return run.sql('SELECT k, count(1) n, collect_list(v) vs FROM l GROUP BY k'); } },
  dropDuplicates: { mode: 'append', build: (run, { df }) => run.frame('df.dropDuplicates', { df, columns: ['ts', 'k'], span: null }) },
  session: { mode: 'append', build: (run, left) => { run.view(left, 'l'); return run.sql("SELECT session_window(ts, '20 seconds').start w, k, count(1) n FROM l GROUP BY session_window(ts, '20 seconds'), k"); } },
  'stream join': {
    mode: 'append', build: (run, left, right) => {
      run.view(left, 'l');
      run.view(right(), 'r');
      return run.sql('SELECT l.ts, l.k, l.v, r.v AS rv FROM l LEFT OUTER JOIN r ON l.k = r.k AND r.ts BETWEEN l.ts AND l.ts + INTERVAL 1 MINUTE');
    },
  },
};

type Out = 'foreachBatch' | 'kafka' | 'memory' | 'file';

/** Rows by batch, the last word of each: what a sink that knows batch ids would hold. */
type Table = Map<number, unknown[][]>;

const INPUT = new Disk();
[LEFT, RIGHT].forEach((side, s) => { side.forEach((rows, i) => { INPUT.put(`/run/${s === 0 ? 'left' : 'right'}/f${i}.json`, rows.map((r) => `${JSON.stringify(r)}\n`).join('')); }); });
const fresh = (): Disk => INPUT.copy();

function play(run: TestRun, shape: Shape, out: Out, table: Table, seen: number[] = []): void {
  const source = (name: string): Frame => run.watermark(run.readStream(name, SCHEMA, { maxFilesPerTrigger: '1' }), 'ts', '10 seconds');
  const frame = shape.build(run, source('left'), () => source('right'));
  run.define(1, (call) => {
    if (call.kind !== 'foreachBatch') return null;
    seen.push(call.batchId);
    table.set(call.batchId, run.collect({ df: call.df }));
    return null;
  });
  const options = { checkpointLocation: 'checkpoint' };
  if (out === 'foreachBatch') run.await(run.start(frame, { outputMode: shape.mode, options, foreachBatch: 1 }));
  if (out === 'file') run.await(run.start(frame, { outputMode: shape.mode, format: 'json', path: 'out', options }));
  if (out === 'memory') run.await(run.start(frame, { outputMode: shape.mode, format: 'memory', queryName: 'kept', ...(shape.mode === 'complete' ? { options } : {}) }));
  if (out === 'kafka') {
    run.view(frame, 'made');
    run.await(run.start(run.sql('SELECT to_json(struct(*)) AS value FROM made'), { outputMode: shape.mode, format: 'kafka', options: { ...options, topic: 'out', 'kafka.bootstrap.servers': 'h:1' } }));
  }
}

/** Batches in order, rows in order. */
const flat = (table: Table): unknown[] => [...table].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows.map((r) => JSON.stringify(r)));
const settled = (row: unknown): boolean => !String(row).includes('"z"');
const sorted = (rows: unknown[]): unknown[] => [...rows].sort();
const kept = (run: TestRun): string[] => run.collect(run.frame('table', { name: 'kept', span: null })).map((r) => JSON.stringify(r));
/** What a reader of the file sink's folder sees. */
const table = (disk: Disk): string[] => {
  const run = new TestRun(disk);
  if (!run.files.stat(run.files.resolve('out', '_spark_metadata'))) return [];
  return run.collect(run.frame('read', { streaming: false, format: 'text', options: {}, paths: ['out'], span: null })).map(([v]) => String(v));
};
const written = (run: TestRun): string[] => run.collect(run.frame('df.selectExpr', {
  df: run.frame('read', { streaming: false, format: 'kafka', options: { subscribe: 'out', 'kafka.bootstrap.servers': 'h:1' }, paths: [], span: null }).df, exprs: ['cast(value as string)'], span: null,
})).map(([v]) => String(v));

describe('a query killed inside a batch and started again', () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    const undisturbed = (): Table => {
      const table: Table = new Map();
      play(new TestRun(fresh()), shape, 'foreachBatch', table);
      return table;
    };

    it(`${name}: at every point of the first and second batch, restarted in the run`, () => {
      const expected = undisturbed();
      assert.ok(flat(expected).length > 2);
      for (const crashAt of CRASH_POINTS) for (const crashBatch of [0, 1]) {
        const table: Table = new Map(), seen: number[] = [];
        const run = new TestRun(fresh(), { crashAt, crashBatch });
        play(run, shape, 'foreachBatch', table, seen);
        const where = `${crashAt} of batch ${crashBatch}`;
        if (!reached(crashAt, name)) { assert.equal(run.notes().filter((n) => n.includes('killed')).length, 0, where); continue; }
        assert.ok(run.notes().some((n) => n.includes(`was killed at ${crashAt} of batch ${crashBatch} and started again from its checkpoint`)), `${where}: ${run.notes().join()}`);
        // Input that was noted and not planned comes together with the next file, as in Spark: other batches, the same rows.
        if (crashAt === 'afterSourceLog') { if (name === 'stateless') assert.deepEqual(sorted(flat(table)), sorted(flat(expected)), where); continue; }
        assert.deepEqual([...table], [...expected], where);
        const twice = crashAt === 'afterSink' || crashAt === 'duringState' || crashAt === 'afterState';
        assert.deepEqual(seen, [...expected.keys()].flatMap((b) => (b === crashBatch && twice ? [b, b] : [b])), where);
      }
    });

    it(`${name}: at every write to the disk, whole or half done, restarted by a new run`, () => {
      const expected = undisturbed();
      const whole = new TestRun(fresh());
      play(whole, shape, 'foreachBatch', new Map());
      assert.ok(whole.files.changes > 10);
      const kinds = name === 'stateless' || name === 'stream join' ? [false, true] : [false];
      for (let at = 1; at <= whole.files.changes; at++) for (const half of kinds) {
        const where = `write ${at}${half ? ', half done' : ''}`;
        const disk = fresh(), table: Table = new Map();
        const first = new TestRun(disk, {}, new MortalFiles(disk, at, half));
        assert.throws(() => { play(first, shape, 'foreachBatch', table); }, where);
        const grouped = !regrouped(disk);
        const second = new TestRun(disk);
        play(second, shape, 'foreachBatch', table);
        // Whether a batch without data follows the last one is known to the process only: its rows come with the next data, as in Spark.
        if (grouped) assert.deepEqual(flat(table).filter(settled), flat(expected).filter(settled), where);
        else assert.equal(inputRows(first) + inputRows(second), inputRows(whole), where);
      }
    });
  }

  it('never shows a row twice to a reader of the file sink, and in the end every row once', () => {
    for (const name of ['stateless', 'window append', 'dropDuplicates', 'session', 'stream join']) {
      const calm = fresh(), whole = new TestRun(calm);
      play(whole, SHAPES[name]!, 'file', new Map());
      const expected = table(calm).filter(settled);
      assert.ok(expected.length > 2);
      for (let at = 1; at <= whole.files.changes; at++) {
        const disk = fresh(), where = `${name}, write ${at}`;
        assert.throws(() => { play(new TestRun(disk, {}, new MortalFiles(disk, at, at % 2 === 0)), SHAPES[name]!, 'file', new Map()); }, where);
        const before = table(disk);
        assert.equal(new Set(before).size, before.length, where);
        const grouped = !regrouped(disk);
        play(new TestRun(disk), SHAPES[name]!, 'file', new Map());
        const rows = table(disk).filter(settled);
        assert.equal(new Set(rows).size, rows.length, where);
        if (grouped) assert.deepEqual(sorted(rows), sorted(expected), where);
      }
      for (const crashAt of CRASH_POINTS.filter((p) => p === 'afterSinkFiles' || (p !== 'afterSourceLog' && reached(p, name)))) {
        const disk = fresh(), run = new TestRun(disk, { crashAt, crashBatch: 1 });
        play(run, SHAPES[name]!, 'file', new Map());
        assert.ok(run.notes().some((n) => n.includes('was killed')), `${name} ${crashAt}`);
        assert.deepEqual(sorted(table(disk)), sorted(table(calm)), `${name} ${crashAt}`);
      }
    }
  });

  it('keeps what a memory table holds as an undisturbed run would', () => {
    for (const name of ['stateless', 'aggregate complete']) {
      const calm = new TestRun(fresh());
      play(calm, SHAPES[name]!, 'memory', new Map());
      for (const crashAt of CRASH_POINTS.filter((p) => p !== 'afterSourceLog' && reached(p, name))) {
        const run = new TestRun(fresh(), { crashAt, crashBatch: 1 });
        play(run, SHAPES[name]!, 'memory', new Map());
        assert.deepEqual(kept(run), kept(calm), `${name} ${crashAt}`);
      }
    }
  });

  it('brings every row to a topic at least once, and twice only what the killed batch had written', () => {
    for (const name of ['stateless', 'window append', 'stream join']) {
      const calm = new TestRun(fresh());
      play(calm, SHAPES[name]!, 'kafka', new Map());
      for (const crashAt of CRASH_POINTS.filter((p) => p !== 'afterSourceLog' && reached(p, name))) {
        const run = new TestRun(fresh(), { crashAt, crashBatch: name === 'window append' ? 3 : 1 });
        play(run, SHAPES[name]!, 'kafka', new Map());
        const rows = written(run), twice = crashAt === 'afterSink' || crashAt === 'duringState' || crashAt === 'afterState';
        assert.deepEqual(sorted([...new Set(rows)]), sorted([...new Set(written(calm))]), `${name} ${crashAt}`);
        assert.equal(rows.length > written(calm).length, twice, `${name} ${crashAt}`);
      }
    }
  });

  it('starts over with a temporary checkpoint, and says so', () => {
    const run = new TestRun(fresh(), { crashAt: 'afterCommit', crashBatch: 1 });
    const seen: number[] = [];
    run.define(1, (call) => { if (call.kind === 'foreachBatch') seen.push(call.batchId); return null; });
    run.await(run.start(run.readStream('left', SCHEMA, { maxFilesPerTrigger: '1' }), { foreachBatch: 1 }));
    assert.deepEqual(seen, [0, 1, 0, 1, 2, 3, 4]);
    assert.ok(run.notes().some((n) => n.includes('from the beginning, since its checkpoint is a temporary one')));
  });

  it('does not recover a memory table that is appended to, as Spark does not', () => {
    const run = new TestRun(fresh(), { crashAt: 'afterCommit' });
    const left = run.readStream('left', SCHEMA, { maxFilesPerTrigger: '1' });
    const query = run.start(left, { format: 'memory', queryName: 'kept', options: { checkpointLocation: 'checkpoint' } });
    assert.throws(() => { run.await(query); }, /does not support recovering from checkpoint location/);
  });

  it('says when no batch came to the point', () => {
    const run = new TestRun(fresh(), { crashAt: 'afterSinkFiles' });
    play(run, SHAPES['stateless']!, 'foreachBatch', new Map());
    run.session.close?.();
    assert.ok(run.events.some((e) => e.kind === 'problem' && e.problem.code === 'crash-not-reached'));
  });

  it('is killed by a command once, at the next batch that comes to the point', () => {
    const table: Table = new Map(), run = new TestRun(fresh());
    run.commands.push({ do: 'crash', at: 'afterState' });
    play(run, SHAPES['window append']!, 'foreachBatch', table);
    assert.equal(run.notes().filter((n) => n.includes('was killed at afterState of batch 0')).length, 1);
  });

  it('counts each batch once in what it shows', () => {
    const run = new TestRun(fresh(), { crashAt: 'afterState', crashBatch: 2 });
    play(run, SHAPES['window append']!, 'foreachBatch', new Map());
    const id = run.events.flatMap((e) => (e.kind === 'query' ? [e.query.id] : []))[0]!;
    const batches = run.events.flatMap((e) => (e.kind === 'batch' ? [e.batch.batchId] : []));
    assert.deepEqual(batches, [...new Set(batches)]);
    for (const batchId of batches) assert.ok(run.session.answer({ ask: 'progress', queryId: id, batchId }), `batch ${batchId}`);
  });
});

/** Whether a query of this shape with foreachBatch, a memory or a Kafka sink comes to the point. */
function reached(point: CrashPoint, shape: string): boolean {
  if (point === 'afterSinkFiles') return false;
  return point !== 'duringState' || shape !== 'stateless';
}

/** The kill came between a source's log and the offsets: the restart reads that input together with the next, as Spark does. */
function regrouped(disk: Disk): boolean {
  const files = new MortalFiles(disk);
  const newest = (...at: string[]): number => Math.max(-1, ...files.list(files.resolve('checkpoint', ...at)).filter((f) => /^\d+$/.test(f.name)).map((f) => Number(f.name)));
  return newest('sources', '0') > newest('offsets') || newest('sources', '1') > newest('offsets');
}
const inputRows = (run: TestRun): number => run.events.reduce((n, e) => n + (e.kind === 'progress' ? e.progress.numInputRows : 0), 0);
