import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { Attribute, Call } from '../../src/spark/expression.ts';
import { registry } from '../../src/spark/functions/registry.ts';
import * as T from '../../src/spark/types.ts';
import type { Value } from '../../src/spark/values.ts';
import { aggregate } from './support/evaluate.ts';

interface Recorded { sql: string; name: string; type: string; nullable: boolean; value: string | null }
/** Recorded on PySpark 3.3.1 over the rows below. */
const cases = JSON.parse(readFileSync(new URL('data/aggregates-golden.json', import.meta.url), 'utf8')) as Recorded[];

const attribute = (id: number, name: string, type: T.DataType): Attribute => ({ op: 'attr', id, name, type, nullable: true, qualifier: [] });
const columns = [attribute(1, 'i', T.IntegerType), attribute(2, 'd', T.DoubleType), attribute(3, 's', T.StringType), attribute(4, 'n', T.decimal(7, 2)), attribute(5, 'b', T.BooleanType)];
const rows: Value[][] = [
  [1, 1.5, 'a', 1025n, true], [2, -2.25, 'b', -310n, false], [3, 0.1, 'a', null, null], [null, null, null, 777n, true], [5, 100.7, 'zz', 1n, true], [7, 3.3, 'b', 9999999n, false],
];

for (const recorded of cases) test(recorded.sql, () => assert.deepEqual({ sql: recorded.sql, ...aggregate(recorded.sql, columns, rows) }, recorded));

for (const recorded of cases.filter((c) => !/distinct i|first|last/.test(c.sql))) {
  test(`${recorded.sql} merged from two halves is the same up to rounding`, () => {
    const halves = aggregate(recorded.sql, columns, rows, 3);
    if (/^(avg|mean|std|var|skew|kurt|corr|covar|regr|sum)/.test(recorded.sql) && recorded.type === 'double') assert.ok(Math.abs(Number(halves.value) - Number(recorded.value)) < 1e-9);
    else assert.equal(halves.value, recorded.value);
  });
}

function countDistinct(n: number): Value {
  const child = attribute(1, 'id', T.LongType);
  const call: Call = { op: 'call', fn: 'approx_count_distinct', args: [child], type: T.LongType, nullable: false, data: 9 };
  const impl = registry.get('approx_count_distinct')!.aggregate!(call, { timeZone: 'UTC', conf: () => '', now: () => 0, random: () => () => 0, partitionId: () => 0 });
  const buffer = impl.init();
  for (let i = 0; i < n; i++) impl.update(buffer, [i]);
  return impl.result(buffer);
}
test('approx_count_distinct estimates as Spark does beyond linear counting', () => {
  assert.deepEqual([300, 500, 1000, 20000].map(countDistinct), [296, 484, 1026, 19522]);
});

test('collect_set keeps the order of a Scala hash set', () => {
  const values = Array.from({ length: 40 }, (_, i) => [i * 37]);
  const got = aggregate('collect_set(i)', [attribute(1, 'i', T.IntegerType)], values).value;
  assert.equal(got, '[0, 407, 814, 1221, 74, 481, 888, 1295, 148, 555, 962, 1369, 222, 629, 1036, 1443, 296, 703, 1110, 370, 777, 1184, 37, 444, 851, 1258, 111, 518, 925, 1332, 185, 592, 999, 1406, 259, 666, '
    + '1073, 333, 740, 1147]');
});
