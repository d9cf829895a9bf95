import type { Answered } from '../../protocol/explorer.ts';
import type { Looked, LookRequest, TokenFor, Uploaded, UploadProgress, UploadRequest } from '../../protocol/upload.ts';

export interface UploadOptions {
  progress?(progress: UploadProgress): void;
  /** A token that is valid now. Never rejects. */
  token?(what: TokenFor): Promise<Answered<string>>;
  signal?: AbortSignal;
}

/** Writes files. Never rejects; what was written before a problem stays, and is not written again. */
export interface Uploader {
  upload(request: UploadRequest, options?: UploadOptions): Promise<Answered<Uploaded[]>>;
  dispose(): void;
}

/** Looks at small files. Never rejects. */
export interface Looker {
  look(request: LookRequest, options?: Omit<UploadOptions, 'progress'>): Promise<Answered<Looked>>;
}
