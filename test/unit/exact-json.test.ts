import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseExact, stringifyExact } from '../../src/http/exact-json.ts';

it('keeps integers past 2^53 both ways', () => {
  const value = { a: [2n ** 63n - 1n, -(2n ** 63n), 5, 'x "1152921504606846977"', '\u00011:5'], b: 1.2345678901234567, c: null, d: 1e300 };
  const text = stringifyExact(value);
  assert.equal(text, '{"a":[9223372036854775807,-9223372036854775808,5,"x \\"1152921504606846977\\"","\\u00011:5"],"b":1.2345678901234567,"c":null,"d":1e+300}');
  assert.deepEqual(parseExact(text), value);
});

it('leaves what is safe a number', () => {
  assert.deepEqual(parseExact('[1, 9007199254740991, 1700000000000000, 0.12345678901234567, "12345678901234567890"]'), [1, 9007199254740991, 1700000000000000, 0.12345678901234567, '12345678901234567890']);
});
