/** What a server at a registry's address can answer that a registry would not: the reason is said, the bytes are shown, and nothing secret is. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import { Registry, RegistryFault } from '../../src/payload/registry.ts';
import type { RegistryDescription } from '../../src/protocol/payload.ts';

let server: Server, url: string, asked: { url: string; authorization: string | undefined }[], answer: (request: IncomingMessage, response: ServerResponse) => void;
before(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url!, authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready); });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => { asked = []; });
after(() => {
  server.closeAllConnections();
  server.close();
});
const says = (status: number, body: unknown, headers: Record<string, string> = {}) => (_: IncomingMessage, response: ServerResponse): void => { response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body)); };
const payload = Buffer.from('000000000702', 'hex');
const decoder = (more: Partial<RegistryDescription> = {}, registryPassword?: string): PayloadDecoder => new PayloadDecoder({ registry: { url, ...more }, ...(registryPassword !== undefined && { registryPassword }) });
const problem = async (more: Partial<RegistryDescription> = {}, password?: string): Promise<string> => {
  const { problem: found, text } = await decoder(more, password).decode(payload, { format: 'auto' });
  assert.equal(text, '000000000702', 'the bytes are shown');
  return found?.message ?? 'read';
};

void test('a schema is asked for once, however many wait for it; then the answer is there at once', async () => {
  answer = says(200, { schema: '"int"' });
  const one = decoder();
  for (const { text, schema } of await Promise.all(Array.from({ length: 50 }, async () => one.decode(payload, { format: 'auto' })))) assert.deepEqual([text, schema], ['1', { id: 7 }]);
  const again = one.decode(payload, { format: 'auto' });
  assert.ok(!(again instanceof Promise));
  assert.deepEqual(asked, [{ url: '/schemas/ids/7', authorization: undefined }]);
});

void test('a failure is remembered too, and the server is not asked again at once', async () => {
  answer = says(404, { error_code: 40403 });
  const one = decoder();
  for (let n = 0; n < 20; n++) assert.match((await one.decode(payload, { format: 'auto' })).problem!.message, /has no schema 7/);
  assert.equal(asked.length, 1);
});

void test('user and password go to the registry alone and are in no message', async () => {
  answer = says(401, 'hunter2');
  const said = await problem({ user: 'me' }, 'hunter2');
  assert.equal(said, 'The schema registry does not let me read schema 7 (401).');
  assert.equal(asked[0]!.authorization, `Basic ${Buffer.from('me:hunter2').toString('base64')}`);
  answer = says(403, '');
  assert.match(await problem(), /does not let an unnamed user read schema 7 \(403\)/);
  asked = [];
  for (const secret of [url.replace('//', '//me:hunter2@'), 'http://me:hunter2@:x']) {
    const message = await problem({ url: secret });
    assert.match(message, /has a user in it|is no URL/);
    assert.doesNotMatch(message, /hunter2/);
  }
  assert.deepEqual(asked, [], 'nothing was sent');
});

void test('a redirect is not followed', async () => {
  answer = (request, response) => { if (request.url === '/elsewhere') says(200, { schema: '"int"' })(request, response); else says(302, '', { location: `${url}/elsewhere?token=hunter2` })(request, response); };
  const said = await problem({ user: 'me' }, 'p');
  assert.equal(said, `The schema registry sends on to ${url}/elsewhere.`);
  assert.equal(asked.length, 1);
});

void test('what is no registry, too much, or an error of its own is said', async () => {
  for (const body of ['<html>', '7', 'null', '{}', '{"schema": 7}']) {
    answer = says(200, body);
    assert.match(await problem(), /is no schema registry/, body);
  }
  answer = says(500, '');
  assert.match(await problem(), /answered 500 when asked for schema 7/);
  answer = says(200, ' '.repeat(5 * 2 ** 20));
  assert.match(await problem(), /larger than 4 MB/);
  answer = (_, response) => { response.writeHead(200, { 'content-length': '100' }); response.write('{'); response.socket!.end(); };
  assert.match(await problem(), /does not answer: /);
  answer = says(200, { schema: '"int"', schemaType: 'XML' });
  assert.match(await problem(), /of the kind XML/);
  answer = says(200, { schema: '"Nothing"' });
  assert.match(await problem(), /Schema 7 cannot be used: .*Nothing/);
  assert.match(await problem({ caFile: 'no-such.pem' }), /^no-such\.pem cannot be read: /);
});

void test('a server that sends a byte now and then does not hold a message for ever', async () => {
  let timer: NodeJS.Timeout | undefined;
  answer = (_, response) => { timer = setInterval(() => { response.write(' '); }, 20); };
  await assert.rejects(new Registry({ url }, undefined, '.', 300).schema(7), (error) => error instanceof RegistryFault && /no answer within 0\.3 s/.test(error.message));
  clearInterval(timer);
});

void test('references that refer to each other, and more than there can be, end', async () => {
  answer = (request, response) => { says(200, { schema: '"int"', references: [{ name: 'a', subject: request.url!.includes('subjects/a') ? 'b' : 'a', version: 1 }] })(request, response); };
  assert.match((await decoder().decode(payload, { format: 'auto' })).text, /^1$/);
  assert.deepEqual(asked.map((each) => each.url), ['/schemas/ids/7', '/subjects/a/versions/1', '/subjects/b/versions/1']);
  let n = 0;
  answer = (_, response) => { n++; says(200, { schema: '"int"', references: [{ name: 'x', subject: `../${n}`, version: 1 }] })(_, response); };
  assert.match(await problem(), /more than 200 others/);
  assert.equal(asked.at(-1)!.url, '/subjects/..%2F200/versions/1');
});

void test('what a JSON schema refers to is not asked for', async () => {
  answer = says(200, { schema: '{}', schemaType: 'JSON', references: [{ name: 'a', subject: 'a', version: 1 }] });
  assert.equal((await decoder().decode(Buffer.concat([payload.subarray(0, 5), Buffer.from('{"n": 9007199254740993}')]), { format: 'auto' })).text, '{"n": 9007199254740993}');
  assert.equal(asked.length, 1);
});
