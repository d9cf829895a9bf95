/** A real Azurite (Microsoft's emulator of Blob storage, from npm, fetched once) on the loopback, over TLS, in memory. It has no ADLS Gen2. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alone } from './alone.ts';
import type { ServerCertificate } from './certificates.ts';
import { makeCertificate } from './certificates.ts';
import { CACHE } from './maven.ts';
import { npm } from './npm.ts';
import { freePorts, startServer } from './server-process.ts';

/** The last line that runs on Node.js 20. */
const VERSION = '3.35.0';

export interface Azurite {
  /** Of its one account. */
  endpoint: string;
  /** PEM file to trust. */
  caFile: string;
  account: string;
  /** Known to everybody: the emulator's own. */
  key: string;
  tail(): string;
  stop(): Promise<void>;
}

async function ensureAzurite(): Promise<string> {
  const home = join(CACHE, `azurite-${VERSION}`);
  if (!existsSync(join(home, 'ready'))) {
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'package.json'), '{"private":true}');
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', `azurite@${VERSION}`], home);
    await writeFile(join(home, 'ready'), '');
  }
  return join(home, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');
}

/** @param certificate default one of its own */
export async function startAzurite(certificate?: ServerCertificate): Promise<Azurite> {
  const program = await alone('azurite', ensureAzurite), [port] = await freePorts(1);
  await mkdir(join(CACHE, 'run'), { recursive: true });
  const home = await mkdtemp(join(CACHE, 'run', 'azurite-')), { keystore, password, pem } = certificate ?? await makeCertificate(home);
  const server = await startServer(process.execPath, [program, '--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--oauth', 'basic', '--cert', keystore, '--pwd', password], { name: 'Azurite', cwd: home, ready: /successfully listen/i, timeoutMs: 60_000 });
  return {
    endpoint: `https://localhost:${port}/devstoreaccount1`, caFile: pem, account: 'devstoreaccount1', key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==', tail: server.tail,
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
