import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExactValue } from '../../src/protocol/values.ts';
import { expectedOf, rowsOf } from '../../src/streamtest/expected.ts';
import { Source } from '../../src/streamtest/nodes.ts';
import { compareRows, rowText } from '../../src/streamtest/rows.ts';
import { actualCell } from '../../src/streamtest/cell.ts';
import { expectedCell } from '../../src/streamtest/expected-cell.ts';
import type { StructType } from '../../src/spark/types.ts';
import { parseSchema } from '../../src/spark/sql/index.ts';

const NOWHERE = { file: 'f', line: 1, column: 0, endLine: 1, endColumn: 0 };
const schema = (ddl: string): StructType => { const { tree } = parseSchema(ddl); return tree?.kind === 'struct' ? tree : assert.fail(ddl); };

/** Whether the written value is equal to the one that came out, in a column of this type. */
function equal(ddl: string, written: string, actual: ExactValue, timeZone = 'Europe/Berlin'): boolean | string {
  const source = new Source('f', written), type = schema(`c ${ddl}`).fields[0]?.type ?? assert.fail(ddl);
  const expected = expectedCell(expectedOf(source, source.root, NOWHERE), type, timeZone, 'c');
  return expected.wrong ?? compareRows({ rows: [{ fields: [['c', expectedOf(source, source.root, NOWHERE)]], span: NOWHERE }], order: 'any', span: NOWHERE }, { what: 'Rows', fields: schema(`c ${ddl}`).fields, rows: [[actual]], timeZone }).length === 0;
}

const HOUR = 3_600_000_000, JAN = Date.UTC(2026, 0, 1) * 1000;
const cases: [ddl: string, written: string, actual: ExactValue, equal: boolean][] = [
  ['STRING', '0815', '0815', true], ['STRING', '"0815"', '0815', true], ['STRING', '815', '0815', false], ['STRING', 'null', null, true], ['STRING', '"null"', null, false], ['STRING', '"null"', 'null', true], ['STRING', 'no', 'no', true], ['STRING', '""', '', true], ['STRING', '""', null, false],
  ['INT', '0815', 815, true], ['INT', '"7"', 7, true], ['INT', '0x10', 16, true], ['INT', '8', 7, false], ['INT', '0', null, false],
  ['BIGINT', '9007199254740993', '9007199254740993', true], ['BIGINT', '9007199254740992', '9007199254740993', false], ['BIGINT', '-9223372036854775808', '-9223372036854775808', true],
  ['DECIMAL(10,2)', '1.5', '1.50', true], ['DECIMAL(10,2)', '1.505', '1.51', false], ['DECIMAL(10,2)', '15e-1', '1.50', true], ['DECIMAL(38,18)', '12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678', true], ['DECIMAL(38,18)', '12345678901234567890.123456789012345679', '12345678901234567890.123456789012345678', false], ['DECIMAL(10,2)', '0', '0.00', true],
  ['DOUBLE', '0.1', 0.1, true], ['DOUBLE', '.nan', 'NaN', true], ['DOUBLE', 'NaN', 'NaN', true], ['DOUBLE', '-.inf', '-Infinity', true], ['DOUBLE', '.inf', '-Infinity', false], ['DOUBLE', '0', -0, true], ['DOUBLE', '0.30000000000000004', 0.1 + 0.2, true], ['DOUBLE', '0.3', 0.1 + 0.2, false], ['DOUBLE', '2', 2, true],
  ['FLOAT', '0.1', Math.fround(0.1), true], ['FLOAT', '0.1', 0.2, false],
  ['BOOLEAN', 'true', true, true], ['BOOLEAN', 'false', true, false],
  ['DATE', '2026-01-01', JAN / 1000 / 86_400_000, true], ['DATE', '2026-01-02', JAN / 1000 / 86_400_000, false],
  ['TIMESTAMP', '2026-01-01T00:00:00Z', JAN, true], ['TIMESTAMP', '2026-01-01 01:00:00', JAN, true], ['TIMESTAMP', '2026-01-01T02:00:00+02:00', JAN, true], ['TIMESTAMP', '2026-01-01 00:00:00', JAN, false], ['TIMESTAMP', '2026-01-01T00:00:00.000001Z', JAN + 1, true], ['TIMESTAMP', '2026-01-01T00:00:00Z', JAN + 1, false],
  // The hour that does not exist is Spark's: the one after.
  ['TIMESTAMP', '2026-03-29 02:30:00', Date.UTC(2026, 2, 29, 1, 30) * 1000, true],
  ['BINARY', '!!binary AAE=', 'AAE=', true], ['BINARY', 'ab', Buffer.from('ab').toString('base64'), true], ['BINARY', '!!binary AAI=', 'AAE=', false],
  ['ARRAY<INT>', '[1, null]', [1, null], true], ['ARRAY<INT>', '[1]', [1, null], false], ['ARRAY<INT>', '[2, 1]', [1, 2], false], ['ARRAY<STRING>', '["1, 2"]', ['1', '2'], false],
  ['MAP<STRING,INT>', '{ a: 1, b: 2 }', [['b', 2], ['a', 1]], true], ['MAP<INT,STRING>', '{ 1: a }', [[1, 'a']], true], ['MAP<INT,STRING>', '[[1, a]]', [[1, 'a']], true], ['MAP<INT,STRING>', '{ 1: a }', [[1, null]], false],
  ['STRUCT<a: INT, b: TIMESTAMP>', '{ b: 2026-01-01T00:00:00Z, a: 1 }', [1, JAN], true], ['STRUCT<a: INT, b: TIMESTAMP>', '{ b: 2026-01-01T00:00:00Z, a: 1 }', [1, JAN + HOUR], false], ['STRUCT<a: INT>', '{ a: null }', null, false], ['STRUCT<a: STRING, b: STRING>', '{ a: "x}, {", b: y }', ['x', '{, y'], false],
  ['INTERVAL DAY TO SECOND', '"INTERVAL \'1 02:00:00\' DAY TO SECOND"', 26 * HOUR, true], ['INTERVAL YEAR TO MONTH', '"INTERVAL \'1-2\' YEAR TO MONTH"', 14, true],
  // JSON by its members.
  ['STRING', '{ n: 2, s: "2", x: [true, null] }', '{"s":"2","x":[true,null],"n":2.0}', true], ['STRING', '{ n: 2 }', '{"n":"2"}', false], ['STRING', '{ n: 12345678901234567890.10 }', '{"n":12345678901234567890.1}', true], ['STRING', '{ n: 12345678901234567891 }', '{"n":12345678901234567890}', false], ['STRING', '{ n: 1 }', 'no json', false], ['STRING', '{ n: 1 }', null, false], ['STRING', '{ n: null }', '{}', false], ['BINARY', '{ n: 1 }', Buffer.from('{"n":1}').toString('base64'), true],
];
for (const [ddl, written, actual, expected] of cases) test(`${ddl}: ${written} ${expected ? 'is' : 'is not'} ${JSON.stringify(actual)}`, () => { assert.equal(equal(ddl, written, actual), expected); });

