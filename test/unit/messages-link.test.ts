import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkTo, placeOfLink } from '../../src/ui/messages/link';
import type { ViewerPlace } from '../../src/protocol/messages-panel';

const place: ViewerPlace = {
  connection: 'id-1', look: { topic: 'orders', range: { mode: 'newest', count: 100 }, partitions: [1], follow: true, uncommitted: false, key: { format: 'auto' }, value: { format: 'json' } },
  arrangement: { filter: '$.a > 1 & "x"', sort: 'size', descending: false, paths: ['$.a'], brush: { since: 1, until: 9 } },
};

test('a link names what was looked at, and no secret or address', () => {
  const { path, query } = linkTo(place, 'my cluster', { partition: 1, offset: 42 }), found = placeOfLink(path, query, [{ id: 'other-id', name: 'my cluster' }]);
  assert.ok(!('mistake' in found));
  assert.deepEqual(found, { name: 'my cluster', message: { partition: 1, offset: 42 }, place: { ...place, connection: 'other-id', look: { ...place.look, follow: false } } });
});

test('a link that is not understood is a mistake; what a stranger adds is dropped', () => {
  const known = [{ id: 'c', name: 'c' }], link = (fields: Record<string, string>) => placeOfLink('/messages', new URLSearchParams(fields).toString(), known);
  for (const fields of [{}, { connection: 'c' }, { connection: 'x', look: '{}' }, { connection: 'c', look: '{"topic":"../x","range":{"mode":"newest","count":1}}' }, { connection: 'c', look: '{"topic":"t","range":{"mode":"all"}}' }, { connection: 'c', look: '{' }] as Record<string, string>[]) assert.ok('mistake' in link(fields), JSON.stringify(fields));
  const found = link({ connection: 'c', look: '{"topic":"t","range":{"mode":"newest","count":1},"value":"avro","schemaFile":"/etc/passwd","follow":true}', show: '{"filter":7,"sort":"x"}', message: '-1:x' });
  assert.deepEqual(found, { name: 'c', place: { connection: 'c', look: { topic: 't', range: { mode: 'newest', count: 1 }, follow: false, uncommitted: false, key: { format: 'auto' }, value: { format: 'avro' } }, arrangement: { filter: '', sort: 'timestamp', descending: true, paths: [] } } });
});
