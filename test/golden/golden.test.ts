/**
 * The golden cases on Weir against what real Spark 3.3.1 did. One subtest a case. `exceptions.json` names what Weir is
 * known to get wrong, a whole case (`name`) or one answer of a case that asks many (`name/17`), each with its reason; it
 * is strict: an entry that passes fails the suite.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { differencesByAnswer } from './compare.ts';
import { normalise } from './normalise.ts';
import { listCases, runCases, weirEngine } from './run.ts';
import { readExceptions, readRecordings } from './store.ts';

/** At least so many of a module's cases are equal; the other modules have a floor together. */
const FLOORS: Record<string, number> = { queries: 62, refusals: 75 };
const FLOOR_OF_NEW = 60;
const IDLE_SECONDS = 90;

test('golden cases: Weir does what Spark 3.3.1 did', async (t) => {
  const recordings = readRecordings();
  const exceptions = readExceptions();
  const engine = weirEngine();
  const written = await listCases(engine);
  const recorded = [...recordings].map(([module, goldens]) => [module, [...goldens.keys()]]);
  assert.deepEqual(sorted([...written]), sorted(recorded), 'every case has a recording (npm run oracle -- --write)');

  const names = [...written.values()].flat();
  const records = await runCases(engine, names, IDLE_SECONDS);
  const unused = new Set(Object.keys(exceptions));
  const equal = new Map<string, number>();
  for (const [module, goldens] of recordings) {
    for (const [name, golden] of goldens) {
      await t.test(name, () => {
        const actual: unknown = JSON.parse(JSON.stringify(normalise(records.get(name)!)));
        const found = differencesByAnswer(golden, actual);
        const unexpected: string[] = [];
        for (const [answer, lines] of found) {
          const key = answer === '' ? name : `${name}/${answer}`;
          unused.delete(key);
          unused.delete(name);
          if (!(key in exceptions) && !(name in exceptions)) unexpected.push(...lines);
        }
        if (found.size === 0) equal.set(module, (equal.get(module) ?? 0) + 1);
        assert.equal(unexpected.length, 0, unexpected.slice(0, 10).join('\n'));
      });
    }
  }

  const counts = [...recordings].map(([module, goldens]) => `${module} ${equal.get(module) ?? 0}/${goldens.size}`);
  t.diagnostic(`equal to Spark 3.3.1: ${counts.join(', ')}`);
  await t.test('no exception has become needless', () => assert.deepEqual([...unused], []));
  await t.test('floors', () => {
    for (const [module, floor] of Object.entries(FLOORS)) {
      assert.ok((equal.get(module) ?? 0) >= floor, `${module}: ${equal.get(module) ?? 0} are equal, at least ${floor} have to be`);
    }
    const others = [...equal].filter(([module]) => !(module in FLOORS)).reduce((sum, [, count]) => sum + count, 0);
    assert.ok(others >= FLOOR_OF_NEW, `${others} of the other cases are equal, at least ${FLOOR_OF_NEW} have to be`);
  });
});

function sorted(modules: unknown[]): unknown[] {
  return [...modules].sort((a, b) => String(a) < String(b) ? -1 : 1);
}
