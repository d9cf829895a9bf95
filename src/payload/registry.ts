import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { resolve } from 'node:path';
import type { KafkaProblem } from '../protocol/kafka-connection.ts';
import type { RegistryDescription } from '../protocol/payload.ts';

export interface RegisteredSchema {
  id: number;
  type: 'AVRO' | 'PROTOBUF' | 'JSON';
  text: string;
  /** What it refers to, each after what it refers to itself; `name` is how the schema names it. */
  references: { name: string; text: string }[];
}

/** A schema cannot be had. */
export class RegistryFault extends Error {
  constructor(readonly problem: KafkaProblem) { super(problem.message); }
}

const TIMEOUT_MS = 10_000;
const LARGEST = 4 * 2 ** 20;
const MOST_REFERENCES = 200;
/** Milliseconds for which a failure is remembered: a topic's messages all ask for the same schema. */
const REMEMBERED_MS = 5000;

interface SchemaAnswer { schema: string; schemaType?: string; references?: { name: string; subject: string; version: number }[] }

/** The proxy of the network through which an https address is reached, as an agent for one request; undefined: none. May throw. @param ca PEM of the authority to trust */
export type RegistryWay = (url: URL, ca: string | undefined, timeoutMs: number) => Agent | undefined;

/** Schemas of a registry that speaks Confluent's API. Each is fetched once, however many messages wait for it. Nothing but the id of a schema is sent. */
export class Registry {
  readonly #schemas = new Map<number, { schema: Promise<RegisteredSchema>; until: number }>();

  /** @param folder what relative paths count from, native and absolute */
  constructor(private readonly description: RegistryDescription, private readonly password: string | undefined, private readonly folder: string, private readonly timeoutMs = TIMEOUT_MS, private readonly way?: RegistryWay) {}

  /** Rejects with a RegistryFault. */
  schema(id: number): Promise<RegisteredSchema> {
    const known = this.#schemas.get(id);
    if (known && known.until > performance.now()) return known.schema;
    const entry = { schema: this.#fetch(id), until: Infinity };
    entry.schema.catch(() => { entry.until = performance.now() + REMEMBERED_MS; });
    this.#schemas.set(id, entry);
    return entry.schema;
  }

  async #fetch(id: number): Promise<RegisteredSchema> {
    const answer = await this.#get(`schemas/ids/${id}`, `schema ${id}`), references: RegisteredSchema['references'] = [];
    const type = answer.schemaType ?? 'AVRO';
    if (type !== 'AVRO' && type !== 'PROTOBUF' && type !== 'JSON') throw fault(`Schema ${id} is of the kind ${type}, which is not read.`, 'Read the message another way.');
    // What a JSON schema refers to says nothing of how its payloads are read.
    if (type !== 'JSON') await this.#refer(answer, references, new Set());
    return { id, type, text: answer.schema, references };
  }

