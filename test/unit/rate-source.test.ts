import assert from 'node:assert/strict';
import test from 'node:test';
import { RateSource } from '../../src/engine/sources/rate.ts';

test('the rate source has something new once the second after the last one that was asked for is over', () => {
  let now = 10_000;
  const kept = new Map<string, string>();
  const source = new RateSource([], { rowspersecond: '2' }, () => now);
  source.open({ read: (name) => kept.get(name), write: (name, text) => { kept.set(name, text); }, names: () => [...kept.keys()], uri: (name) => `file:/${name}` });
  assert.equal(source.latestOffset().end, '0');
  assert.equal(source.nextArrivalMs(), 11_000);
  now = 13_500;
  assert.equal(source.nextArrivalMs(), 11_000, 'what came meanwhile waits');
  assert.equal(source.latestOffset().end, '3');
  assert.equal(source.nextArrivalMs(), 14_000);
  assert.deepEqual(source.scan('0', '1')[0]!.columns[1], [0, 1]);
});
