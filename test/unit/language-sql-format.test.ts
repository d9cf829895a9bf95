/** Formatting of SQL strings, and what semantic highlighting marks. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { sqlEdits } from '../../src/language/features/sql-format/actions.ts';
import { formatSql } from '../../src/language/features/sql-format/format.ts';
import { tokensOf } from '../../src/language/features/tokens/tokens.ts';
import { parseExpression, parseStatement } from '../../src/spark/sql/index.ts';
import { PlannedJobs, SESSION, textJob } from './support/language.ts';

const one = (text: string, statement = true): string | undefined => formatSql(text, { statement, indent: '    ', several: true });

describe('a statement', () => {
  const cases: [string, string | undefined][] = [
    ['select a,b from t where a>1', 'SELECT a, b FROM t WHERE a > 1'],
    ['select  card, sum( amount ) as total, window( ts,"10 seconds" ) w from transactions t join profiles p on t.card=p.card where amount>10 and not country in ("AT","DE") group by card having sum(amount)>3 order by total desc limit 5',
      'SELECT card, sum(amount) AS total, window(ts, "10 seconds") w\n    FROM transactions t\n      JOIN profiles p ON t.card = p.card\n    WHERE amount > 10 AND NOT country IN ("AT", "DE")\n    GROUP BY card\n    HAVING sum(amount) > 3\n    ORDER BY total DESC\n    LIMIT 5'],
    ['select a.select, time from t', 'SELECT a.select, time FROM t'], ['select 1 as time', 'SELECT 1 AS time'], ['select -1, - 1, a- -1, x->y from t', 'SELECT -1, - 1, a - -1, x -> y FROM t'], ['select cast(a as array<map<string,int>>),a<b and b>c from t', 'SELECT CAST(a AS array<map<string, int>>), a < b AND b > c FROM t'], ['select 1 -- why', undefined], ['select /* why */ 1', undefined], ['selct 1', undefined], ['select "open', undefined],
    ['select a[0].b, m["k"], cast(a as decimal(10,2)), case when a then 1 else 2 end from t', 'SELECT a[0].b, m["k"], CAST(a AS decimal(10, 2)), CASE WHEN a THEN 1 ELSE 2 END\n    FROM t'],
  ];
  for (const [text, wanted] of cases) test(text.slice(0, 60), () => { assert.equal(one(text), wanted); });
});

const strip = (tree: unknown): string => JSON.stringify(tree, (key, value: unknown) => (key === 'range' || key === 'clauses' || key === 'origin' ? undefined : typeof value === 'bigint' ? `${value}n` : value));

test('whatever Spark takes means the same when it is laid out, and stays as it is when it is laid out again', () => {
  const folder = new URL('../golden/cases/', import.meta.url), texts = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.py'))) for (const [, triple, plain] of readFileSync(new URL(file, folder), 'utf8').matchAll(/(?:sql|expr|where|filter)\((?:"""([\s\S]*?)"""|"([^"\\\n]+)")\)/g)) texts.add((triple ?? plain)!);
  const recorded = JSON.parse(readFileSync(new URL('data/functions-golden.json', import.meta.url), 'utf8')) as { sql: string }[];
  let laid = 0;
  for (const { text, statement } of [...[...texts].map((text) => ({ text, statement: true })), ...recorded.map(({ sql }) => ({ text: sql, statement: false }))]) {
    const parse = statement ? parseStatement : parseExpression, made = one(text, statement);
    if (made === undefined) continue;
    laid++;
    assert.equal(strip(parse(made).tree), strip(parse(text).tree), text);
    assert.equal(one(made, statement), made, 'once is enough');
  }
  assert.ok(laid > 500, `${laid} were laid out`);
});

test('in a job only strings of SQL without escapes are changed', () => {
  const source = `${SESSION}df = spark.range(3)\nx = spark.sql("""select id from t where id>1 and id<5 and id<>3 group by id order by id limit 10""")\ny = df.where("id>1")\nz = df.where('id = \\'a\\'')\nw = "select 1"\n`, { document } = textJob(source), edits = sqlEdits({ document }, { from: 0, to: source.length });
  let text = source;
  for (const { from, to, insert } of [...edits].reverse()) text = text.slice(0, from) + insert + text.slice(to);
  assert.equal(text.slice(SESSION.length), 'df = spark.range(3)\nx = spark.sql("""\n    SELECT id\n    FROM t\n    WHERE id > 1 AND id < 5 AND id <> 3\n    GROUP BY id\n    ORDER BY id\n    LIMIT 10\n""")\ny = df.where("id > 1")\nz = df.where(\'id = \\\'a\\\'\')\nw = "select 1"\n');
  assert.deepEqual(sqlEdits({ document: textJob(text).document }, { from: 0, to: text.length }), [], 'and stay as they are');
});

const jobs = new PlannedJobs();
test('columns that exist and functions of Spark are marked, in code and in SQL', async () => {
  const job = await jobs.job(`${SESSION}df = spark.range(3).withColumn("name", F.lit("id"))\nx = df.select("id", F.upper("name"), df.name).where("lower(name) = 'name' and id > 1")\n`);
  assert.deepEqual(tokensOf(job).map(({ from, to, type }) => `${type} ${job.document.slice({ from, to })}`), ['function lit', 'property id', 'function upper', 'property name', 'property name', 'function lower', 'property name', 'property id']);
});
