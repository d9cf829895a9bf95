/** Logs of containers as YARN 3.3.4's pages show them, followed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unescaped } from '../../src/hdinsight/logs/entities.ts';
import { atLeast, LevelReader } from '../../src/hdinsight/logs/lines.ts';
import { logPage } from '../../src/hdinsight/logs/page.ts';
import type { LogPiece } from '../../src/hdinsight/logs/source.ts';
import { LogTail, type NewLines } from '../../src/hdinsight/logs/tail.ts';

const page = (content: string): string => `<html><pre>not this</pre><td id="navcell"><div id="nav"></div></td>\n<td class="content">\n${content}\n</td></html>`;

test('pages of a node and of the history', () => {
  assert.deepEqual(logPage(page('<pre>a &lt;b&gt; &amp;amp; &quot;q&quot; &eacute;&hellip; &#39;&#x1F600;\nend\n</pre>')), { kind: 'text', text: 'a <b> &amp; "q" é… \'😀\nend\n' });
  assert.deepEqual(logPage(page('<p>\n Showing 4096 bytes. Click \n <a href="/x?start=0">here</a>\n for full log\n<pre>x\n</pre>')), { kind: 'text', text: 'x\n', bytes: 4096 });
  assert.deepEqual(logPage(page('<p>Log Type: stderr<p>Log Length: 99<p>Showing 2 bytes of 99 total. Click <a href="">here</a> for the full log.<pre>x\n</pre>')), { kind: 'text', text: 'x\n', bytes: 2, total: 99 });
  assert.deepEqual(logPage(page('<h1>\n Invalid start and end values. Start: [9007199254740991], end[18528]\n</h1>')), { kind: 'beyond', total: 18528 });
  assert.deepEqual(logPage(page('<h1>Logs not available for container_1. Aggregation may not be complete, Check back later</h1>')), { kind: 'moving', said: 'Logs not available for container_1. Aggregation may not be complete, Check back later' });
  assert.deepEqual(logPage(page("<h1>\n Unable to locate 'stderr' log for container container_1\n</h1>")), { kind: 'none', said: "Unable to locate 'stderr' log for container container_1" });
  assert.deepEqual(logPage('<html><h1>Sign in</h1>'), { kind: 'none', said: 'Sign in' });
  assert.deepEqual(logPage(''), { kind: 'none', said: '' });
});

test("every character with a name in HTML 4 is read back, and what is no name stays", () => {
  assert.equal(unescaped('&Uuml;&szlig;&yuml;&nbsp;&Omega;&sigmaf;&omega;&euro;&rarr;&ne;'), 'Üßÿ\u00a0Ωςω€→≠');
  assert.equal(unescaped('&nope; & &#0; &#99999999; &amp;lt;'), '&nope; & &#0; &#99999999; &lt;');
});

/** A file that grows, shown as a node's pages show it: by bytes, decoded piece by piece. */
class File {
  bytes = Buffer.alloc(0);
  asked: number[] = [];
  ended = false;
  append(text: string | Buffer): void { this.bytes = Buffer.concat([this.bytes, Buffer.from(text as string)]); }
  piece = (start: number): Promise<LogPiece> => {
    this.asked.push(start);
    const from = start < 0 ? Math.max(0, this.bytes.length + start) : start, length = this.bytes.length - from, common = { cut: false, ended: this.ended };
    if (length < 0) return Promise.resolve({ text: '', bytes: 0, total: this.bytes.length, ...common });
    return Promise.resolve({ text: this.bytes.subarray(from).toString('utf8'), ...(length < this.bytes.length ? { bytes: length } : {}), ...common });
  };
}

