/** A log that is held: its end in bounded memory, in pages by level, with what is looked for. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DriverLogs, type DriverLogsOptions } from '../../src/hdinsight/logs/driver-logs.ts';
import { headOf } from '../../src/hdinsight/logs/head.ts';
import { HeldLog } from '../../src/hdinsight/logs/held.ts';
import type { LogPiece } from '../../src/hdinsight/logs/source.ts';
import type { DriverLogLine, LogAnswer, LogRequest } from '../../src/protocol/cluster-run.ts';

/** A file that grows, shown as a node's pages show it: by bytes, decoded piece by piece, of which so many are read at once. */
class File {
  bytes = Buffer.alloc(0);
  asked: number[] = [];
  ended = false;
  fails: Error | undefined;
  constructor(private readonly most = 32 * 2 ** 20) {}
  append(text: string | Buffer): void { this.bytes = Buffer.concat([this.bytes, Buffer.from(text as string)]); }
  piece = async (start: number): Promise<LogPiece> => {
    if (this.fails) throw this.fails;
    this.asked.push(start);
    const length = this.bytes.length - start, common = { cut: false, ended: this.ended };
    if (length < 0) return { text: '', bytes: 0, total: this.bytes.length, ...common };
    const cut = length > this.most;
    return { text: this.bytes.subarray(start, cut ? start + this.most : undefined).toString('utf8'), ...common, cut, ...(length < this.bytes.length ? { bytes: length } : {}) };
  };
}

const problemOf = (error: unknown): { kind: string; message: string; hint: string } => ({ kind: 'x', message: (error as Error).message, hint: '' });
const held = (file: File, limits?: { lines: number; units: number }, now?: () => number): HeldLog => new HeldLog({ piece: file.piece }, { problemOf, ...(limits && { limits }), ...(now && { now }) });
const page = (log: HeldLog, more: Partial<LogRequest> = {}): Promise<LogAnswer> => log.answer({ offset: 0, limit: 5000, ...more });
const texts = async (log: HeldLog, more: Partial<LogRequest> = {}): Promise<string[]> => (await page(log, more)).lines.map(({ text }) => text);

test('a log of 100 MB is opened at its end, and says how much is in front', async () => {
  const file = new File(), line = `26/11/28 12:01:26 INFO MicroBatchExecution: ${'x'.repeat(55)}\n`;
  file.append(line.repeat(1_000_000));
  const log = held(file);
  await log.read();
  const { lines, total, offset, before, following, gaps } = await page(log, { offset: -3, limit: 10 });
  assert.deepEqual([total, offset, before, following, gaps, file.asked.length], [10_485, 10_482, 100_000_000 - 10_485 * 100, true, [], 2]);
  assert.deepEqual(lines, [10_482, 10_483, 10_484].map((n) => ({ n, text: line.trimEnd(), level: 'INFO', time: '12:01:26', logger: 'MicroBatchExecution', from: 44 })));
});

test('what is new is taken once, cut anywhere, in pieces as large as are read at once', async () => {
  const wanted = Array.from({ length: 3000 }, (_, i) => `${i} é😀 ${'ü'.repeat(i % 7)}`), bytes = Buffer.from(wanted.map((line) => `${line}\n`).join(''));
  for (const [size, most] of [[1, 64], [997, 50], [bytes.length, 100], [bytes.length, 4096]] as const) {
    const file = new File(most), log = held(file);
    await log.read();
    for (let at = 0; at < Math.min(bytes.length, size * 2000); at += size) {
      file.append(bytes.subarray(at, at + size));
      await log.read();
    }
    const got = await texts(log), part = wanted.slice(0, got.length);
    assert.deepEqual([got, got.length > 100], [part, true], `${size} of ${most}`);
    if (size * 2000 > bytes.length) assert.equal(got.length, wanted.length);
  }
});

