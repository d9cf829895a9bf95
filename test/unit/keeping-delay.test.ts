import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepingDelay } from '../../src/ui/run/delay';

test('a delay is never shorter than what is needed, in units that withWatermark takes', () => {
  for (const [micros, text] of [[1, '1 second'], [1_000_000, '1 second'], [1_000_001, '2 seconds'], [79_000_001, '80 seconds'], [60_000_000, '1 minute'], [119_999_999, '2 minutes'], [3_600_000_000, '1 hour'], [7_200_000_000, '2 hours'], [5_400_000_000, '90 minutes']] as const) assert.equal(keepingDelay(micros), text);
});