const never: [ddl: string, written: string, why: string][] = [
  ['INT', 'many', 'c is of type int: write a whole number, not many.'], ['INT', '1.5', 'c is of type int: write a whole number, not 1.5.'], ['TIMESTAMP', '12:00:00', 'c is of type timestamp: write an instant such as 2026-01-31T08:00:00Z, not 12:00:00.'], ['INT', '[1]', 'c is of type int: write a whole number, not [1].'],
  ['STRUCT<start: INT, end: INT>', '{ start: 1, ende: 2 }', 'c has no field ende. Did you mean end?'], ['STRUCT<start: INT, end: INT>', '{ start: 1 }', 'c is written without end: a struct is compared whole.'], ['BOOLEAN', 'yes', 'c is of type boolean: write true or false, not yes.'], ['ARRAY<INT>', '[1, x]', 'c[1] is of type int: write a whole number, not x.'],
];
for (const [ddl, written, why] of never) test(`${ddl}: ${written} says why it can never be equal`, () => { assert.equal(equal(ddl, written, null), why); });

function failures(ddl: string, rows: ExactValue[][], written: string): string[] {
  const source = new Source('f', written), expected = rowsOf(source, source.root, 'rows', NOWHERE);
  assert.deepEqual(source.problems, []);
  return compareRows(expected, { what: 'Rows of q', fields: schema(ddl).fields, rows, timeZone: 'UTC' }).map(({ message, table, span }) => `${span.line}: ${message}${table === undefined ? '' : `\n${table}`}`);
}

test('rows are equal in any order, each as often', () => {
  assert.deepEqual(failures('k STRING, n INT', [['b', 2], ['a', 1], ['a', 1]], '[ { k: a, n: 1 }, { n: 1, k: a }, { k: b, n: 2 } ]'), []);
  assert.deepEqual(failures('k STRING, n INT', [['a', 1]], '[ { k: a, n: 1 }, { k: a, n: 1 } ]'), ['1: Rows of q: 1 row missing.\n    k   n\n-   a   1']);
  assert.deepEqual(failures('k STRING', [], '[]'), []);
  assert.deepEqual(failures('k STRING', [[null]], '[]'), ['1: Rows of q: 1 row not expected.\n    k\n+   null']);
});