test('only the newest lines are held; numbers stay, and what is gone is counted', async () => {
  const file = new File(), log = held(file, { lines: 100, units: 1e9 });
  await log.read();
  for (let i = 0; i < 250; i++) file.append(`${i % 2 === 0 ? '12:00:00 WARN A: ' : '12:00:00 INFO B: '}${String(i).padStart(3, '0')}\n`);
  await log.read();
  const all = await page(log), warnings = await page(log, { least: 'WARN', find: 'a: 2' });
  assert.deepEqual([all.total, all.gone, all.lines[0]!.n, all.lines[0]!.text.slice(-3), all.before], [100, 150, 150, '150', 150 * 21]);
  assert.deepEqual([warnings.total, warnings.lines[0]!.n, warnings.foundAll, warnings.found[0]], [50, 150, 25, 25]);
  file.append('12:00:00 WARN A: 250\n');
  await log.read();
  const later = await page(log, { least: 'WARN', find: 'a: 2' });
  assert.deepEqual([later.total, later.gone, later.lines[0]!.n, later.lines.at(-1)!.n, later.foundAll, later.found[0], later.found.at(-1)], [50, 1, 152, 250, 26, 24, 49]);
  const small = held(file, { lines: 1e6, units: 1000 });
  await small.read();
  assert.equal((await page(small)).total, 1000 / 20);
});

test('a level keeps the lines of a stack trace and what has none', async () => {
  const file = new File(), log = held(file);
  file.append(['printed', '26/11/28 03:22:16 INFO A: x', '26/11/28 03:22:17 ERROR B: y', '\tat org.x', '26/11/28 03:22:18 WARN C: z', '26/11/28 03:22:19 DEBUG D: d', ''].join('\n'));
  await log.read();
  assert.deepEqual((await page(log, { least: 'WARN' })).lines.map(({ n, level }) => [n, level]), [[0, undefined], [2, 'ERROR'], [3, 'ERROR'], [4, 'WARN']]);
  assert.deepEqual((await page(log, { least: 'ERROR', offset: -2, limit: 1 })).lines.map(({ n }) => n), [2]);
  assert.equal((await page(log, { least: 'TRACE' })).total, 6);
});

test('a search goes on with what comes, in any case, as text', async () => {
  const file = new File(), log = held(file);
  file.append('Falling Behind\n.*\nx\n');
  await log.read();
  assert.deepEqual([(await page(log, { find: 'falling b' })).found, (await page(log, { find: '.*' })).found, (await page(log, { find: 'no' })).foundAll], [[0], [1], 0]);
  file.append('falling behind again\n');
  await log.read();
  assert.deepEqual((await page(log, { find: 'falling b', limit: 0 })).found, [0, 3]);
  file.append('hit\n'.repeat(12_000));
  await log.read();
  const { found, foundAll } = await page(log, { find: 'HIT', limit: 0 });
  assert.deepEqual([found.length, foundAll, found[0], found.at(-1)], [10_000, 12_000, 4 + 2000, 4 + 11_999]);
});

test('a log that was begun anew has a gap, and levels of before do not reach over it', async () => {
  const file = new File(), log = held(file);
  file.append('12:00:00 ERROR A: one\n12:00:00 ERROR A: two\n');
  await log.read();
  file.bytes = Buffer.from('new\n');
  await log.read();
  const { lines, gaps, before } = await page(log);
  assert.deepEqual([lines.map(({ text, level }) => [text, level]).at(-1), gaps, before], [['new', undefined], [2], 0]);
  assert.deepEqual((await page(log, { least: 'ERROR' })).gaps, [2]);
});

test('a log that grew while nobody looked is taken up at its end', async () => {
  let now = 0;
  const file = new File(), log = held(file, undefined, () => now);
  file.append('first\n');
  await log.read();
  file.append(`${'y'.repeat(99)}\n`.repeat(700_000));
  now = 3_600_000;
  await log.read();
  const { gaps, total } = await page(log, { limit: 0 });
  assert.deepEqual([gaps, total], [[1], 1 + 10_485]);
});

test('long lines are cut and say so; bytes that are no UTF-8, and secrets', async () => {
  const file = new File(), log = held(file);
  file.append(Buffer.concat([Buffer.from(`${'z'.repeat(30_000)}\n${'w'.repeat(19_990)} password=abcdefghijklmnop\n`), Buffer.from([0xff, 0x0a]), Buffer.from('--db-password hunter2 https://u:pw@h/ <b>\u202e\u001b[2J\n')]));
  await log.read();
  const got = await texts(log);
  assert.equal(got[0], `${'z'.repeat(20_000)}… (10000 more characters are not held)`);
  assert.ok(!got[1]!.includes('abc'));
  assert.deepEqual(got.slice(2), ['\ufffd', '--db-password … https://u:…@h/ <b>\u202e\u001b[2J']);
  assert.equal((await page(log, { find: 'hunter2' })).foundAll, 0);
});