  async #refer({ references = [] }: SchemaAnswer, found: RegisteredSchema['references'], seen: Set<string>): Promise<void> {
    for (const { name, subject, version } of references) {
      const key = `${subject} ${version}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > MOST_REFERENCES) throw fault(`The schema refers to more than ${MOST_REFERENCES} others.`, 'Read the message another way.');
      const answer = await this.#get(`subjects/${encodeURIComponent(subject)}/versions/${encodeURIComponent(version)}`, `${subject} in version ${version}`);
      await this.#refer(answer, found, seen);
      found.push({ name, text: answer.schema });
    }
  }

  async #get(path: string, what: string): Promise<SchemaAnswer> {
    const { status, body, location } = await this.#request(path);
    if (status === 401 || status === 403) throw fault(`The schema registry does not let ${this.description.user ?? 'an unnamed user'} read ${what} (${status}).`, 'Check user and password of the registry.', status === 401 ? 'authentication' : 'authorization');
    if (status === 404) throw fault(`The schema registry has no ${what}.`, 'Check that the URL is of the registry that the producer uses, with its path.');
    if (status >= 300 && status < 400) throw fault(`The schema registry sends on to ${placeOf(location)}.`, 'Give the URL that it is really at.', 'protocol');
    if (status !== 200) throw fault(`The schema registry answered ${status} when asked for ${what}.`, 'Try again, or look at its log.', 'protocol');
    let json: unknown;
    try {
      json = JSON.parse(body);
    } catch {
      json = undefined;
    }
    if (typeof json !== 'object' || json === null || !('schema' in json) || typeof json.schema !== 'string') throw fault(`What answers at ${this.description.url} is no schema registry.`, 'Check the URL, with its path: Apicurio speaks the API at /apis/ccompat/v7.', 'protocol');
    return json as SchemaAnswer;
  }

  #request(path: string): Promise<{ status: number; body: string; location: string | undefined }> {
    const { user, caFile } = this.description;
    let url: URL;
    try {
      url = new URL(path, this.description.url.endsWith('/') ? this.description.url : `${this.description.url}/`);
    } catch {
      return Promise.reject(fault('The address of the schema registry is no URL.', 'Write it as https://host:8081.', 'unsupported'));
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return Promise.reject(fault(`A schema registry is not reached by ${url.protocol}.`, 'Write it as https://host:8081.', 'unsupported'));
    if (url.username !== '' || url.password !== '') return Promise.reject(fault(`The address of the schema registry at ${url.host} has a user in it.`, 'Give user and password apart from the address.', 'unsupported'));
    let ca: Buffer | undefined;
    try {
      ca = caFile === undefined ? undefined : certificatesOf(resolve(this.folder, caFile));
    } catch (error) {
      return Promise.reject(fault(`${caFile} cannot be read: ${words(error)}.`, 'Give the PEM file of the certificate authority of the registry.', 'tls'));
    }
    return new Promise((settle, reject) => {
      let request: ClientRequest | undefined;
      // Of all of it: a server that sends a byte now and then is never idle.
      const late = setTimeout(() => { request?.destroy(new Error(`no answer within ${this.timeoutMs / 1000} s`)); }, this.timeoutMs);
      const failed = (cause: unknown): void => {
        clearTimeout(late);
        reject(silence(url.host, cause, caFile));
      };
      const answered = (response: IncomingMessage): void => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size > LARGEST) request?.destroy(new Error(`its answer is larger than ${LARGEST / 2 ** 20} MB`));
          else parts.push(part);
        });
        response.on('error', failed);
        response.on('end', () => {
          clearTimeout(late);
          settle({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8'), location: response.headers.location });
        });
      };
      try {
        const agent = url.protocol === 'https:' ? this.way?.(url, ca?.toString('latin1'), this.timeoutMs) : undefined;
        const options = { ...(agent && { agent }), headers: { accept: 'application/vnd.schemaregistry.v1+json, application/json' }, ...(user !== undefined && { auth: `${user}:${this.password ?? ''}` }), ...(ca && { ca }) };
        request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, answered);
        request.on('error', failed);
        request.on('close', () => { agent?.destroy(); });
        request.end();
      } catch (cause) {
        failed(cause);
      }
    });
  }
}

/** @param kind `registry`: this schema is not to be had; another: none is, and why as in KafkaFaultKind */
const fault = (message: string, hint: string, kind = 'registry'): RegistryFault => new RegistryFault({ kind, message, hint });

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** What holds no certificate would be passed over without a word. */
function certificatesOf(file: string): Buffer {
  const pem = readFileSync(file), certificates = pem.toString('latin1').match(CERTIFICATE);
  if (!certificates) throw new Error('it holds no PEM certificate');
  for (const certificate of certificates) new X509Certificate(certificate);
  return pem;
}

/** Codes of Node for a certificate that is not trusted. */
const DISTRUSTED = /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA)/;

function silence(host: string, cause: unknown, caFile: string | undefined): RegistryFault {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '', said = words(cause);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return fault(`The certificate of the schema registry at ${host} is for another host: ${said}.`, 'Write the URL with a name that is in the certificate.', 'tls');
  if (code === 'CERT_HAS_EXPIRED') return fault(`The certificate of the schema registry at ${host} has expired.`, 'The registry needs a new one.', 'tls');
  if (DISTRUSTED.test(code)) return fault(`The certificate of the schema registry at ${host} is not trusted: ${said}.`, caFile === undefined ? 'Give the PEM file of its certificate authority.' : `Check that ${caFile} is of its certificate authority.`, 'tls');
  if (/wrong.version.number/i.test(`${code} ${said}`)) return fault(`The schema registry at ${host} does not speak TLS.`, 'Write the URL with http:// if it is meant to be without TLS.', 'tls');
  if (/^(?:EPROTO|ERR_SSL|ERR_OSSL)/.test(code)) return fault(`The TLS handshake with the schema registry at ${host} failed (${code}): ${/routines:[^:]*:([^:]+)/.exec(said)?.[1] ?? said}.`, 'Ask what its TLS expects.', 'tls');
  return fault(`The schema registry at ${host} does not answer: ${said}.`, 'Check the URL and that the registry runs.', 'connection');
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Without what may be secret in it. */
function placeOf(location: string | undefined): string {
  if (location === undefined || !URL.canParse(location)) return 'another place';
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`.slice(0, 200);
}
