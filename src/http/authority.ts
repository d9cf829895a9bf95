import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { HttpFault } from './fault.ts';

/** The PEM text of an authority to trust. @param name what messages call the file. @throws HttpFault */
export function authority(file: string, name: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
    createSecureContext({ ca: pem });
  } catch (cause) {
    throw new HttpFault('tls', `${name} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`, 'It must hold PEM certificates.', { cause });
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new HttpFault('tls', `${name} holds no PEM certificate.`, 'It must hold -----BEGIN CERTIFICATE----- blocks.');
  return pem;
}
