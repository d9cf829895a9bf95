import assert from 'node:assert/strict';
import test from 'node:test';
import type { Attribute, Call } from '../../src/spark/expression.ts';
import type { BindContext, EvalEnv } from '../../src/spark/functions/def.ts';
import { registry } from '../../src/spark/functions/registry.ts';
import * as T from '../../src/spark/types.ts';
import { MapValue, type Value } from '../../src/spark/values.ts';

const context: BindContext = {
  calledAs: '', conf: () => 'false', timeZone: 'UTC', fold: (e) => (e.op === 'lit' ? e.value : null), isFoldable: (e) => e.op === 'lit', sql: () => 'x', show: () => 'x',
  bindLambda: (e) => e,
};
const env: EvalEnv = { timeZone: 'UTC', conf: () => 'false', now: () => 0, random: () => () => 0.5, partitionId: () => 0 };
const attribute = (type: T.DataType): Attribute => ({ op: 'attr', id: 1, name: 'x', type, nullable: true, qualifier: [] });

function generate(name: string, type: T.DataType, value: Value): { names: readonly string[]; rows: Value[][] } {
  const def = registry.get(name)!, b = def.bind([attribute(type)], { ...context, calledAs: name });
  const call: Call = { op: 'call', fn: def.name, args: b.args, type: b.type, nullable: b.nullable };
  return { names: b.outputNames!, rows: def.generate!(call, env)([value]) };
}

test('explode gives a row an item, its outer form one of NULLs', () => {
  const ints = T.array(T.IntegerType);
  assert.deepEqual(generate('explode', ints, [1, null]), { names: ['col'], rows: [[1], [null]] });
  assert.deepEqual(generate('posexplode', ints, [7]), { names: ['pos', 'col'], rows: [[0, 7]] });
  assert.deepEqual(generate('explode', ints, null).rows, []);
  assert.deepEqual(generate('posexplode_outer', ints, []).rows, [[null, null]]);
  assert.deepEqual(generate('explode', T.map(T.StringType, T.IntegerType), new MapValue(['a'], [1])), { names: ['key', 'value'], rows: [['a', 1]] });
});

test('inline gives a column a field', () => {
  const structs = T.array(T.struct([T.field('a', T.IntegerType), T.field('b', T.StringType)]));
  assert.deepEqual(generate('inline', structs, [[1, 'x'], null]), { names: ['a', 'b'], rows: [[1, 'x'], [null, null]] });
});

test('every entry has one line of documentation and exactly one way to run, or is a window function or refused', () => {
  for (const def of new Set(registry.values())) {
    assert.ok(def.doc.length > 0 && !def.doc.includes('\n'), def.name);
    const ways = [def.strict, def.lazy, def.aggregate, def.generate, def.higherOrder].filter((w) => w !== undefined).length;
    const none = def.kind === 'window' || def.doc.startsWith('Not simulated');
    // The window of time is made by the planner.
    if (def.name !== 'window' && def.name !== 'session_window') assert.equal(ways, none ? 0 : 1, def.name);
  }
});
