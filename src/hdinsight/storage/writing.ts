import type { TokenFor, UploadProgress } from '../../protocol/upload.ts';

import type { Source } from './source.ts';

/** A place that files are written to. */
export interface Store {
  /** True: the same bytes were there. @param path from the top, which holds the hash of the bytes. @throws HttpFault */
  write(path: string, source: Source): Promise<boolean>;
  close(): void | Promise<void>;
}

/** A place that small files are read from. */
export interface Shelf {
  /** Names of what lies in a folder, in no order; undefined: there is no such folder, or nothing in it. More than `most` is a fault. @throws HttpFault */
  names(folder: string, most: number): Promise<string[] | undefined>;
  /** Undefined: there is no such file. More bytes than `most` are a fault. @throws HttpFault */
  read(path: string, most: number): Promise<Uint8Array | undefined>;
  close(): void | Promise<void>;
}

export type Purpose = 'write' | 'read';

/** What goes along with an upload, or a look, that is under way. */
export interface Writing {
  /** Default: write. */
  purpose?: Purpose;
  progress(progress: UploadProgress): void;
  /** A token that is valid now. Rejects with an `HttpFault`. */
  token(what: TokenFor): Promise<string>;
  /** Before a next try. */
  wait(ms: number): Promise<void>;
  signal?: AbortSignal | undefined;
}
