/** `weir new`: each template becomes a project that runs as it is, with what its generator writes; wrong use writes nothing. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clean, Folder } from './support.ts';

const TEMPLATES = fileURLToPath(new URL('../../media/templates', import.meta.url)), NAMES = readdirSync(TEMPLATES);

describe('weir new', () => {
  const folder = new Folder();
  after(() => { folder.remove(); });

  it('lists the templates', async () => {
    const listed = await folder.command(['new', '--format', 'json']);
    assert.equal(listed.code, 0, listed.err);
    assert.deepEqual((JSON.parse(listed.out) as { id: string }[]).map(({ id }) => id).sort(), [...NAMES].sort());
    assert.match((await folder.command(['new'])).out, /^template +what it shows\n/);
  });

  for (const name of NAMES) {
    const own = new Folder();
    after(() => { own.remove(); });

    it(`${name} runs as it was made`, async () => {
      const made = await own.command(['new', name, '.']);
      assert.equal(made.code, 0, made.err);
      clean(made);
      for (const job of readdirSync(own.path).filter((file) => ['job.py', 'streaming.py'].includes(file))) {
        const ran = await own.weir([job]);
        assert.equal(ran.code, 0, `${job}: ${ran.err}`);
        clean(ran);
      }
      const tested = await own.command(['test', '.'], { seconds: 120 });
      assert.equal(tested.code, 0, tested.out + tested.err);
      assert.match(tested.out, /^[1-9]\d* passed, 0 failed$/m);
    });

    it(`${name}: generate.py writes its files anew, byte for byte`, async () => {
      const files = (): Record<string, string> => Object.fromEntries(readdirSync(own.path, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(jsonl|json)$/.test(file) && !/^(checkpoints|reorders)/.test(file)).map((file) => [file, readFileSync(own.at(file), 'utf8')]));
      const before = files();
      const ran = await own.weir(['generate.py']);
      assert.equal(ran.code, 0, ran.err);
      assert.deepEqual(files(), before);
      await own.weir(['generate.py', '4242']);
      assert.notDeepEqual(files(), before, 'another seed gives other messages');
    });
  }

  it('the batch job and its streaming twin end with the same totals', async () => {
    const own = new Folder();
    after(() => { own.remove(); });
    await own.command(['new', 'batch-to-streaming', '.']);
    const batch = await own.weir(['job.py']), streaming = await own.weir(['streaming.py']), totals = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(totals(batch.out).length, 25, batch.out);
    assert.deepEqual(totals(streaming.out.slice(streaming.out.lastIndexOf('Batch: '))), totals(batch.out));
  });

  it('answers are put in, and the job runs with them', async () => {
    const made = await folder.command(['new', 'it-monitoring', 'watch', '--set', 'heartbeats=beats', '--set', 'gap=40 seconds', '--format', 'json']);
    assert.equal(made.code, 0, made.err);
    const { files, leftOut } = JSON.parse(made.out) as { files: string[]; leftOut: string[] };
    assert.deepEqual(leftOut, ['job.stream-test.yaml']);
    assert.ok(files.includes('captures/beats.capture.jsonl'));
    assert.match(folder.read('watch/job.py'), /\.option\("subscribe", "beats"\)/);
    assert.match(folder.read('watch/job.py'), /session_window\("at", "40 seconds"\)/);
    const ran = await folder.weir(['watch/job.py']);
    assert.equal(ran.code, 0, ran.err);
  });

  it('nothing is written over', async () => {
    folder.write('mine/job.py', 'mine');
    const again = await folder.command(['new', 'connected-car', 'mine']);
    assert.equal(again.code, 1);
    assert.match(again.err, /holds job\.py already, and nothing is written over/);
    assert.deepEqual(readdirSync(folder.at('mine')), ['job.py']);
    clean(again);
  });

  for (const [what, args, says] of [
    ['an unknown template', ['new', 'nosuch'], /no template nosuch.*connected-car/], ['an answer that cannot be', ['new', 'connected-car', 'bad', '--set', 'window=soon'], /a number and a unit/], ['a question that is not asked', ['new', 'connected-car', 'bad', '--set', 'colour=red'], /does not ask for colour/],
    ['an answer without a question', ['new', 'connected-car', 'bad', '--set', 'red'], /question=answer/], ['an answer given twice', ['new', 'connected-car', 'bad', '--set', 'window=1 hour', '--set', 'window=2 hours'], /twice/], ['a third word', ['new', 'connected-car', 'bad', 'more'], /one too many/], ['no template to answer for', ['new', '--yes'], /Which template/],
  ] as const) {
    it(`${what} is wrong use`, async () => {
      const ran = await folder.command(args);
      assert.equal(ran.code, 2, ran.err);
      assert.match(ran.err, says);
      assert.ok(!readdirSync(folder.path).includes('bad'));
    });
  }
});
