/** A key store for a TLS listener, made by the JDK's keytool, and its certificate as PEM for clients. */
import { join } from 'node:path';
import { runProgram } from './server-process.ts';
import { javaProgram } from './tools.ts';

export interface ServerCertificate {
  keystore: string;
  password: string;
  /** The (self-signed) certificate, what a client must trust. */
  pem: string;
}

/** Makes a certificate for 127.0.0.1, localhost and further names in `folder`. */
export async function makeCertificate(folder: string, names: readonly string[] = []): Promise<ServerCertificate> {
  const keystore = join(folder, 'broker.p12');
  const pem = join(folder, 'ca.pem');
  const password = 'weir-test';
  const keytool = javaProgram('keytool');
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker'];
  await runProgram(keytool, ['-genkeypair', ...store, '-keyalg', 'RSA', '-keysize', '2048', '-validity', '3650', '-dname', 'CN=localhost', '-ext', `SAN=${['dns:localhost', 'ip:127.0.0.1', ...names.map((name) => `dns:${name}`)].join(',')}`], folder);
  await runProgram(keytool, ['-exportcert', ...store, '-rfc', '-file', pem], folder);
  return { keystore, password, pem };
}