async function all(file: File, tail: LogTail, steps: readonly (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  for (const step of steps) {
    file.append(step);
    lines.push(...(await tail.more()).lines);
  }
  return lines;
}

test('a log of 100 MB is opened at its end with two questions, and followed by what is new', async () => {
  const file = new File(), line = `${'x'.repeat(99)}\n`;
  file.append(line.repeat(1_000_000));
  const tail = new LogTail({ piece: file.piece });
  const first = await tail.open();
  assert.deepEqual([first.lines.length, first.gap, file.asked.length], [655, true, 2]);
  file.append('next\nhal');
  assert.deepEqual((await tail.more()).lines, ['next']);
  file.append('f\r\n');
  assert.deepEqual((await tail.more()).lines, ['half']);
  assert.deepEqual((await tail.more()).lines, []);
  assert.ok(file.asked.slice(2).every((start) => start >= 100_000_000));
});

test('no line is missed or given twice, wherever a write ended, in the middle of a character too', async () => {
  const text = Array.from({ length: 60 }, (_, i) => `${i} é😀 ${'ü'.repeat(i % 7)}\n`).join(''), bytes = Buffer.from(text), wanted = text.trimEnd().split('\n');
  for (const size of [1, 2, 3, 5, 7, 11, 64, 1000]) {
    const file = new File(), tail = new LogTail({ piece: file.piece }), steps: Buffer[] = [];
    assert.deepEqual(await tail.open(), { lines: [], gap: false, ended: false });
    for (let at = 0; at < bytes.length; at += size) steps.push(bytes.subarray(at, at + size));
    assert.deepEqual(await all(file, tail, steps), wanted, String(size));
  }
});

test('bytes that are no UTF-8 shift nothing', async () => {
  const file = new File(), tail = new LogTail({ piece: file.piece });
  file.append(Buffer.concat([Buffer.from('a '), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from(' b\n')]));
  assert.deepEqual((await tail.open()).lines, ['a \ufffd\ufffd\ufffd b']);
  assert.deepEqual(await all(file, tail, ['c\n', Buffer.from([0xff]), Buffer.from([0xff, 0x0a]), 'd\n']), ['c', '\ufffd\ufffd', 'd']);
});

test('a page holds as many characters as there were bytes: more than it says, of a log that grew meanwhile', async () => {
  const wanted = Array.from({ length: 400 }, (_, i) => `${i} ü€ ${'é'.repeat(i % 9)}`), lines: string[] = [];
  let bytes = Buffer.from('before\n'), written = 0;
  const piece = (start: number): Promise<LogPiece> => {
    const length = bytes.length, read = length - start;
    bytes = Buffer.concat([bytes, Buffer.from(wanted.slice(written, written += 7).map((line) => `${line}\n`).join(''))]);
    return Promise.resolve(read < 0 ? { text: '', bytes: 0, total: length, cut: false, ended: false } : { text: [...bytes.subarray(start).toString('utf8')].slice(0, read).join(''), cut: false, ended: false, ...(read < length ? { bytes: read } : {}) });
  };
  const tail = new LogTail({ piece });
  lines.push(...(await tail.open()).lines);
  for (let i = 0; i < 70; i++) lines.push(...(await tail.more()).lines);
  assert.deepEqual(lines, ['before', ...wanted]);
  // Opened in the middle of a character.
  for (let window = 300; window < 306; window++) {
    written = 20;
    bytes = Buffer.from(wanted.slice(0, 20).map((line) => `${line}\n`).join(''));
    const later = new LogTail({ piece }, window), got = [...(await later.open()).lines];
    for (let i = 0; i < 70; i++) got.push(...(await later.more()).lines);
    assert.deepEqual(got, wanted.slice(-got.length), String(window));
  }
});

test('the last line is given once the log has its end, and a log that was cut short says so', async () => {
  const file = new File(), tail = new LogTail({ piece: file.piece });
  file.append('a\nb');
  assert.deepEqual((await tail.open()).lines, ['a']);
  file.ended = true;
  assert.deepEqual(await tail.more(), { lines: ['b'], gap: false, ended: true });
  const other = new File(), shorter = new LogTail({ piece: other.piece });
  other.append('one\ntwo\nthree\n');
  await shorter.open();
  other.bytes = Buffer.from('new\n');
  assert.deepEqual(await shorter.more(), { lines: ['new'], gap: true, ended: false } satisfies NewLines);
});

test('levels are read from log4j lines, a stack trace has that of its line, and prints have none before the first', () => {
  const reader = new LevelReader(), lines = ['started', '26/11/28 03:22:16 INFO SignalUtils: x', '26/11/28 03:22:17 ERROR MicroBatchExecution: y', '\tat org.x', '2026-11-28 03:22:18,123 WARN [main] z', '2026-11-28T03:22:18Z [task 1] FATAL a', '12:00:01.5 DEBUG b'].map((line) => reader.read(line));
  assert.deepEqual(lines.map(({ level }) => level), [undefined, 'INFO', 'ERROR', 'ERROR', 'WARN', 'ERROR', 'DEBUG']);
  assert.deepEqual(lines.map((line) => atLeast(line, 'WARN')), [true, false, true, true, true, true, false]);
});
