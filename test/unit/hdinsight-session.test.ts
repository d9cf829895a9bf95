/** Files through an interactive session of Livy: no such session can be had from published jars, so that a server of our own answers in the shapes of Livy's documentation and of its recordings. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { upload } from '../../src/hdinsight/storage/service.ts';
import type { UploadOptions } from '../../src/hdinsight/storage/uploader.ts';
import type { UploadRequest } from '../../src/protocol/upload.ts';

const ROOT = 'hdfs://mycluster/tmp/jobs', PASSWORD = 'cluster"login';
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
let server: Server, asked: { what: string; headers: IncomingMessage['headers']; body: Record<string, unknown> }[], states: string[], files: Map<string, Buffer>, instead: ((what: string, answer: ServerResponse) => boolean) | undefined;
let open: { to: string; parts: Buffer[] };

before(async () => {
  server = createServer((request, answer) => {
    let body = '';
    request.on('data', (part) => { body += String(part); }).on('end', () => {
      const what = `${request.method} ${request.url}`;
      asked.push({ what, headers: request.headers, body: body === '' ? {} : JSON.parse(body) as Record<string, unknown> });
      if (instead?.(what, answer)) return;
      const json = (status: number, value: unknown): void => { answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value)); };
      if (what === 'POST /sessions') return json(201, { id: 7, name: null, appId: null, owner: null, proxyUser: null, state: 'starting', kind: 'spark', appInfo: { driverLogUrl: null, sparkUiUrl: null }, log: ['stdout: ', '\nstderr: ', '\nYARN Diagnostics: '] });
      if (what === 'GET /sessions/7/state') return json(200, { id: 7, state: states.length > 1 ? states.shift() : states[0] });
      if (what === 'DELETE /sessions/7') return json(200, { msg: 'deleted' });
      if (what === 'POST /sessions/7/statements') return json(201, { id: asked.length, code: '', state: 'waiting', output: null, progress: 0, started: 0, completed: 0 });
      if (what.startsWith('GET /sessions/7/statements/')) {
        const { code } = asked.findLast((each) => each.what === 'POST /sessions/7/statements')!.body;
        return json(200, { id: 1, state: 'available', output: { status: 'ok', execution_count: 1, data: { 'text/plain': `weirTo: org.apache.hadoop.fs.Path = ${ROOT}\nweirCame: Long = 0\n${ran(String(code))}\n` } }, progress: 1 });
      }
      json(404, { msg: 'not there' });
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
});
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
});
beforeEach(() => {
  [asked, states, instead] = [[], ['idle'], undefined];
  files = new Map();
});

/** What a statement of ours would print: the bytes in it are what they would be there. */
function ran(code: string): string {
  const texts = [...code.matchAll(/"([A-Za-z0-9+/]+={0,2})"/g)].map(([, text]) => Buffer.from(text!, 'base64')).filter((each) => each.length > 0);
  if (code.includes('weirThere')) {
    open = { to: texts[0]!.toString(), parts: [] };
    return files.get(open.to)?.length === Number(/getLen == (\d+)L/.exec(code)![1]) ? 'weir:there' : 'weir:new';
  }
  if (code.startsWith('Seq(')) {
    open.parts.push(...[...code.slice(0, code.indexOf(').foreach')).matchAll(/"([^"]*)"/g)].map(([, text]) => Buffer.from(text!, 'base64')));
    return `weir:${open.parts.reduce((sum, each) => sum + each.length, 0)}`;
  }
  files.set(open.to, Buffer.concat(open.parts));
  return `weir:${sha256(files.get(open.to)!)}`;
}

const through = (): NonNullable<UploadRequest['through']> => ({ server: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, auth: 'basic', user: 'admin' }, password: PASSWORD });
const run = (bytes: Buffer | string, options: UploadOptions = {}, more: Partial<UploadRequest> = {}): ReturnType<typeof upload> => upload({ root: ROOT, files: [{ name: 'job.py', from: { bytes: Buffer.from(bytes) } }], auth: { kind: 'none' }, through: through(), ...more }, options);
const said = (answer: Awaited<ReturnType<typeof upload>>): string => ('problem' in answer ? `${answer.problem.kind}: ${answer.problem.message} ${answer.problem.hint}` : assert.fail(JSON.stringify(answer.value)));

