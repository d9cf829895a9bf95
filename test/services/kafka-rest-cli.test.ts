/** The doctor and `weir` at a REST proxy. A real one cannot be had here: the server is our own, after the swagger of the real one. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { diagnosis } from '../../src/kafka/doctor/doctor.ts';
import type { ConnectionSecrets } from '../../src/protocol/kafka.ts';
import type { DoctorStep } from '../../src/protocol/kafka-doctor.ts';
import type { RestProxy } from '../stack/rest-proxy.ts';
import { startRestProxy } from '../stack/rest-proxy.ts';

let proxy: RestProxy, folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-rest-cli-'));
  proxy = await startRestProxy(folder);
}, { timeout: 60_000 });
after(async () => {
  await proxy?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(proxy, { instead: undefined, token: 'good.token' });
  proxy.create('clicks', 3);
  proxy.append('clicks', 0, ...Array.from({ length: 30 }, (_, i) => ({ key: `k${i % 3}`, value: `{"n": ${i}}`, timestamp: 1000 + i })));
  proxy.append('clicks', 1, ...Array.from({ length: 5 }, (_, i) => ({ value: `late ${i}`, timestamp: 5000 + i })));
});

/** `weir` as a process of its own. */
function weir(args: readonly string[], env: Record<string, string> = { WEIR_KAFKA_TOKEN: 'good.token' }): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), ...args, '--rest', proxy.url, '--ca', proxy.caFile], { env: { PATH: process.env['PATH'], ...env }, timeout: 60_000, killSignal: 'SIGKILL' });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
  });
}

describe('the doctor (no real proxy: a server of our own)', () => {
  const look = async (secrets: ConnectionSecrets = { token: 'good.token' }, more: { url?: string; caFile?: string | undefined } = {}): Promise<{ steps: string[]; last: DoctorStep }> => {
    const { url = proxy.url } = more, caFile = 'caFile' in more ? more.caFile : proxy.caFile, found = await diagnosis({ kind: 'rest', url, ...(caFile === undefined ? {} : { caFile }) }, secrets, { timeoutMs: 2000 });
    return { steps: found.map(({ step, state }) => `${step} ${state}`), last: found.at(-1)! };
  };
  const answering = (path: string, status: number): void => { proxy.instead = (what, answer) => { if (!what.includes(path)) return false; answer.writeHead(status).end(); return true; }; };
  const jwt = (claims: object): string => `${Buffer.from('{}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
  const reached = ['dns ok', 'tcp ok', 'tls ok'];

  test('every step that works, and of the token whom it is for and until when, but never itself', async () => {
    proxy.token = jwt({ aud: 'https://hib.azurehdinsight.net', appid: 'an-app', exp: Math.floor(Date.now() / 1000) + 600 });
    const found = await diagnosis({ kind: 'rest', url: proxy.url, caFile: proxy.caFile }, { token: proxy.token }, { timeoutMs: 2000 });
    assert.deepEqual(found.map(({ step, state }) => `${step} ${state}`), [...reached, 'token ok', 'proxy ok', 'metadata ok', 'topics ok', 'messages ok']);
    assert.match(found[3]!.seen, /a token of application an-app for https:\/\/hib\.azurehdinsight\.net, valid until 2/);
    assert.ok(!JSON.stringify(found).includes(proxy.token.split('.')[1]!));
  });

  test('each that fails, by its name', async () => {
    assert.deepEqual((await look({}, { url: 'https://nobody.invalid' })).steps, ['dns failed']);
    assert.deepEqual((await look({}, { url: 'https://localhost:1' })).steps, ['dns ok', 'tcp failed']);
    assert.deepEqual((await look({}, { caFile: undefined })).steps, ['dns ok', 'tcp ok', 'tls failed']);
    const nobody = await look({ tokenProblem: { kind: 'authentication', message: 'Nobody has signed in yet.', hint: 'Sign in.' } });
    assert.deepEqual([nobody.steps, nobody.last.seen], [[...reached, 'token failed'], 'Nobody has signed in yet.']);
    assert.match((await look({ token: jwt({ exp: 1000 }) })).last.seen, /valid until 1970-01-01T00:16:40.000Z: it is not valid any more/);
    const strange = await look({ token: 'other.token' });
    assert.deepEqual([strange.steps, strange.last.kind], [[...reached, 'token ok', 'sign-in failed'], 'authentication']);
    answering('/v1/status', 404);
    assert.deepEqual((await look()).steps.at(-1), 'proxy failed');
    answering('/v1/metadata/brokers', 403);
    const outside = await look();
    assert.deepEqual([outside.steps.at(-1), outside.last.kind], ['sign-in failed', 'authorization']);
    answering('/v1/consumer', 500);
    assert.deepEqual((await look()).steps.at(-1), 'messages failed');
  });

  test("through the network's own proxy, as HTTPS_PROXY says, unless NO_PROXY names the host; what it refuses is said without its password", async () => {
    const asked: string[] = [], signed: (string | undefined)[] = [], answer = { status: '200 Connection established' };
    const network = createServer(), sockets = new Set<Duplex>();
    network.on('connect', (request, socket, first: Buffer) => {
      sockets.add(socket);
      asked.push(request.url!);
      signed.push(request.headers['proxy-authorization']);
      if (!answer.status.startsWith('200')) return socket.end(`HTTP/1.1 ${answer.status}\r\n\r\n`);
      const far = connect(Number(new URL(proxy.url).port), '127.0.0.1', () => { socket.write(`HTTP/1.1 ${answer.status}\r\n\r\n`); far.write(first); far.pipe(socket); socket.pipe(far); });
      for (const [one, other] of [[far, socket], [socket, far]] as const) one.on('error', () => other.destroy());
    });
    await new Promise<void>((resolve) => { network.listen(0, '127.0.0.1', resolve); });
    const { port } = network.address() as AddressInfo, env = { WEIR_KAFKA_TOKEN: 'good.token', HTTPS_PROXY: `http://me:secr%40t@127.0.0.1:${port}` };
    try {
      const through = await weir(['topics', '--format', 'json'], env);
      assert.equal(through.code, 0, through.err);
      assert.ok(asked.length > 0 && asked.every((each) => each === `localhost:${new URL(proxy.url).port}`), asked.join());
      assert.equal(Buffer.from(signed[0]!.split(' ')[1]!, 'base64').toString(), 'me:secr@t');
      assert.match((await weir(['doctor'], env)).out, /✓ tcp .*through the proxy of the network at 127\.0\.0\.1/);
      const before = asked.length;
      assert.equal((await weir(['topics'], { ...env, NO_PROXY: 'example.org,localhost' })).code, 0);
      assert.equal(asked.length, before);
      for (const [status, code, words] of [['407 Proxy Authentication Required', 77, /wants a user and a password/], ['403 Forbidden', 69, /does not let one through to localhost/]] as const) {
        answer.status = status;
        const refused = await weir(['topics'], env);
        assert.equal(refused.code, code, refused.err);
        assert.match(refused.err, words);
        assert.ok(!/secr|good\.token/.test(refused.err), refused.err);
      }
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => { network.close(resolve); });
    }
  });

  test('weir doctor says the same, with its exit codes', async () => {
    assert.equal((await weir(['doctor'])).code, 0);
    const refused = await weir(['doctor'], { WEIR_KAFKA_TOKEN: 'old.token' });
    assert.equal(refused.code, 77, refused.err);
    assert.match(refused.out, /✗ sign-in .*does not accept the token/);
    assert.ok(!`${refused.out}${refused.err}`.includes('old.token'));
  });
});

