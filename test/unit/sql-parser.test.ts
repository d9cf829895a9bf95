import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDataType, parseExpression, parseStatement, parseTableSchema, sqlText, type Parsed } from '../../src/spark/sql/index.ts';
import { jsonValue } from '../../src/spark/types.ts';
import { planText } from './sql-plan-text.ts';

interface Case { mode: 'expr' | 'plan' | 'type' | 'schema'; text: string; error?: string; sql?: string; plan?: string; type?: unknown }
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname ?? __dirname, 'data', 'sql-parser.json'), 'utf8')) as { cases: Case[] };

const parse = (c: Case): Parsed<unknown> => (c.mode === 'expr' ? parseExpression(c.text) : c.mode === 'plan' ? parseStatement(c.text) : c.mode === 'type' ? parseDataType(c.text) : parseTableSchema(c.text));

/** Spark's parser accepts these; Weir answers here already what Spark's analysis or reader answers next. */
const laterInSpark = new Set(['select sum(a) over w from t', 'char(3)', 'varchar(4)', 'a varchar(3)']);
/** Commands are refused by name, before their details are read. */
const refusedByName = new Set(['create table t (a int', 'create table t (a int) using', 'alter table t', 'alter table t rename', 'merge into t using s on a = b', 'refresh', 'analyze table t']);
/** Syntax without a function behind it. */
const syntaxOnly = /^(?:dateadd\(day, 1, a|timestampdiff|percentile_cont\(0\.5\) within group \(order by a)/;

test('the same text is refused, with the same message at the same place', () => {
  const wrong: string[] = [];
  for (const c of cases) {
    if (laterInSpark.has(c.text) || refusedByName.has(c.text) || syntaxOnly.test(c.text)) continue;
    const message = parse(c).problems[0]?.message;
    if (message !== c.error) wrong.push(`${c.mode} ${JSON.stringify(c.text)}\n  Spark ${JSON.stringify(c.error)}\n  Weir  ${JSON.stringify(message)}`);
  }
  assert.deepEqual(wrong, []);
});

test('types and schemas are the same', () => {
  for (const c of cases) {
    if (c.type === undefined || laterInSpark.has(c.text)) continue;
    const tree = c.mode === 'type' ? parseDataType(c.text).tree : parseTableSchema(c.text).tree;
    assert.deepEqual(JSON.parse(JSON.stringify(jsonValue(tree!))), c.type, c.text);
  }
});

/** Printed by a function's entry once it is resolved, which these are not yet. */
const printedWhenResolved = /like|rlike|regexp|is (?:not )?unknown|trim\(.*from|position\('a' in|overlay\(a placing b from 1\)|substring\(a from 2\)|a \+ 1 as x|in \(select 1, 2\)|^dateadd\(day, 1, a|timestampdiff|within group/;

test('expressions print as they do in Spark: precedence, literals, names', () => {
  let compared = 0;
  for (const c of cases) {
    if (c.sql === undefined || printedWhenResolved.test(c.text)) continue;
    assert.equal(sqlText(parseExpression(c.text).tree!), c.sql, c.text);
    compared++;
  }
  assert.ok(compared > 200, `${compared}`);
});

test('queries have the shape of Spark\'s parsed plans', () => {
  let compared = 0;
  for (const c of cases) {
    // Subqueries of expressions and named windows are plan nodes in Spark, and no relations here.
    if (c.plan === undefined || /^CTE|ScriptTransformation|WithWindowDefinition|^ {0,3}:? {2}\+-|\n\s+: {2}\+-|\n: {2}\+- Project\n: {5}/.test(c.plan)) continue;
    const tree = parseStatement(c.text).tree;
    if (tree?.kind !== 'query' || tree.query.kind === 'with') continue;
    assert.equal(planText(tree.query).join('\n'), c.plan, c.text);
    compared++;
  }
  assert.ok(compared > 100, `${compared}`);
});

test('no text makes a parser throw', () => {
  for (const c of cases) {
    for (let n = 0; n < c.text.length; n += 3) {
      for (const text of [c.text.slice(0, n), c.text.slice(n), c.text.slice(0, n) + c.text.slice(n + 2)]) {
        const p = parse({ ...c, text });
        assert.equal(p.tree === undefined, p.problems.length > 0, text);
      }
    }
  }
  for (const deep of ['('.repeat(20_000), 'not '.repeat(20_000), '-'.repeat(3) + '- '.repeat(20_000), 'array<'.repeat(20_000)]) {
    assert.equal(parseExpression(deep).problems.length, 1);
    assert.equal(parseDataType(deep).problems.length, 1);
  }
});

test('200 expressions are parsed in well under 30 ms', () => {
  const texts = cases.filter((c) => c.sql !== undefined).slice(0, 200).map((c) => c.text);
  for (const t of texts) parseExpression(t);
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    for (const t of texts) parseExpression(t);
    return performance.now() - start;
  });
  assert.ok(Math.min(...times) < 30, `${times.join(', ')} ms`);
});