test('the order counts where it is exact', () => {
  assert.deepEqual(failures('k STRING, n INT', [['b', 2], ['a', 1]], 'order: exact\nrows:\n  - { k: b, n: 2 }\n  - { k: a, n: 1 }'), []);
  assert.deepEqual(failures('k STRING', [['b'], ['a']], 'order: exact\nrows:\n  - { k: a }\n  - { k: b }'), ['3: Rows of q: 2 rows different.\n    k\n~   a → b\n~   b → a']);
});

test('a row with other cells stands beside the one that was expected', () => {
  assert.deepEqual(failures('k STRING, n INT, w STRING', [['a', 2, 'x'], ['c', 9, 'y']], '- { k: a, n: 1, w: x }\n- { k: b, n: 5, w: z }'),
    ['1: Rows of q: 1 row missing, 1 row not expected, 1 row different.\n    k   n       w\n~   a   1 → 2   x\n-   b   5       z\n+   c   9       y']);
  assert.deepEqual(failures('k STRING, v STRING', [['a', '{"n":2,"m":1}']], '- { k: a, v: { n: 1, x: 0 } }'), ['1: Rows of q: 1 row different.\n    k   v\n~   a   n: 1 → 2, without x, more: m']);
});

test('every column is named, or those that are compared are said', () => {
  assert.deepEqual(failures('k STRING, n INT', [['a', 1]], '[ { k: a } ]'), ['1: The row does not name n. Name every column, or say which are compared: columns: [ … ].']);
  assert.deepEqual(failures('k STRING, n INT', [['a', 1]], '{ columns: [k], rows: [ { k: a } ] }'), []);
  assert.deepEqual(failures('k STRING, n INT', [['a', 1]], '{ columns: [kk], rows: [ { kk: a } ] }'), ['1: Rows of q have no column kk. Did you mean k?']);
  assert.deepEqual(failures('k STRING, count INT', [['a', 1]], '[ { k: a, coutn: 1 } ]'), ['1: Rows of q have no column coutn. Did you mean count?', '1: The row does not name count. Name every column, or say which are compared: columns: [ … ].']);
});

test('a JSON row does not take the row that is written as text', () => {
  assert.deepEqual(failures('v STRING', [['{"n":1}'], ['{"n": 1}']], `- { v: { n: 1 } }\n- { v: '{"n":1}' }`), []);
});

test('what is shown of a row can be written into a test, and is equal to it', () => {
  const type = schema('s STRING, i BIGINT, d DECIMAL(5,2), f DOUBLE, b BOOLEAN, t TIMESTAMP, day DATE, x BINARY, a ARRAY<STRING>, m MAP<STRING,INT>, w STRUCT<start: TIMESTAMP, end: TIMESTAMP>, n INT');
  const rows: ExactValue[][] = [
    ['plain', '9007199254740993', '1.50', 0.1, true, JAN + 1, 20_454, 'AAE=', ['a, b', 'null', null], [['k: v', 1]], [JAN, JAN + HOUR], null],
    ['{"json": "it\'s"}', 1, '-0.01', 'NaN', false, JAN, 0, Buffer.from('0x10').toString('base64'), [], [], [JAN, JAN], 0], ['true', -1, '0.00', '-Infinity', null, null, null, null, null, null, null, 5],
    ['', 0, '0.00', 1e300, true, -62_135_596_800_000_000, -719_162, '', ['- #', ' x ', 'a\nb', '\u0000\u2028'], [['1', 1], ['2', 2]], [null, JAN], 7], ['@at', 0, '0.00', 5, true, JAN, 0, null, ['`', '*a', '&b', '!c', '%d', 'y', '.5', '1e3', '0o7', '~', '<<', '=', '---', '?', ':', "it's \"so\""], [], null, 0],
  ];
  const names = type.fields.map(({ name }) => name), text = rows.map((row) => `- ${rowText(names, row.map((value, i) => actualCell(value, type.fields[i]!.type)))}\n`).join('');
  const source = new Source('f', text);
  assert.deepEqual(compareRows(rowsOf(source, source.root, 'rows', NOWHERE), { what: 'Rows', fields: type.fields, rows, timeZone: 'Asia/Tokyo' }), [], text);
  assert.deepEqual(source.problems, []);
});
