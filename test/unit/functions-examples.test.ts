/** Examples of functions are what the engine gives; their results were given by Spark 3.3.1. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Disk, TestRun } from './support/session.ts';
import { isRefused, noteOf, pythonFunctions, sqlFunctions } from '../../src/spark/functions/describe.ts';
import { rowExamples } from '../../src/spark/functions/examples-rows.ts';
import { valueExamples } from '../../src/spark/functions/examples.ts';
import { registry } from '../../src/spark/functions/registry.ts';

const run = new TestRun(new Disk());
const given = (sql: string): string => run.collect(run.sql(`SELECT CAST(struct(*) AS STRING) AS shown FROM (SELECT ${sql})`)).map(([shown]) => String(shown).slice(1, -1)).join('; ');

for (const [name, [sql, result]] of Object.entries({ ...valueExamples, ...rowExamples })) {
  test(`${name}: ${sql}`, () => {
    assert.ok(registry.get(name)?.name === name, 'a function by its canonical name');
    assert.equal(given(sql), result);
  });
}

/** Random, of the run, of the machine, or a failure. product is no function of SQL. */
const WITHOUT = new Set(['shuffle', 'current_timestamp', 'now', 'current_date', 'localtimestamp', 'rand', 'randn', 'uuid', 'monotonically_increasing_id', 'spark_partition_id', 'input_file_name', 'version', 'raise_error', 'product']);

test('each function that is simulated has an example, but for those whose result is not fixed', () => {
  for (const def of new Set(registry.values())) {
    if (!/^[a-z_]/.test(def.name) || isRefused(def)) continue;
    assert.equal(noteOf(def).example === undefined, WITHOUT.has(def.name), def.name);
  }
});

test('what is said of NULL is what the engine does', () => {
  let checked = 0;
  for (const [name, { def, nulls, example }] of sqlFunctions()) {
    if (nulls !== 'NULL where an argument is NULL.' || name !== def.name || !example || !example.sql.startsWith(`${name}(`)) continue;
    // The first argument that is a plain literal becomes NULL.
    const sql = example.sql.replace(/^(\w+\()(?:'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?)(?=[,)])/, '$1NULL');
    if (sql === example.sql) continue;
    assert.equal(given(sql), 'null', sql);
    checked++;
  }
  assert.ok(checked > 60, `${checked} were checked`);
  for (const [name, { nulls, example }] of sqlFunctions()) {
    if (nulls !== 'NULLs are left out.' || !example?.sql.includes('(NULL)')) continue;
    assert.equal(given(example.sql.replace(', (NULL)', '')), example.result, name);
  }
});

test('functions of Python have the parameters that PySpark 3.3.1 gives them', () => {
  assert.deepEqual(pythonFunctions().get('regexp_extract')?.params, [['col', 'str'], ['=', 'pattern'], ['=', 'idx']]);
  assert.equal(pythonFunctions().get('create_map')?.note.def.name, 'map');
  assert.equal(pythonFunctions().get('count_if'), undefined, 'SQL alone has it');
});
