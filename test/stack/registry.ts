/** A real schema registry on the loopback: Apicurio, from Maven, which speaks Confluent's API. In memory; gone at its stop. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ServerCertificate } from './certificates.ts';
import { CACHE, mavenArchive } from './maven.ts';
import { freePorts, startServer } from './server-process.ts';
import { javaProgram, requireJavaAndMaven } from './tools.ts';

/** The last line that runs on Java 17. */
const VERSION = '2.5.11.Final';

export interface RunningRegistry {
  /** Its address with the path at which it speaks Confluent's API. */
  url: string;
  /** Registers a schema under a subject; its id. */
  register(subject: string, schema: object): Promise<number>;
  stop(): Promise<void>;
}

export async function startRegistry(say: (line: string) => void = () => undefined): Promise<RunningRegistry> {
  requireJavaAndMaven('The schema registry');
  const folder = await mavenArchive(`apicurio-${VERSION}`, `io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`, say);
  const [port] = await freePorts(1), libs = join(folder, 'lib');
  const runner = (await readdir(folder)).find((name) => name.endsWith('-runner.jar'));
  if (runner === undefined || !existsSync(libs)) throw new Error(`There is no registry in ${folder}.`);
  await mkdir(join(CACHE, 'run'), { recursive: true });
  const home = await mkdtemp(join(CACHE, 'run', 'registry-'));
  const server = await startServer(javaProgram('java'), ['-Xmx256m', `-Dquarkus.http.port=${port}`, '-Dquarkus.http.host=127.0.0.1', '-jar', join(folder, runner)], { name: 'Apicurio', cwd: home, ready: /started in [\d.]+s/, timeoutMs: 90_000 });
  const url = `http://127.0.0.1:${port}/apis/ccompat/v6`;
  return {
    url,
    register: async (subject, schema) => {
      const answer = await fetch(`${url}/subjects/${subject}/versions`, { method: 'POST', headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' }, body: JSON.stringify(schema) });
      const body = await answer.json() as { id?: number };
      if (!answer.ok || body.id === undefined) throw new Error(`${answer.status}: ${JSON.stringify(body)}`);
      return body.id;
    },
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export interface TlsFront {
  /** As the registry's own, with https. */
  url: string;
  stop(): Promise<void>;
}

/** TLS before a registry, which itself has none here, and nothing else: what comes is handed on. @param allowed user:password, without which it answers 401 */
export async function startTlsFront(registry: string, certificate: ServerCertificate, { host = '127.0.0.1', allowed }: { host?: string; allowed?: string } = {}): Promise<TlsFront> {
  const behind = new URL(registry), wanted = allowed === undefined ? undefined : `Basic ${Buffer.from(allowed).toString('base64')}`;
  const server = createServer({ pfx: await readFile(certificate.keystore), passphrase: certificate.password }, (asked, answer) => {
    if (wanted !== undefined && asked.headers.authorization !== wanted) {
      answer.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end();
      return;
    }
    const { authorization: _, ...headers } = asked.headers;
    asked.pipe(request({ host: behind.hostname, port: behind.port, method: asked.method, path: asked.url, headers: { ...headers, host: behind.host } }, (found) => {
      answer.writeHead(found.statusCode!, found.headers);
      found.pipe(answer);
    }).on('error', () => { answer.destroy(); }));
  });
  await new Promise<void>((ready) => { server.listen(0, host, ready); });
  return {
    url: `https://${host}:${(server.address() as AddressInfo).port}${behind.pathname}`,
    stop: () => new Promise((done) => {
      server.close(() => { done(); });
      server.closeAllConnections();
    }),
  };
}
