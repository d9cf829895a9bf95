/** In which zone a panel says its times. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moment } from '../../src/ui/moment.ts';
import { Clock } from '../../src/webview/shared/format.ts';
import { keptZone, zoneMenu, zoneOf } from '../../src/webview/shared/zones.ts';

const titles = (...args: Parameters<typeof zoneMenu>): string[] => zoneMenu(...args).map(({ title, checked, disabled }) => `${checked ? '✓ ' : ''}${title}${disabled ? ' (only)' : ''}`);

test('each zone that differs is one entry, and the one in use is marked', () => {
  const choose = (): void => undefined;
  assert.deepEqual(titles('session', 'UTC', choose, 'Europe/Berlin'), ['✓ Times in UTC', "Times in Europe/Berlin, This Machine's"]);
  assert.deepEqual(titles('local', 'Asia/Tokyo', choose, 'Europe/Berlin'), ["Times in Asia/Tokyo, the Session's", 'Times in UTC', "✓ Times in Europe/Berlin, This Machine's"]);
  assert.deepEqual(titles('local', 'UTC', choose, 'UTC'), ['✓ Times in UTC (only)']);
  const chosen: string[] = [];
  for (const { run } of zoneMenu('session', 'Asia/Tokyo', (choice) => { chosen.push(choice); }, 'Europe/Berlin')) run();
  assert.deepEqual(chosen, ['session', 'utc', 'local']);
});

test('the choice is a zone; what an earlier version kept is none', () => {
  assert.deepEqual([zoneOf('session', 'Asia/Tokyo', 'Europe/Berlin'), zoneOf('utc', 'Asia/Tokyo', 'Europe/Berlin'), zoneOf('local', 'Asia/Tokyo', 'Europe/Berlin')], ['Asia/Tokyo', 'UTC', 'Europe/Berlin']);
  assert.deepEqual([true, undefined, 'mars', 'utc', 'local'].map(keptZone), ['session', 'session', 'session', 'utc', 'local']);
});

test('a moment is said with its zone', () => {
  const at = Date.UTC(2026, 10, 28, 13, 40, 25);
  assert.equal(new Clock('Europe/Berlin').moment(at), '2026-11-28 14:40:25 Europe/Berlin');
  assert.equal(new Clock('UTC').moment(at), '2026-11-28 13:40:25 UTC');
  assert.match(moment(at), /\bUTC\)?$/, 'in a tooltip UTC is always said');
});