test('a file goes in pieces that Scala takes, its hash comes back, and the session is ended (recorded shapes)', async () => {
  const bytes = randomBytes(800_000), progress: number[] = [], answer = await run(bytes, { progress: ({ sent }) => { progress.push(sent); } }), hash = sha256(bytes);
  assert.deepEqual(answer, { value: [{ name: 'job.py', uri: `${ROOT}/weir/${hash}/job.py`, sha256: hash, bytes: bytes.length, already: false }] });
  assert.ok(files.get(`${ROOT}/weir/${hash}/job.py`)!.equals(bytes));
  assert.deepEqual(progress, [0, 360_000, 720_000, 800_000]);
  const codes = asked.filter(({ what }) => what === 'POST /sessions/7/statements').map(({ body }) => String(body['code']));
  for (const text of codes.flatMap((code) => [...code.matchAll(/"([^"]*)"/g)])) assert.ok(text[1]!.length < 65_535, 'a longer text is none in a class file');
  assert.equal(asked.at(-1)!.what, 'DELETE /sessions/7');
  assert.ok(asked.every(({ headers }) => headers.authorization === `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`));
  assert.ok(asked.filter(({ what }) => !what.startsWith('GET')).every(({ headers }) => headers['x-requested-by'] !== undefined), 'Livy asks who sends it (CSRF)');
  assert.equal(asked.find(({ what }) => what === 'POST /sessions')!.body['kind'], 'spark');
});

test('what is there is not sent again; several files need one session (recorded shapes)', async () => {
  files.set(`${ROOT}/weir/${sha256('one')}/job.py`, Buffer.from('one'));
  const answer = await run('', {}, { files: ['one', 'two'].map((text) => ({ name: 'job.py', from: { bytes: Buffer.from(text) } })) });
  assert.ok('value' in answer);
  assert.deepEqual(answer.value.map(({ already }) => already), [true, false]);
  assert.equal(asked.filter(({ what }) => what === 'POST /sessions').length, 1);
  assert.ok(!asked.some(({ body }) => String(body['code']).includes(Buffer.from('one').toString('base64') + '")')), 'no bytes of what is there');
});

test('names and folders are no code (recorded shapes)', async () => {
  const answer = await run('x', {}, { root: `${ROOT}/"); sys.exit(1); ("`, files: [{ name: '"+sys.exit(1)+".py', from: { bytes: Buffer.from('x') } }] });
  assert.ok('value' in answer, JSON.stringify(answer));
  assert.ok(!asked.some(({ body }) => String(body['code']).includes('sys.exit')));
});

test('a session that dies, a statement that fails, and other bytes than were sent are said; the session is ended all the same (recorded shapes)', async () => {
  states = ['starting', 'dead'];
  assert.match(said(await run('x', {})), /^refused: The session through which files are uploaded is dead/);
  assert.equal(asked.at(-1)!.what, 'DELETE /sessions/7');
  states = ['idle'];
  const output = (value: unknown) => (what: string, answer: ServerResponse): boolean => what.startsWith('GET /sessions/7/statements/') && (answer.writeHead(200).end(JSON.stringify({ id: 0, state: 'available', output: value })), true);
  instead = output({ status: 'error', execution_count: 0, ename: 'Error', evalue: 'org.apache.hadoop.security.AccessControlException: Permission denied: user=livy\u001b[31m', traceback: [] });
  assert.match(said(await run('x')), /^authorization: The cluster could not write the file: Error: org\.apache\.hadoop\.security\.AccessControlException: Permission denied: user=livy \[31m\..*no right to that folder/);
  instead = output({ status: 'ok', execution_count: 0, data: { 'text/plain': 'weir:new' } });
  assert.match(said(await run('x')), /^protocol: The session wrote new bytes of job\.py where 1 were sent/);
  instead = output({ status: 'ok', execution_count: 0, data: { 'text/html': '<b>' } });
  assert.match(said(await run('x')), /answers something else/);
  assert.equal(asked.at(-1)!.what, 'DELETE /sessions/7');
});

test('a login that is turned down is said without the password (recorded shapes)', async () => {
  instead = (_, answer) => { answer.writeHead(401, { 'www-authenticate': 'Basic realm="None"' }).end(`no ${PASSWORD}`); return true; };
  const message = said(await run('x'));
  assert.match(message, /^authentication: .*does not accept user and password/);
  assert.ok(!message.includes(PASSWORD));
});

test('giving up while the session starts ends it (recorded shapes)', async () => {
  const stop = new AbortController();
  states = ['starting'];
  instead = (what) => { if (what.endsWith('/state')) stop.abort(); return false; };
  assert.match(said(await run('x', { signal: stop.signal })), /^closed: /);
  assert.equal(asked.at(-1)!.what, 'DELETE /sessions/7');
});