test('a line without an end does not grow without bound', async () => {
  const file = new File(100_000), log = held(file);
  await log.read();
  for (let i = 0; i < 30; i++) {
    file.append('q'.repeat(2 ** 17));
    await log.read();
  }
  file.append('\nnext\n');
  await log.read();
  const got = await texts(log);
  assert.deepEqual([got.at(-1), got.slice(0, -1).every((text) => text.length < 20_100)], ['next', true]);
});

test('what cannot be read is said beside what is held, and passes', async () => {
  const file = new File(), log = held(file);
  file.append('a\n');
  await log.read();
  file.fails = new Error('The gateway does not answer.');
  await log.read();
  await log.read();
  assert.deepEqual([(await page(log)).problem?.message, (await page(log)).total, log.failures], ['The gateway does not answer.', 1, 2]);
  file.fails = undefined;
  file.append('b');
  file.ended = true;
  await log.read();
  const { problem, lines, following } = await page(log);
  assert.deepEqual([problem, lines.map(({ text }) => text), following, log.failures], [undefined, ['a', 'b'], false, 0]);
});

test('heads of log4j in the layouts of Spark, HDInsight and Hadoop', () => {
  const head = (text: string): unknown[] => { const { time, logger, from } = headOf(text); return [time, logger, text.slice(from)]; };
  assert.deepEqual(head('26/11/28 12:01:26 INFO MicroBatchExecution: Committed'), ['12:01:26', 'MicroBatchExecution', 'Committed']);
  assert.deepEqual(head('26/11/28 12:01:26 INFO ApplicationMaster [main]: Registered'), ['12:01:26', 'ApplicationMaster', 'Registered']);
  assert.deepEqual(head('2026-11-28 12:01:26,123 WARN [Driver] org.apache.spark.sql.X$: a: b'), ['12:01:26', 'X$', 'a: b']);
  assert.deepEqual(head('2026-11-28 12:01:26,123 ERROR [main] client.RMProxy (RMProxy.java:create(12)) - Connecting'), ['12:01:26', 'RMProxy', 'Connecting']);
  assert.deepEqual(head('26/11/28 12:01:26 WARN no logger here'), ['12:01:26', undefined, 'no logger here']);
  assert.deepEqual(head('26/11/28 12:01:26 INFO A: '), ['12:01:26', 'A', '']);
  assert.deepEqual(head('\tat org.x.Y(Y.java:1)'), [undefined, undefined, '\tat org.x.Y(Y.java:1)']);
});

