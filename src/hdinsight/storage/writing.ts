import type { TokenFor, UploadProgress } from '../../protocol/upload.ts';

import type { Source } from './source.ts';

/** A place that files are written to. */
export interface Store {
  /** True: the same bytes were there. @param path from the top, which holds the hash of the bytes. @throws HttpFault */
  write(path: string, source: Source): Promise<boolean>;
  close(): void | Promise<void>;
}

/** What goes along with an upload that is under way. */
export interface Writing {
  progress(progress: UploadProgress): void;
  /** A token that is valid now. Rejects with an `HttpFault`. */
  token(what: TokenFor): Promise<string>;
  /** Before a next try. */
  wait(ms: number): Promise<void>;
  signal?: AbortSignal | undefined;
}
