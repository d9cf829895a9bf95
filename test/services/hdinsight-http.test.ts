/** TLS of the HTTP client of a cluster: no gateway can be had here, the server is our own on the loopback. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createPlain } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { Duplex } from 'node:stream';
import { HttpClient } from '../../src/hdinsight/http/client.ts';
import { httpSettings } from '../../src/hdinsight/http/settings.ts';
import { HttpFault } from '../../src/http/fault.ts';
import type { ServerDescription } from '../../src/protocol/hdinsight.ts';
import { makeCertificate } from '../stack/certificates.ts';

let server: Server, folder: string, caFile: string, fingerprint: string, asked: string[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-hdinsight-'));
  const { keystore, password, pem } = await makeCertificate(folder);
  caFile = pem;
  fingerprint = new X509Certificate(await readFile(pem)).fingerprint256;
  server = createServer({ pfx: await readFile(keystore), passphrase: password }, (request, response) => {
    asked.push(`${request.headers.authorization ?? ''} ${request.url}`);
    response.writeHead(200).end('{"ok": true}');
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
}, { timeout: 60_000 });
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => { asked = []; });

async function look(more: Partial<ServerDescription> = {}, env: Record<string, string> = {}): Promise<unknown> {
  const client = new HttpClient(httpSettings({ url: `https://localhost:${(server.address() as AddressInfo).port}`, auth: 'basic', ...more }, { kind: 'basic', user: 'admin', password: 'secret' }, { timeoutMs: 5000, env }));
  try {
    const first = await client.json({ path: '/livy/batches' });
    assert.deepEqual(await client.json({ path: '/again' }), first);
    return first;
  } catch (error) {
    assert.ok(error instanceof HttpFault, String(error));
    return error;
  } finally {
    client.close();
  }
}
const refused = async (words: RegExp, more: Partial<ServerDescription> = {}): Promise<void> => {
  const fault = await look(more);
  assert.ok(fault instanceof HttpFault && fault.kind === 'tls' && words.test(`${fault.message} ${fault.hint}`), JSON.stringify(fault));
  assert.deepEqual(asked, []);
};

test('a certificate that nobody vouches for is refused before anything is sent, and the way out is named', async () => {
  await refused(/SELF_SIGNED.*PEM file of its certificate authority, or the SHA-256/);
});

test('its authority, or the one certificate by its SHA-256, is trusted where that was chosen', async () => {
  assert.deepEqual(await look({ caFile }), { ok: true });
  for (const certificate of [fingerprint, fingerprint.replaceAll(':', '').toLowerCase()]) assert.deepEqual(await look({ certificate }), { ok: true });
  assert.ok(asked.length === 6 && asked.every((each) => each.startsWith('Basic ')));
});

test('another certificate than the chosen one is refused before anything is sent', async () => {
  await refused(/not the one that was chosen/, { certificate: fingerprint.replace(/^../, (hex) => (hex === '00' ? '11' : '00')) });
});

test('plain HTTP where TLS was wanted, and a port where nothing listens, are named', async () => {
  const plain = createPlain((_, response) => { response.end('x'); });
  await new Promise<void>((resolve) => { plain.listen(0, '127.0.0.1', resolve); });
  const { port } = plain.address() as AddressInfo;
  await refused(/Is TLS spoken there/, { url: `https://localhost:${port}` });
  plain.closeAllConnections();
  await new Promise((resolve) => { plain.close(resolve); });
  const fault = await look({ url: `https://localhost:${port}` });
  assert.ok(fault instanceof HttpFault && fault.kind === 'connection' && /nothing listens there/.test(fault.message));
});

test('a cluster that was deleted: its name does not resolve any more, which is said with what to look at', async () => {
  const fault = await look({ url: 'https://deleted-cluster.invalid' });
  assert.ok(fault instanceof HttpFault && fault.kind === 'connection' && /deleted-cluster\.invalid:443: the name does not resolve/.test(fault.message) && /the cluster is running/.test(fault.hint), JSON.stringify(fault));
  assert.ok(!JSON.stringify(fault).includes('secret'));
});

test("the network's own proxy is gone through, and the certificate that was chosen is still looked at", async () => {
  const ways: string[] = [], sockets = new Set<Duplex>(), network = createPlain();
  network.on('connect', (request, socket, first: Buffer) => {
    ways.push(request.url!);
    const far = connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => { socket.write('HTTP/1.1 200 OK\r\n\r\n'); far.write(first); far.pipe(socket); socket.pipe(far); });
    for (const each of [far, socket]) { sockets.add(each); each.on('error', () => undefined); }
  });
  await new Promise<void>((resolve) => { network.listen(0, '127.0.0.1', resolve); });
  const env = { HTTPS_PROXY: `http://127.0.0.1:${(network.address() as AddressInfo).port}` };
  try {
    assert.deepEqual(await look({ certificate: fingerprint }, env), { ok: true });
    assert.deepEqual(ways, [`localhost:${(server.address() as AddressInfo).port}`]);
    const fault = await look({ certificate: '00'.repeat(32) }, env);
    assert.ok(fault instanceof HttpFault && fault.kind === 'tls', String(fault));
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => { network.close(resolve); });
  }
});