describe('the command line (no real proxy: a server of our own)', () => {
  test('topics, peek, produce and schema take --rest, and the token from the environment alone', async () => {
    const listed = await weir(['topics', '--format', 'json']);
    assert.equal(listed.code, 0, listed.err);
    assert.ok((JSON.parse(listed.out) as { topic: string }[]).some(({ topic }) => topic === 'clicks'));
    const shown = await weir(['peek', 'clicks', '--newest', '2', '--format', 'jsonl']);
    assert.equal(shown.code, 0, shown.err);
    assert.deepEqual(shown.out.trim().split('\n').map((line) => (JSON.parse(line) as { value: string }).value), ['late 3', 'late 4']);
    const written = await weir(['produce', 'clicks', '--value', 'hello', '--partition', '2']);
    assert.equal(written.out, 'clicks-2 at offset unknown\n', written.err);
    const schema = await weir(['schema', 'clicks', '--newest', '100', '--format', 'ddl']);
    assert.match(schema.out, /n BIGINT/i, schema.err);
  });

  test('a token that is not accepted is exit 77 and shown nowhere; what the proxy has not is wrong use', async () => {
    const refused = await weir(['topics'], { WEIR_KAFKA_TOKEN: 'old.token' });
    assert.equal(refused.code, 77, refused.err);
    assert.ok(!`${refused.out}${refused.err}`.includes('old.token'));
    const timed = await weir(['peek', 'clicks', '--since', '1h']);
    assert.equal(timed.code, 2, timed.err);
    assert.match(timed.err, /finds no offsets by time/);
    assert.equal((await weir(['topics', '--groups'])).code, 2);
    assert.match((await weir(['peek', 'clicks', '--isolation', 'read_committed'])).err, /does not tell committed messages/);
  });
});
