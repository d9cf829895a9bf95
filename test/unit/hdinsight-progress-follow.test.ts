/** How readers go on from where they were: the driver's log that grows, is another or shrinks; a list of executions that Spark keeps short; the choice. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ProgressChooser } from '../../src/hdinsight/progress/chooser.ts';
import { DriverLogReader } from '../../src/hdinsight/progress/driver-log.ts';
import { ExecutionsReader } from '../../src/hdinsight/progress/executions.ts';
import { HELPER_LINE } from '../../src/hdinsight/progress/log-progress.ts';
import type { ProgressSource } from '../../src/hdinsight/progress/source.ts';
import type { ProgressReader, Reading } from '../../src/hdinsight/progress/status.ts';
import { Unreadable } from '../../src/hdinsight/progress/status.ts';
import type { StreamingQueryProgress } from '../../src/protocol/run.ts';

const real = (JSON.parse(readFileSync(new URL('../recordings/progress/local/truth.json', import.meta.url), 'utf8')) as StreamingQueryProgress[][])[0]![2]!;
const never = new AbortController().signal;
const progress = (batchId: number): string => `26/11/28 03:17:57 INFO MicroBatchExecution: Streaming query made progress: ${JSON.stringify({ ...real, batchId, timestamp: new Date(1_700_000_000_000 + batchId * 1000).toISOString() }, null, 2)}\n`;

/** A container's log behind pages such as a NodeManager's (recorded: test/recordings/progress/yarn/log-running.html, log-past-end.html). */
class Log implements ProgressSource {
  readonly appId = 'application_1_0001';
  asked: string[] = [];
  stderr = Buffer.alloc(0);
  stdout = Buffer.alloc(0);

  add(text: string): void {
    this.stderr = Buffer.concat([this.stderr, Buffer.from(text)]);
  }

  text(path: string): Promise<string> {
    this.asked.push(path);
    const query = new URLSearchParams(path.split('?')[1]), start = Number(query.get('start')), log = path.includes('stderr') ? this.stderr : this.stdout;
    const said = start > log.length ? `<h1> Invalid start and end values. Start: [${start}], end[${log.length}] </h1>`
      : `<pre>${log.subarray(start, Number(query.get('end') ?? log.length)).toString().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')}</pre>`;
    return Promise.resolve(`<td class="content">${said}</td></html>`);
  }
}

describe('the driver\'s log', () => {
  const filler = 'a line of the job: <späte Größe> & more\n';
  const batchOf = async (reader: DriverLogReader): Promise<number | undefined> => (await reader.read(never)).queries[0]?.batchId;

  test('is read once, from its end on, with one request a reading', async () => {
    const log = new Log(), reader = new DriverLogReader(log, () => 5);
    log.add(filler.repeat(40_000));
    await assert.rejects(reader.read(never), (error) => error instanceof Unreadable && error.kind === 'nothing' && /no progress/.test(error.message));
    log.add(progress(1) + filler.repeat(3));
    assert.equal(await batchOf(reader), 1);
    for (let batch = 2; batch < 6; batch++) {
      log.asked = [];
      log.add(filler + progress(batch));
      const reading = await reader.read(never);
      assert.deepEqual([reading.queries[0]!.batchId, reading.queries[0]!.earlier.length, reading.queries[0]!.at, log.asked.length, reading.doubts], [batch, batch - 1, 5, 1, []]);
    }
    log.asked = [];
    assert.equal(await batchOf(reader), 5);
    assert.equal(log.asked.length, 1);
  });

  test('that is another one is followed anew: shorter, or with other text at the same place', async () => {
    for (const again of [filler.repeat(2) + progress(8), filler.repeat(30_000) + progress(8)]) {
      const log = new Log(), reader = new DriverLogReader(log);
      log.add(filler.repeat(100) + progress(7));
      assert.equal(await batchOf(reader), 7);
      log.stderr = Buffer.from(again.replaceAll('a line', 'another'));
      await reader.read(never);
      assert.equal(await batchOf(reader), 8);
    }
  });

  test('that falls silent is looked for in the other file, where the helper writes', async () => {
    const log = new Log(), reader = new DriverLogReader(log);
    log.add(progress(1));
    assert.equal(await batchOf(reader), 1);
    log.stdout = Buffer.from(`${HELPER_LINE}${JSON.stringify({ ...real, batchId: 2, timestamp: '2026-11-28T03:24:37.160Z' })}\n`);
    let readings = 1;
    for (; await batchOf(reader) !== 2; readings++) assert.ok(readings < 13);
    assert.deepEqual([(await reader.read(never)).reader, readings, log.asked.at(-1)!.startsWith('driverlog/stdout/')], ['helper', 12, true]);
  });

  test('that falls silent stays the one that is followed where there is no other file', async () => {
    const log = new Log(), reader = new DriverLogReader(log), text = log.text.bind(log);
    log.text = (path) => (path.includes('stdout') ? Promise.reject(new Error('Nobody has a page driverlog/stdout.')) : text(path));
    log.add(progress(1));
    for (let reading = 0; reading < 30; reading++) assert.equal(await batchOf(reader), 1);
    log.add(progress(2));
    assert.equal(await batchOf(reader), 2);
  });

  test('that grows by more than one reading takes is read on', async () => {
    const log = new Log(), reader = new DriverLogReader(log);
    log.add(progress(1));
    assert.equal(await batchOf(reader), 1);
    log.add(filler.repeat(120_000) + progress(2));
    let found: number | undefined;
    for (let readings = 0; readings < 4 && found !== 2; readings++) found = await batchOf(reader);
    assert.equal(found, 2);
  });
});

