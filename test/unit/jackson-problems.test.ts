import assert from 'node:assert/strict';
import test from 'node:test';
import { jacksonProblem, textSource } from '../../src/spark/formats/json/jackson.ts';

const at = (text: string, column: number, line = 1): string => `\n at [Source: (String)"${text}"; line: ${line}, column: ${column}]`;
const TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test('well-formed text has no problem, whatever follows the first value', () => {
  for (const text of ['{}', '[1, -2.5e3, "a\\u00e9", null, true, {"a": [] }]', ' 7 ', '"x" y', '{"a":1}}']) assert.equal(jacksonProblem(text), undefined, text);
});

test('problems are told in the words of Jackson, with their place', () => {
  const cases: [string, string, number][] = [
    ['not an offset', `Unrecognized token 'not': was expecting ${TOKENS}`, 4],
    ['nullx', `Unrecognized token 'nullx': was expecting ${TOKENS}`, 6],
    ['{bad', "Unexpected character ('b' (code 98)): was expecting double-quote to start field name", 3],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 7],
    ['{"a":1 "b"}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 9],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 5],
    ['[é?', "Unrecognized token 'é': was expecting " + TOKENS, 3],
    ['01', 'Invalid numeric value: Leading zeroes not allowed', 2],
    ['"ab', 'Unexpected end-of-input: was expecting closing quote for a string value', 4],
    ['?', `Unexpected character ('?' (code 63)): expected a valid value ${TOKENS}`, 2],
  ];
  for (const [text, message, column] of cases) assert.equal(jacksonProblem(text), message + at(text, column), text);
});

test('an open bracket is told with where it was opened; lines count', () => {
  assert.equal(jacksonProblem('{'), `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"; line: 1, column: 1])${at('{', 2)}`);
  assert.equal(jacksonProblem('{\n x'), `Unexpected character ('x' (code 120)): was expecting double-quote to start field name${at('{\n x', 3, 2)}`);
});

test('a long text is cut in its description', () => {
  assert.equal(textSource('a'.repeat(502)), `(String)"${'a'.repeat(500)}"[truncated 2 chars]`);
});