/** Requests for logs in a time that is moved by hand. */
function logsOf(t: TestContext, files: Record<string, File>, more: Partial<DriverLogsOptions> = {}): { logs: DriverLogs; opened: string[]; pass(ms: number): Promise<void> } {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const opened: string[] = [], logs = new DriverLogs({
    open: (stream, attempt) => { opened.push(`${stream} ${attempt}`); return { piece: (start) => files[`${stream} ${attempt}`]!.piece(start) }; }, newest: () => 1, everyMs: () => 5000, problemOf, now: () => now, ...more,
  });
  t.after(() => { logs.close(); });
  return { logs, opened, pass: async (ms) => {
    for (const end = now + ms; now < end; now += 1000) {
      t.mock.timers.tick(1000);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  } };
}
const ask = (more: Partial<LogRequest> = {}): LogRequest => ({ ask: 'log', stream: 'stderr', offset: 0, limit: 10, ...more });

test('a log is read as long as it is asked for, at its pause, however often it is asked for', async (t) => {
  const file = new File(), { logs, opened, pass } = logsOf(t, { 'stderr 1': file });
  file.append('a\n');
  assert.deepEqual((await Promise.all([logs.answer(ask()), logs.answer(ask())])).map(({ total }) => total), [1, 1]);
  assert.deepEqual([file.asked.length, opened], [2, ['stderr 1']]);
  for (let second = 0; second < 60; second++) {
    await logs.answer(ask());
    await pass(1000);
  }
  assert.ok(file.asked.length >= 12 && file.asked.length <= 2 + 12, String(file.asked.length));
  await pass(60_000);
  const idle = file.asked.length;
  await pass(600_000);
  assert.equal(file.asked.length, idle);
  file.append('b\n');
  assert.equal((await logs.answer(ask())).total, 1);
  await pass(1000);
  assert.equal((await logs.answer(ask())).total, 2);
});

test('a log that cannot be read is asked for more and more rarely, and one that has its end not at all', async (t) => {
  const file = new File(), { logs, pass } = logsOf(t, { 'stderr 1': file });
  let tries = 0;
  const { piece } = file;
  file.piece = () => { tries++; return Promise.reject(new Error('away')); };
  for (let second = 0; second < 60; second++) {
    assert.equal((await logs.answer(ask())).problem?.message, 'away');
    await pass(1000);
  }
  assert.ok(tries >= 3 && tries <= 5, String(tries));
  file.piece = piece;
  file.append('a\n');
  file.ended = true;
  for (let second = 0; second < 60; second++) {
    await logs.answer(ask());
    await pass(1000);
  }
  assert.deepEqual([(await logs.answer(ask())).following, file.asked.length], [false, 2]);
});

test('the newest attempt is whichever it is; logs of others are let go of', async (t) => {
  let newest = 1;
  const files = Object.fromEntries(['stderr 1', 'stdout 1', 'stderr 2', 'stdout 2'].map((key) => [key, new File()])), { logs, opened } = logsOf(t, files, { newest: () => newest });
  files['stderr 2']!.append('second\n');
  assert.equal((await logs.answer(ask())).total, 0);
  newest = 2;
  assert.equal((await logs.answer(ask())).lines[0]?.text, 'second');
  await logs.answer(ask({ attempt: 1 }));
  assert.deepEqual(opened, ['stderr 1', 'stderr 2']);
  await logs.answer(ask({ stream: 'stdout' }));
  await logs.answer(ask({ stream: 'stdout', attempt: 1 }));
  await logs.answer(ask({ attempt: 1 }));
  await logs.answer(ask());
  assert.deepEqual(opened.slice(2), ['stdout 2', 'stdout 1', 'stderr 2']);
});

test('what is in front is read on demand, to the first byte, without a line missed, given twice or renumbered', async () => {
  for (const mark of ['', 'é😀']) {
    const file = new File(), log = held(file), line = (i: number): string => (i % 4 === 0 ? `26/11/28 12:00:00 ${i % 8 === 0 ? 'WARN' : 'INFO'} A: ${i} ${mark}${'x'.repeat(60)}` : `  goes on ${i} ${mark}${'x'.repeat(i % 90)}`);
    const wanted = Array.from({ length: 30_000 }, (_, i) => line(i));
    file.append(`${wanted.join('\n')}\n`);
    await log.read();
    const first = await page(log, { least: 'WARN', find: 'goes', offset: -5, limit: 5 }), { total } = await page(log);
    assert.equal(first.earlier, true);
    let before = first.before;
    while ((await page(log)).earlier) {
      await log.earlier();
      const now = await page(log);
      assert.ok(now.before < before && now.gone! < 0 && now.gaps.length === 0);
      before = now.before;
    }
    const got: DriverLogLine[] = [];
    for (let at = 0; at < 30_000; at += 5000) got.push(...(await page(log, { offset: at })).lines);
    assert.deepEqual([got.map(({ text }) => text), before, got[0]!.n, got.at(-1)!.n], [wanted, 0, total - 30_000, total - 1]);
    assert.ok(got.every(({ level }, i) => level === (i % 8 < 4 ? 'WARN' : 'INFO')), 'a trace has the level of its line, wherever it was cut');
    const later = await page(log, { least: 'WARN', find: 'goes', offset: -5, limit: 5 });
    assert.deepEqual([later.lines, later.gone! + later.offset, later.total, later.foundAll], [first.lines, first.gone! + first.offset, 15_000, 15_000 / 4 * 3]);
  }
});

test('where lines were let go of, or bytes were no UTF-8, nothing in front is made up', async () => {
  const small = new File(), few = held(small, { lines: 100, units: 1e9 });
  small.append(`${'a'.repeat(99)}\n`.repeat(30_000));
  await few.read();
  assert.equal((await page(few)).earlier, undefined);
  const broken = new File(), log = held(broken);
  broken.append(Buffer.concat([Buffer.from(`${'b'.repeat(99)}\n`.repeat(5000)), Buffer.from([0xff, 0x0a]), Buffer.from(`${'c'.repeat(99)}\n`.repeat(12_000))]));
  await log.read();
  const { total } = await page(log, { limit: 0 });
  await log.earlier();
  const now = await page(log, { limit: 1 });
  assert.deepEqual([now.gaps, now.earlier, now.lines[0]!.text], [[now.total - total], undefined, 'b'.repeat(99)]);
});
