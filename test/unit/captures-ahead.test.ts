import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Captures } from '../../src/simulator/captures.ts';

let folder: string, file: string;
const line = (value: string) => `${JSON.stringify({ topic: 't', partition: 0, timestamp: 0, value })}\n`;
const values = (captures: Captures) => captures.read(file).map(({ value }) => Buffer.from(value ?? []).toString());

before(() => { folder = mkdtempSync(join(tmpdir(), 'weir-captures-')); file = join(folder, 't.capture.jsonl'); });
after(() => { rmSync(folder, { recursive: true, force: true }); });

test('what was read ahead is used while the file is the same', () => {
  writeFileSync(file, line('a'));
  const captures = new Captures();
  captures.readAhead([file]);
  assert.equal(captures.read(file), captures.read(file), 'parsed once');
  assert.deepEqual(captures.files, [file]);
});

test('a file that changed since is read again, also when its size or its time is the same', () => {
  const captures = new Captures();
  writeFileSync(file, line('a'));
  utimesSync(file, 1000, 1000);
  captures.readAhead([file]);
  writeFileSync(file, line('b'));
  assert.deepEqual(values(captures), ['b'], 'same size');
  captures.readAhead([file]);
  writeFileSync(file, line('bb'));
  utimesSync(file, 1000, 1000);
  assert.deepEqual(values(captures), ['bb'], 'another size');
});

test('reading ahead leaves what is wrong to the run, and does not read much', () => {
  const captures = new Captures();
  captures.readAhead([join(folder, 'none.capture.jsonl')]);
  assert.throws(() => captures.read(join(folder, 'none.capture.jsonl')), { code: 'ENOENT' });
  writeFileSync(file, `${line('a')}{"topic"\n`);
  captures.readAhead([file]);
  assert.throws(() => captures.read(file), /t\.capture\.jsonl, line 2: /);
  writeFileSync(file, line('x'.repeat(1000)).repeat(9000));
  captures.readAhead([file]);
  assert.notEqual(captures.read(file), captures.read(file), 'too large to be kept');
});
