import assert from 'node:assert/strict';
import test from 'node:test';
import type { AnalysisContext } from '../../src/spark/analysis/context.ts';
import { resolve } from '../../src/spark/analysis/resolve.ts';
import type { Attribute, Expr } from '../../src/spark/expression.ts';
import { parseExpression } from '../../src/spark/sql/index.ts';

const parse = (text: string): Expr => parseExpression(text, {}).tree!;
let ids = 10;
const cx: AnalysisContext = { nextId: () => ids++, conf: () => '', timeZone: 'UTC', view: () => undefined, parseExpression: parse, sessionFunction: () => undefined };
const input: Attribute[] = [{ op: 'attr', id: 7, name: 'v', type: { kind: 'int' }, nullable: true, qualifier: [] }];

function message(e: Expr): string {
  try { resolve(e, { input }, cx); } catch (error) { return (error as Error).message; }
  return '';
}

test('an error in SQL text names the place of the innermost expression, once', () => {
  assert.match(message(parse('abs(\n upper(nope))')), /\[v\]; line 2 pos 7$/);
  assert.match(message(parse('1 + abs(v, v)')), /Found: 2; line 1 pos 4$/);
});

test('what a predicate makes begins at its word', () => {
  assert.match(message(parse('v in (array(1), 2)')), /; line 1 pos 2$/);
  assert.match(message(parse('v = array(1)')), /; line 1 pos 0$/);
});

test('an expression from Python has no place, also inside one from SQL text', () => {
  assert.match(message({ op: 'apply', fn: 'upper', args: [] }), /Found: 0$/);
  assert.match(message({ op: 'apply', fn: 'abs', args: [parse('nope')] }), /; line 1 pos 0$/);
});

test('an item that cannot be taken is told with the attribute and without a place', () => {
  assert.equal(message(parse('v[0]')), "Can't extract value from v#7: need struct type but got int");
  assert.equal(message(parse('v.x')), "Can't extract value from v#7: need struct type but got int; line 1 pos 0");
});
