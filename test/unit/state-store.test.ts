/** The state store looks back: what it held after any batch, as long as that is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LateRows } from '../../src/engine/operators/operator.ts';
import { StateStore, type StateRow } from '../../src/engine/state/store.ts';

const row = (key: string, value: number, batch: number): StateRow => ({ key: [key], value: [value], updatedIn: batch, evictAt: null });
const held = (store: StateStore, batch: number): Record<string, unknown> | null => {
  const rows = store.asOf(batch);
  return rows && Object.fromEntries([...rows].map(([key, { value }]) => [key, value[0]]));
};

test('the state after each batch, with keys added, changed and removed', () => {
  const store = new StateStore();
  store.put('a', row('a', 1, 0));
  store.commit(0);
  store.put('a', row('a', 2, 1));
  store.put('b', row('b', 5, 1));
  store.commit(1);
  store.remove('a');
  store.commit(2);
  assert.deepEqual([0, 1, 2].map((batch) => held(store, batch)), [{ a: 1 }, { a: 2, b: 5 }, { b: 5 }]);
  assert.equal(store.size, 1);
});

test('a batch that fails leaves nothing behind', () => {
  const store = new StateStore();
  store.put('a', row('a', 1, 0));
  store.commit(0);
  store.put('a', row('a', 9, 1));
  store.remove('a');
  store.put('c', row('c', 3, 1));
  store.abort();
  assert.deepEqual(held(store, 0), { a: 1 });
  assert.equal(store.size, 1);
});

test('what has gone from memory is said to be unknown, not shown as something else', () => {
  const store = new StateStore(undefined, 3);
  for (let batch = 0; batch < 6; batch++) {
    store.put('a', row('a', batch, batch));
    store.put('b', row('b', -batch, batch));
    store.commit(batch);
  }
  const known = [0, 1, 2, 3, 4, 5].map((batch) => held(store, batch));
  assert.deepEqual(known[5], { a: 5, b: -5 });
  assert.deepEqual(known[4], { a: 4, b: -4 });
  assert.deepEqual(known.slice(0, 4), [null, null, null, null]);
});

test('a store that was read back knows nothing of the batches before', () => {
  const store = new StateStore();
  store.load([['a', row('a', 7, 3)]], 4);
  assert.equal(held(store, 3), null);
  assert.deepEqual(held(store, 4), { a: 7 });
  store.put('a', row('a', 8, 5));
  store.commit(5);
  assert.deepEqual([held(store, 3), held(store, 4), held(store, 5)], [null, { a: 7 }, { a: 8 }]);
});

test('dropped rows are all counted, and only as many kept as have a place', () => {
  const late = new LateRows(2);
  let made = 0;
  for (let i = 0; i < 5; i++) late.add(() => { made++; return { node: 1, eventTime: i, row: [], columns: [] }; });
  assert.deepEqual({ total: late.total, kept: late.entries.map((e) => e.eventTime), made }, { total: 5, kept: [0, 1], made: 2 });
});
