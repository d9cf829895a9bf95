/** Blob storage, by Azure's own client. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AnonymousCredential, ContainerClient, RestError, StorageSharedKeyCredential, type BlockBlobClient } from '@azure/storage-blob';
import { addressOf } from '../../http/agent.ts';
import { HttpFault } from '../../http/fault.ts';
import { unreachable } from '../../http/reasons.ts';
import type { StorageAuth } from '../../protocol/upload.ts';
import { storageFault, tooLarge, tooMany } from './faults.ts';
import type { AccountPlace } from './place.ts';
import type { Source } from './source.ts';
import type { Shelf, Store, Writing } from './writing.ts';

const PIECE = 4 << 20;
/** Of a token that was asked for a moment ago; it is asked for again with the next request. */
const SOON_MS = 60_000;

export class Blobs implements Store, Shelf {
  readonly #container: ContainerClient;

  /** @param endpoint where the account is really spoken to */
  constructor(private readonly place: AccountPlace, private readonly auth: StorageAuth, private readonly writing: Writing, private readonly endpoint: URL) {
    const url = `${endpoint.href.replace(/\/$/, '')}/${encodeURIComponent(place.container)}`, options = { retryOptions: { maxTries: 3, retryDelayInMs: 500 } };
    // Of an emulator the account is the first part of the path.
    const account = /^\/([a-z0-9]{3,24})\/?$/.exec(endpoint.pathname)?.[1] ?? place.account;
    this.#container = auth.kind === 'sas' ? new ContainerClient(`${url}?${auth.sas}`, new AnonymousCredential(), options)
      : auth.kind === 'key' ? new ContainerClient(url, new StorageSharedKeyCredential(account, auth.key), options)
        : auth.kind === 'entra' ? new ContainerClient(url, { getToken: async () => ({ token: await writing.token('storage'), expiresOnTimestamp: Date.now() + SOON_MS }) }, options)
          : new ContainerClient(url, new AnonymousCredential(), options);
  }

  close(): void {
    // Its connections end by themselves.
  }

  async write(path: string, source: Source): Promise<boolean> {
    const { signal } = this.writing, blob = this.#container.getBlockBlobClient(path.replace(/^\//, ''));
    try {
      if (await this.#length(blob) === source.bytes) return true;
      await this.#fill(blob, source);
      return false;
    } catch (error) {
      signal?.throwIfAborted();
      // Somebody else has written the same meanwhile, all of it: until its end is there nothing is.
      if (error instanceof RestError && codeOf(error) === 'BlobAlreadyExists') return true;
      throw this.#fault(error);
    }
  }

  async names(folder: string, most: number): Promise<string[] | undefined> {
    const { signal } = this.writing, prefix = `${folder.replace(/^\//, '')}/`, found: string[] = [];
    try {
      for await (const page of this.#container.listBlobsByHierarchy('/', { prefix, ...(signal && { abortSignal: signal }) }).byPage({ maxPageSize: 5000 })) {
        for (const { name } of [...page.segment.blobItems, ...page.segment.blobPrefixes ?? []]) found.push(name.slice(prefix.length).replace(/\/$/, ''));
        if (found.length > most) throw tooMany(folder, most);
      }
      return found.length === 0 ? undefined : found;
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#fault(error);
    }
  }

  async read(path: string, most: number): Promise<Uint8Array | undefined> {
    const { signal } = this.writing;
    try {
      const { contentLength = 0, readableStreamBody: body } = await this.#container.getBlobClient(path.replace(/^\//, '')).download(0, undefined, { ...(signal && { abortSignal: signal }) });
      if (contentLength > most) {
        if (body instanceof Readable) body.destroy();
        throw tooLarge(path, most);
      }
      const parts: Buffer[] = [];
      for await (const part of body ?? []) parts.push(Buffer.from(part));
      return Buffer.concat(parts);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RestError && error.statusCode === 404 && codeOf(error) !== 'ContainerNotFound') return undefined;
      throw this.#fault(error);
    }
  }

  async #fill(blob: BlockBlobClient, source: Source): Promise<void> {
    const { signal: abortSignal, progress } = this.writing, more = { ...(abortSignal && { abortSignal }) }, blocks: string[] = [];
    for await (const { at, piece } of source.pieces(PIECE)) {
      const id = Buffer.from(String(blocks.length).padStart(8, '0')).toString('base64');
      await blob.stageBlock(id, piece, piece.length, { ...more, transactionalContentMD5: createHash('md5').update(piece).digest() });
      blocks.push(id);
      progress({ name: source.name, sent: at + piece.length, total: source.bytes });
    }
    await blob.commitBlockList(blocks, { ...more, conditions: { ifNoneMatch: '*' } });
  }

  async #length(blob: BlockBlobClient): Promise<number | undefined> {
    const { signal: abortSignal } = this.writing;
    try {
      return (await blob.getProperties({ ...(abortSignal && { abortSignal }) })).contentLength;
    } catch (error) {
      // A signature may allow writing alone; then the end of the upload tells.
      if (error instanceof RestError && (error.statusCode === 404 && codeOf(error) !== 'ContainerNotFound' || error.statusCode === 403 && this.auth.kind === 'sas')) return undefined;
      throw error;
    }
  }

  #fault(error: unknown): unknown {
    if (error instanceof HttpFault || !(error instanceof RestError)) return error;
    const { host, container } = this.place;
    if (error.statusCode !== undefined) return storageFault({ status: error.statusCode, code: codeOf(error), said: error.message }, this.auth, `${host}/${container}`, this.writing.purpose);
    return unreachable({ code: error.code, message: error.message.replace(/\?\S*/g, '?…') }, addressOf(this.endpoint), { name: 'storage account', hint: 'Check its name, and that the network lets one reach it.', trust: 'Set NODE_EXTRA_CA_CERTS to the PEM file of its certificate authority where this program is started.' });
  }
}

/** An answer to HEAD has no body, and says it in a header alone. */
const codeOf = (error: RestError): string | undefined => error.response?.headers.get('x-ms-error-code') ?? error.code;
