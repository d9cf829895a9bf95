import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Refusal, SparkError } from '../../src/spark/errors.ts';
import { evaluate } from './support/evaluate.ts';

interface Recorded { sql: string; name?: string; type?: string; nullable?: boolean; value?: string | null; error?: string; message?: string }

/** Recorded with `SELECT <sql>` and `CAST(<sql> AS STRING)` on PySpark 3.3.1, session time zone UTC; messages without the place in the text. */
const cases = JSON.parse(readFileSync(new URL('data/functions-golden.json', import.meta.url), 'utf8')) as Recorded[];

/** Known differences, strict: a case that no longer differs fails. */
const exceptions = new Map([
  ['\'abc\' rlike \'[a-c&&[b]]\'', 'intersections of character classes are refused'],
  ['lag(1)', 'the engine refuses a window function without OVER'],
  ['sequence(1, 5, 0)', 'a Java exception keeps its Java class until the bridge'],
  ['regexp_extract(\'abc\', \'(a)(b)\', 3)', 'a Java exception keeps its Java class until the bridge'],
]);

function outcome(sql: string): object {
  try {
    return { sql, ...evaluate(sql) };
  } catch (e) {
    if (e instanceof Refusal) return { sql, error: 'Refusal', message: e.message };
    if (!(e instanceof SparkError)) throw e;
    return { sql, error: e.errorClass, message: e.message.split('\n')[0]!.replace(/; line \d+ pos \d+$/, '') };
  }
}

for (const recorded of cases) {
  test(recorded.sql, () => {
    const got = outcome(recorded.sql) as Recorded;
    // Text of a Java exception goes through Py4J: only its class is compared.
    const wanted = recorded.error === 'Py4JJavaError' ? { ...recorded, message: got.message } : recorded;
    if (exceptions.has(recorded.sql)) assert.notDeepEqual(got, wanted);
    else assert.deepEqual(got, wanted);
  });
}