test('a list of executions that Spark keeps short is followed, mostly with one request', async () => {
  let first = 0, next = 0, asked = 0;
  const id = '00000000-0000-0000-0000-00000000000a';
  const source: ProgressSource = {
    appId: 'a',
    text: (path) => {
      asked++;
      const query = new URLSearchParams(path.split('?')[1]), offset = first + Number(query.get('offset'));
      return Promise.resolve(JSON.stringify(Array.from({ length: Math.max(0, Math.min(Number(query.get('length')), next - offset)) }, (_, at) => ({ id: offset + at, status: 'COMPLETED', description: `q\nid = ${id}\nrunId = ${id}\nbatch = ${offset + at}`, submissionTime: '2026-11-28T03:24:37.160GMT', duration: 5 }))));
    },
  };
  const reader = new ExecutionsReader(source);
  await assert.rejects(reader.read(never), Unreadable);
  let most = 0, all = 0, readings = 0;
  for (next = 1; next < 4000; next += 7) {
    // As AppStatusListener does: a tenth goes at once.
    if (next - first > 1000) first += 100 * Math.ceil((next - first - 1000) / 100);
    asked = 0;
    assert.equal((await reader.read(never)).queries[0]!.batchId, next - 1);
    most = Math.max(most, asked);
    all += asked;
    readings++;
  }
  assert.ok(most <= 6 && all / readings < 1.5, `${most} ${all / readings}`);
});

describe('the choice', () => {
  const reader = (name: ProgressReader['name'], read: () => Reading | Error): ProgressReader & { asked: number } => {
    const made = { name, lacks: [`what ${name} lacks`], asked: 0, read: (): Promise<Reading> => { made.asked++; const got = read(); return got instanceof Error ? Promise.reject(got) : Promise.resolve(got); } };
    return made;
  };
  const reading = (name: ProgressReader['name']): Reading => ({ reader: name, queries: [], doubts: [] });

  test('a reader that has nothing is tried again later and later, and taken back once it has', async () => {
    let clock = 0, log: Reading | Error = new Unreadable('nothing', 'no progress');
    const best = reader('driver log', () => log), second = reader('metrics', () => reading('metrics')), chooser = new ProgressChooser([best, second], { now: () => clock, first: 10, most: 40 });
    for (; clock < 200; clock += 5) {
      const choice = await chooser.read(never);
      assert.deepEqual([choice.reading?.reader, choice.better, choice.lacks], ['metrics', [{ reader: 'driver log', reason: 'no progress' }], ['what metrics lacks']]);
    }
    assert.equal(best.asked, 7);
    log = reading('driver log');
    clock += 40;
    assert.deepEqual(await chooser.read(never), { reading: log, at: clock, lacks: ['what driver log lacks'], better: [] });
  });

  test('a gateway that does not answer is asked once a reading, and the next reader only where it goes on', async () => {
    const best = reader('driver log', () => new Error('502')), second = reader('metrics', () => reading('metrics')), chooser = new ProgressChooser([best, second], { now: () => 0 });
    assert.deepEqual(await chooser.read(never), { lacks: [], better: [{ reader: 'driver log', reason: '502' }], failed: '502', away: true });
    assert.equal(second.asked, 0);
    assert.equal((await chooser.read(never)).reading?.reader, 'metrics');
  });

  test('who stops is not told of a failure', async () => {
    const stopped = AbortSignal.abort(new Error('closed')), chooser = new ProgressChooser([reader('metrics', () => new Error('aborted'))]);
    await assert.rejects(chooser.read(stopped), /closed/);
  });
});
