/** The objects of SARIF 2.1.0 (OASIS) that `weir check` writes: which names each may have, and which it must. Nothing else may stand there. */
import assert from 'node:assert/strict';

type Shape = 'text' | 'uri' | 'count' | 'line' | readonly string[] | { list: Shape } | { entry: Shape } | { must: Record<string, Shape>; may: Record<string, Shape> };

const message: Shape = { must: { text: 'text' }, may: { markdown: 'text' } };
const artifact: Shape = { must: { uri: 'uri' }, may: { uriBaseId: 'text' } };
const region: Shape = { must: { startLine: 'line', startColumn: 'line', endLine: 'line', endColumn: 'line' }, may: {} };
const place: Shape = { must: { artifactLocation: artifact, region }, may: {} };
const rule: Shape = { must: { id: 'text' }, may: { shortDescription: message, helpUri: 'uri', help: message } };
const change: Shape = { must: { artifactLocation: artifact, replacements: { list: { must: { deletedRegion: region }, may: { insertedContent: { must: { text: 'text' }, may: {} } } } } }, may: {} };
const result: Shape = {
  must: { message, ruleId: 'text', ruleIndex: 'count', level: ['none', 'note', 'warning', 'error'], locations: { list: { must: { physicalLocation: place }, may: {} } } },
  may: { relatedLocations: { list: { must: { physicalLocation: place }, may: { id: 'count', message } } }, fixes: { list: { must: { artifactChanges: { list: change } }, may: { description: message } } } },
};
const run: Shape = {
  must: { tool: { must: { driver: { must: { name: 'text' }, may: { version: 'text', rules: { list: rule } } } }, may: {} }, results: { list: result } },
  may: { columnKind: ['utf16CodeUnits'], originalUriBaseIds: { entry: artifact } },
};
const log: Shape = { must: { version: ['2.1.0'], runs: { list: run } }, may: { $schema: 'uri' } };

export const isSarif = (value: unknown): void => { check(value, log, 'log'); };

function check(value: unknown, shape: Shape, at: string): void {
  if (shape === 'count' || shape === 'line') return void assert.ok(Number.isInteger(value) && Number(value) >= (shape === 'line' ? 1 : 0), `${at}: ${String(value)}`);
  if (shape === 'text' || shape === 'uri') {
    assert.ok(typeof value === 'string' && value !== '', at);
    // An address has no blank, no backslash and no letter beyond ASCII.
    if (shape === 'uri') assert.match(value, /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/, at);
    return;
  }
  if (Array.isArray(shape)) return void assert.ok(shape.includes(String(value)), `${at}: ${String(value)}`);
  assert.ok(typeof value === 'object' && value !== null, at);
  if ('list' in shape) {
    assert.ok(Array.isArray(value), at);
    value.forEach((each, i) => { check(each, shape.list, `${at}[${i}]`); });
  } else if ('entry' in shape) for (const [name, each] of Object.entries(value)) check(each, shape.entry, `${at}.${name}`);
  else if ('must' in shape) {
    const { must, may } = shape;
    for (const name of Object.keys(must)) assert.ok(name in value, `${at} has no ${name}`);
    for (const [name, each] of Object.entries(value)) {
      const own = must[name] ?? may[name];
      assert.ok(own, `${at} has ${name}, which SARIF does not know there`);
      check(each, own, `${at}.${name}`);
    }
  }
}
