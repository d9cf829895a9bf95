import { HttpFault } from '../http/fault.ts';
import { field, opensslReason, REASONS, TLS_CODES } from '../http/reasons.ts';
import { fromHttp, KafkaFault } from './fault.ts';

/** Where a connection attempt went, for messages. */
export interface Target {
  host: string;
  port: number;
  /** Set for a broker that the cluster itself named (advertised.listeners), as opposed to a bootstrap server. */
  advertisedBy?: string;
  tls: boolean;
  sasl: boolean;
  /** Whose words a hint uses: those of a job's `kafka.*` options, or those of a connection that a person describes. Default the job's. */
  words?: 'job' | 'connection';
  /** What should be there, and what to look at when it is not; default a Kafka broker. */
  service?: { name: string; hint: string };
}

/** What to do, in both wordings. */
const HINTS = {
  credentials: { job: 'Check user name and password in kafka.sasl.jaas.config, and kafka.sasl.mechanism.', connection: 'Check user, password and SASL mechanism.' },
  mechanism: { job: 'Check kafka.security.protocol and kafka.sasl.mechanism against the listener.', connection: 'Check SASL mechanism and TLS against the listener.' },
  plaintext: { job: 'Is it a listener without TLS? Then kafka.security.protocol is PLAINTEXT or SASL_PLAINTEXT.', connection: 'Is it a listener without TLS? Then leave TLS out.' },
  trust: {
    job: 'Trust its certificate authority with kafka.ssl.truststore.type PEM and kafka.ssl.truststore.location, and use the host name that is in its certificate.',
    connection: 'Give the PEM file of its certificate authority (--ca), and use the host name that is in its certificate.',
  },
  client: { job: 'Does the listener want a client certificate that it trusts? kafka.ssl.keystore.location gives one.', connection: 'Does the listener want a client certificate that it trusts? --cert gives one.' },
  start: { job: 'Start the broker or correct kafka.bootstrap.servers; a capture of the topic (--input) needs no broker.', connection: 'Start the broker or correct its address; a folder of captures needs no broker.' },
} as const;

const address = ({ host, port }: Target): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** An error of kafkajs or of the network as a fault that names host and port. Text of the other side is kept, secrets never reach it. */
export function networkFault(error: unknown, target: Target): KafkaFault {
  if (error instanceof KafkaFault) return error;
  if (error instanceof HttpFault) return fromHttp(error);
  const at = address(target);
  const words = target.words ?? 'job';
  const code = field(error, 'code');
  const message = field(error, 'message').replace(/^Connection error: /, '');
  const name = field(error, 'name');
  if (name === 'KafkaJSSASLAuthenticationError') {
    return new KafkaFault('authentication', `${at} does not accept the credentials: ${message}`, HINTS.credentials[words], { cause: error });
  }
  if (field(error, 'type') === 'ILLEGAL_SASL_STATE' || field(error, 'type') === 'UNSUPPORTED_SASL_MECHANISM') {
    return new KafkaFault('authentication', `${at} does not offer this way to sign in: ${message}`, HINTS.mechanism[words], { cause: error });
  }
  if (TLS_CODES.test(code)) {
    const hint = HINTS[/ALERT_.*CERT|ALERT_UNKNOWN_CA|ALERT_HANDSHAKE/.test(code) ? 'client' : code === 'EPROTO' || code.startsWith('ERR_SSL') ? 'plaintext' : 'trust'][words];
    return new KafkaFault('tls', `The TLS handshake with ${at} failed: ${opensslReason(message)} (${code}).`, hint, { cause: error });
  }
  if (name === 'KafkaJSRequestTimeoutError') {
    return new KafkaFault('timeout', `${at} takes connections but does not answer.`, protocolHint(target), { cause: error });
  }
  if (name === 'KafkaJSConnectionError' || name === 'KafkaJSConnectionClosedError' || code in REASONS) {
    const closed = name === 'KafkaJSConnectionClosedError' || code === 'ECONNRESET' || /closed/i.test(message);
    const reason = closed ? 'it closed the connection' : REASONS[code] ?? (/timeout/i.test(message) ? 'it does not answer' : message);
    if (target.advertisedBy !== undefined) {
      return new KafkaFault('connection', `The cluster names a broker at ${at} that cannot be reached: ${reason}.`,
        `The bootstrap server ${target.advertisedBy} answered, so this address (advertised.listeners of that broker) must be made reachable from here: VPN, DNS or a hosts entry.`, { cause: error });
    }
    const { name: service, hint } = target.service ?? { name: 'Kafka broker', hint: closed ? protocolHint(target) : HINTS.start[words] };
    return new KafkaFault('connection', `No ${service} at ${at}: ${reason}.`, hint, { cause: error });
  }
  return new KafkaFault('protocol', `${at} answered in an unexpected way: ${message}`, protocolHint(target), { cause: error });
}

/** A wrong listener shows itself only as silence or a closed connection. */
function protocolHint({ tls, sasl, words, service }: Target): string {
  if (service) return service.hint;
  if (words === 'connection') return `Is it a Kafka listener ${tls ? 'with' : 'without'} TLS ${sasl ? 'and with' : 'and without'} SASL?`;
  const now = `${sasl ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`;
  return `Is it a Kafka listener for kafka.security.protocol ${now}? One with TLS or SASL wants SSL, SASL_SSL or SASL_PLAINTEXT.`;
}
