/** The HTTP client of a cluster, against a small server of our own on the loopback that answers as a gateway may. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { HttpClient, type HttpRequest } from '../../src/hdinsight/http/client.ts';
import { statusFault } from '../../src/hdinsight/http/faults.ts';
import { digitsField, field, parseJson } from '../../src/hdinsight/http/json.ts';
import { LongStrings } from '../../src/hdinsight/http/long-strings.ts';
import { Rate } from '../../src/hdinsight/http/rate.ts';
import { httpSettings, serverUrl, type HttpAuth } from '../../src/hdinsight/http/settings.ts';
import { HttpFault } from '../../src/http/fault.ts';

type Reply = (answer: ServerResponse, asked: IncomingMessage) => void;
const SECRET = 'pa"ss:wörd';
let server: Server, client: HttpClient, replies: Reply[], asked: { what: string; headers: IncomingMessage['headers']; body: string }[], waits: number[];

before(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += String(part); }).on('end', () => {
      asked.push({ what: `${request.method} ${request.url}`, headers: request.headers, body });
      const reply = replies.length > 1 ? replies.shift()! : replies[0]!;
      reply(response, request);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
});
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
});
beforeEach(() => {
  [replies, asked, waits] = [[], [], []];
  client = clientFor({ kind: 'basic', user: 'admin', password: SECRET });
});
afterEach(() => { client.close(); });

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const clientFor = (auth: HttpAuth, path = '/base/', timeoutMs = 5000): HttpClient => new HttpClient(httpSettings({ url: `${origin()}${path}`, auth: auth.kind }, auth, { timeoutMs, env: {} }), (ms) => { waits.push(ms); return Promise.resolve(); });
const says = (status: number, text: string, headers: Record<string, string> = {}): Reply => (answer) => { answer.writeHead(status, headers).end(text); };
const faultOf = async (request: Partial<HttpRequest> = {}, from = client): Promise<HttpFault> => {
  const error = await from.json({ path: '/x?q=1', ...request }).then((value) => assert.fail(JSON.stringify(value)), (reason: unknown) => reason);
  assert.ok(error instanceof HttpFault, String(error));
  assert.ok(![SECRET, Buffer.from(`admin:${SECRET}`).toString('base64')].some((secret) => `${error.message}${error.hint}${error.said ?? ''}`.includes(secret)), error.message);
  return error;
};

test('a request carries who asks, what it takes and, where it changes something, the header against CSRF', async () => {
  replies = [says(200, '{"a": 9223372036854775807}')];
  assert.equal(digitsField(await client.json({ path: '/livy/batches?from=0' }), 'a'), '9223372036854775807');
  assert.equal(field(await client.json({ method: 'POST', path: '/livy/batches', body: { file: 'a b' } }), 'b'), undefined);
  const [get, post] = asked;
  assert.deepEqual([get!.what, post!.what, post!.body], ['GET /base/livy/batches?from=0', 'POST /base/livy/batches', '{"file":"a b"}']);
  assert.equal(Buffer.from(get!.headers.authorization!.slice(6), 'base64').toString(), `admin:${SECRET}`);
  assert.deepEqual([get!.headers['x-requested-by'], post!.headers['x-requested-by'], post!.headers['content-type']], [undefined, 'weir', 'application/json']);
});

test('a token is asked for before each request, and one that is none is refused here', async () => {
  let turn = 0;
  replies = [says(200, '{}')];
  const bearer = clientFor({ kind: 'bearer', token: () => Promise.resolve(`t.${++turn}`) });
  await bearer.json({ path: '/a' });
  await bearer.json({ path: '/b' });
  assert.deepEqual(asked.map(({ headers }) => headers.authorization), ['Bearer t.1', 'Bearer t.2']);
  const wrong = clientFor({ kind: 'bearer', token: () => Promise.resolve('x\r\nhost: evil') });
  assert.equal((await faultOf({}, wrong)).kind, 'authentication');
  assert.equal(asked.length, 2);
  bearer.close();
  wrong.close();
});

test('each HTTP status is one fault that says what to do', async () => {
  const kinds: Record<number, string> = { 400: 'refused', 401: 'authentication', 403: 'authorization', 404: 'not-found', 405: 'protocol', 406: 'protocol', 409: 'refused', 413: 'too-large', 418: 'protocol', 429: 'busy', 500: 'refused', 502: 'connection', 503: 'connection', 504: 'connection', 302: 'protocol' };
  for (const [status, kind] of Object.entries(kinds)) {
    replies = [says(Number(status), JSON.stringify({ msg: `because\u001b[2J\n${SECRET}` }))];
    const fault = await faultOf({ retries: 0 });
    assert.deepEqual([fault.kind, fault.status], [kind, Number(status)], fault.message);
    assert.ok(!/[\n\u001b]/.test(fault.message), fault.message);
  }
  replies = [says(429, '', { 'retry-after': '7' })];
  assert.equal((await faultOf()).retryAfterMs, 7000);
});

test('the four shapes in which Livy says an error are read alike, and a web page is not repeated', async () => {
  for (const [text, words] of [['{"msg":"requirement failed: x"}', /takes? \w+ \/x: requirement failed: x \(HTTP 400\)|requirement failed: x/], ['"Path \'x\' is not absolute."', /Path 'x' is not absolute/], ['Path x is not absolute.', /Path x is not absolute/], ['<html><body>Missing Required Header for CSRF protection.</body></html>', /wants a header that says who asks/], ['', /does not take GET \/x \(HTTP 400\)/]] as const) {
    replies = [says(400, text)];
    const fault = await faultOf();
    assert.match(fault.message, words);
    assert.ok(!fault.message.includes('<'), fault.message);
  }
});

test('a web page, nothing, and text that is no JSON are named where JSON was wanted', async () => {
  for (const [text, words] of [['<!DOCTYPE html><html>', /with a web page/], ['  ', /with nothing/], ['{"a":', /no JSON/], [`{"id": ${'9'.repeat(500)}}`, /no JSON/]] as const) {
    replies = [says(200, text)];
    const fault = await faultOf();
    assert.deepEqual([fault.kind, words.test(fault.message)], ['protocol', true], fault.message);
  }
});

test('a GET is sent again where the gateway reaches nothing, and not for ever; what changes something is sent once', async () => {
  replies = [says(502, '<html>'), says(503, '', { 'retry-after': '2' }), says(200, '{"ok": true}')];
  assert.deepEqual(await client.json({ path: '/x' }), { ok: true });
  assert.deepEqual([asked.length, waits], [3, [300, 2000]]);
  replies = [says(503, '')];
  assert.equal((await faultOf()).kind, 'connection');
  assert.equal(asked.length, 6);
  assert.equal((await faultOf({ method: 'POST', body: {} })).status, 503);
  assert.equal((await faultOf({ method: 'DELETE' })).status, 503);
  assert.equal(asked.length, 8);
  replies = [says(503, '', { 'retry-after': '600' })];
  assert.equal((await faultOf()).retryAfterMs, 600_000);
  assert.equal(asked.length, 9);
});

test('an answer that breaks off is a fault, and of a change it is said that its end is not known', async () => {
  replies = [(answer) => { answer.writeHead(200, { 'content-length': '100' }).write('{'); setImmediate(() => answer.destroy()); }];
  assert.match((await faultOf()).message, /closed the connection|unexpected way/);
  const fault = await faultOf({ method: 'POST', body: {} });
  assert.match(fault.message, /Whether the request was carried out is not known/);
});

test('a redirect is followed on this host and below the address only', async () => {
  replies = [says(302, '', { location: `${origin()}/base/y` }), says(200, '{"at": "y"}')];
  assert.deepEqual(await client.json({ path: '/x' }), { at: 'y' });
  for (const location of ['http://hn0-spark.internal.cloudapp.net:8088/base/y', `${origin().replace('http', 'https')}/base/y`, `${origin()}/other`, '//evil/base/y', 'http://u:p@127.0.0.1:1/base/']) {
    [asked, replies] = [[], [says(302, '', { location })]];
    const fault = await faultOf();
    assert.deepEqual([fault.kind, asked.length], ['protocol', 1], location);
  }
  [asked, replies] = [[], [says(307, '', { location: `${origin()}/base/y` })]];
  assert.equal((await faultOf({ method: 'POST', body: {} })).status, 307);
  [asked, replies] = [[], [says(302, '', { location: '/base/x?q=1' })]];
  assert.equal((await faultOf()).kind, 'protocol');
  assert.equal(asked.length, 5);
  replies = [says(302, '', { location: 'https://login.microsoftonline.com/common/oauth2' })];
  const entra = await faultOf();
  assert.deepEqual([entra.kind, /Microsoft Entra/.test(entra.message)], ['authentication', true]);
});

test('silence, an endless answer, closing and abandoning end what is under way', async () => {
  const slow = clientFor({ kind: 'none' }, '', 100);
  replies = [() => undefined];
  assert.equal((await faultOf({}, slow)).kind, 'timeout');
  replies = [(answer) => { answer.writeHead(200); const timer = setInterval(() => answer.write(' '), 20); answer.on('close', () => { clearInterval(timer); }); }];
  assert.equal((await faultOf({}, slow)).kind, 'timeout');
  replies = [says(200, 'x'.repeat(5000))];
  assert.equal((await faultOf({ most: 4999 })).kind, 'too-large');
  const start = await client.ask({ path: '/log', most: 100, cut: true });
  assert.deepEqual([start.text, start.cut], ['x'.repeat(100), true]);
  replies = [() => undefined];
  const abort = new AbortController(), abandoned = client.json({ path: '/x', signal: abort.signal });
  setTimeout(() => { abort.abort(); }, 20);
  await assert.rejects(abandoned, { name: 'AbortError' });
  const closed = faultOf({}, slow);
  slow.close();
  assert.equal((await closed).kind, 'closed');
  assert.equal((await faultOf({}, slow)).kind, 'closed');
});

test('a diagnostics text of 50 MB is cut, and says so, while everything around it is whole', async () => {
  const part = Buffer.from(`${'é\\n\\u00e9'.repeat(10_000)}`);
  replies = [(answer) => {
    answer.writeHead(200).write('{"app": {"id": "application_1_0001", "diagnostics": "');
    let left = 400;
    const more = (): void => { while (left-- > 0) if (!answer.write(part)) { answer.once('drain', more); return; } answer.end('", "state": "FAILED"}}'); };
    more();
  }];
  const app = field(await client.json({ path: '/app' }), 'app'), text = String(field(app, 'diagnostics'));
  assert.equal(field(app, 'state'), 'FAILED');
  assert.match(text.slice(-40), / … \[\d+ bytes left out\]$/);
  assert.ok(text.length < 262_144 && text.startsWith('é\né'), String(text.length));
});

test('strings are cut alike however the text is divided, and short ones stay as they are', () => {
  const value = { a: 'short', 'quo"te\\': ['x'.repeat(50), 'é'.repeat(50), '\u0001\\"'.repeat(20), '😀'.repeat(30)], n: [1.5, null, true] };
  for (const text of [JSON.stringify(value), JSON.stringify(value).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)]) {
    const bytes = Buffer.from(text), cut = (size: number, most: number): string => {
      const sieve = new LongStrings(most), parts: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) parts.push(Buffer.from(sieve.take(Buffer.from(bytes.subarray(at, at + size)))));
      return Buffer.concat(parts).toString();
    };
    assert.equal(cut(7, 1000), text);
    const whole = cut(bytes.length, 20), parsed = JSON.parse(whole) as typeof value;
    assert.equal(parsed.a, 'short');
    assert.match(parsed['quo"te\\'][0]!, /^x{20} … \[30 bytes left out\]$/);
    assert.match(parsed['quo"te\\'][1]!, /^é+ … \[\d+ bytes left out\]$/);
    assert.ok(!whole.includes('\ufffd'));
    for (let size = 1; size < 40; size++) assert.equal(cut(size, 20), whole, String(size));
  }
});

test('an address is refused where a password would be readable on its way, or where it is none', () => {
  assert.equal(serverUrl(' https://c.azurehdinsight.net/ ', 'basic').host, 'c.azurehdinsight.net');
  assert.equal(serverUrl('http://livy.example.org:8998', 'none').port, '8998');
  for (const [url, auth, kind] of [['http://livy.example.org', 'basic', 'tls'], ['http://livy.example.org', 'bearer', 'tls'], ['ftp://x', 'none', 'unsupported'], ['x', 'none', 'connection'], ['https://u:p@x', 'none', 'authentication'], ['https://x/?a=1', 'none', 'connection']] as const) {
    assert.throws(() => serverUrl(url, auth), (error) => error instanceof HttpFault && error.kind === kind && !error.message.includes('u:p'), url);
  }
  const auth = { kind: 'none' } as const;
  assert.throws(() => httpSettings({ url: 'https://x', auth: 'none', certificate: 'ab:cd' }, auth, { env: {} }), /SHA-256/);
  assert.throws(() => httpSettings({ url: 'https://x', auth: 'none', caFile: '/nowhere/ca.pem' }, auth, { env: {} }), /cannot be used/);
  assert.equal(httpSettings({ url: 'https://x', auth: 'none' }, auth, { env: { HTTPS_PROXY: 'http://p:8080' } }).tunnel?.host, 'p:8080');
});

test('requests are counted over a minute, and what is older is forgotten', () => {
  const rate = new Rate();
  for (let second = 0; second < 10_000; second++) rate.note(second * 1000);
  assert.equal(rate.perMinute(9_999_000), 60);
  assert.equal(rate.perMinute(10_030_000), 29);
  assert.equal(rate.perMinute(11_000_000), 0);
});

test('numbers keep their digits, and what a prototype has is no field', () => {
  const json = parseJson('{"id": 12345678901234567890, "n": 1.5, "t": "12345678901234567890", "__proto__": {"x": 1}}');
  assert.deepEqual([digitsField(json, 'id'), digitsField(json, 'n'), digitsField(json, 't'), field(json, 'x'), field(json, 'toString')], ['12345678901234567890', undefined, undefined, undefined, undefined]);
  assert.deepEqual(parseJson(`["${'1'.repeat(1000)}"]`), ['1'.repeat(1000)]);
});

test('a token that is turned down is said with its time, and never itself', () => {
  const token = `e30.${Buffer.from('{"exp": 1000}').toString('base64url')}.sig`;
  const fault = statusFault(401, `nothing for ${token}`, () => undefined, { method: 'GET', path: '/livy/batches' }, { name: 'c', auth: 'bearer', secrets: [token] });
  assert.match(fault.hint, /valid until 1970-01-01T00:16:40.000Z/);
  assert.ok(!`${fault.message}${fault.hint}`.includes(token));
});
