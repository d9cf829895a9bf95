import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { KafkaFault } from './fault.ts';

/** Looks up a Kafka client property by its own name, without the `kafka.` prefix. */
export type Property = (name: string) => string | undefined;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN (?:ENCRYPTED |RSA |EC )?PRIVATE KEY-----[\s\S]+?-----END (?:ENCRYPTED |RSA |EC )?PRIVATE KEY-----/;

/**
 * A store (truststore or keystore) as PEM text: inline, or the file that `location` names. Kafka's default store type is JKS,
 * so a store without `type` is one.
 */
function pemStore(property: Property, store: 'truststore' | 'keystore', inline: readonly string[]): string | undefined {
  const parts = inline.map((name) => property(`ssl.${store}.${name}`)).filter((text) => text !== undefined);
  const location = property(`ssl.${store}.location`);
  if (parts.length === 0 && location === undefined) return undefined;
  const type = (property(`ssl.${store}.type`) ?? 'JKS').toUpperCase();
  if (type !== 'PEM') {
    throw new KafkaFault('unsupported', `kafka.ssl.${store}.type ${type} cannot be read: Weir reads PEM stores.`,
      store === 'truststore'
        ? 'Export the certificate authority (keytool -exportcert -rfc -keystore STORE -alias ALIAS -file ca.pem) and set kafka.ssl.truststore.type to PEM and kafka.ssl.truststore.location to that file.'
        : 'Convert it (keytool -importkeystore to PKCS12, then openssl pkcs12 -nodes -out client.pem) and set kafka.ssl.keystore.type to PEM and kafka.ssl.keystore.location to that file.');
  }
  if (parts.length > 0) return parts.join('\n');
  try {
    return readFileSync(location!, 'utf8');
  } catch (cause) {
    throw new KafkaFault('tls', `kafka.ssl.${store}.location ${location} cannot be read.`, 'Check the path; a relative one counts from the working directory of the job.', { cause });
  }
}

/**
 * Kafka's `ssl.*` properties as options of Node's TLS: PEM trust and key stores (KIP-651), key password, and
 * `ssl.endpoint.identification.algorithm` (empty: the host name is not compared with the certificate, as in Kafka).
 */
export function tlsOptions(property: Property): ConnectionOptions {
  const trust = pemStore(property, 'truststore', ['certificates']);
  const keys = pemStore(property, 'keystore', ['certificate.chain', 'key']);
  const options: ConnectionOptions = {};
  if (trust !== undefined) {
    const certificates = trust.match(CERTIFICATE);
    if (!certificates) throw new KafkaFault('tls', 'kafka.ssl.truststore holds no PEM certificate.', 'It must hold -----BEGIN CERTIFICATE----- blocks.');
    options.ca = [...certificates];
  }
  if (keys !== undefined) {
    const chain = keys.match(CERTIFICATE);
    const key = PRIVATE_KEY.exec(keys);
    if (!chain || !key) throw new KafkaFault('tls', 'kafka.ssl.keystore must hold a PEM certificate and its private key.', 'Put both into one PEM file, or into kafka.ssl.keystore.certificate.chain and kafka.ssl.keystore.key.');
    options.cert = chain.join('\n');
    options.key = key[0];
    const password = property('ssl.key.password');
    if (password !== undefined) options.passphrase = password;
  }
  if (property('ssl.endpoint.identification.algorithm') === '') options.checkServerIdentity = () => undefined;
  return options;
}
