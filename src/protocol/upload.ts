/** Putting files where a cluster reads them. What holds a secret says so. */
import type { Answered } from './explorer.ts';
import type { ServerDescription } from './hdinsight.ts';

/** With what right. Holds a secret: never log it. `entra`: a token that is asked for when it is needed. `none`: nothing is asked for, of a folder say. */
export type StorageAuth = { kind: 'none' } | { kind: 'entra' } | { kind: 'key'; key: string } | { kind: 'sas'; sas: string };

/** A file of this machine, or bytes that are made here: a copy of a job in which something was replaced. */
export interface UploadFile {
  /** As it is called there. */
  name: string;
  from: { path: string } | { bytes: Uint8Array };
}

/** A Livy whose interactive session writes, where nobody here has a right to the storage. Holds a secret: never log it. */
export interface ThroughLivy {
  server: ServerDescription;
  password?: string;
}

/** Holds secrets: never log it. */
export interface UploadRequest {
  /** A folder with its scheme: wasbs://container@account.blob.core.windows.net/jobs, abfss://…, file:///…; through Livy also hdfs://… */
  root: string;
  files: UploadFile[];
  auth: StorageAuth;
  /** Where the account is really spoken to: an emulator, or a private address. */
  endpoint?: string;
  through?: ThroughLivy;
}

export interface Uploaded {
  name: string;
  /** As a job or Livy names it. */
  uri: string;
  /** Hexadecimal. */
  sha256: string;
  bytes: number;
  /** The same bytes were there. */
  already: boolean;
}

export interface UploadProgress {
  name: string;
  /** Bytes. */
  sent: number;
  total: number;
}

/** A look at small files below a folder of a storage account. Holds secrets: never log it. */
export interface LookRequest {
  /** wasbs://container@account.blob.core.windows.net/folder, abfss://… */
  root: string;
  auth: StorageAuth;
  endpoint?: string;
  /** Below the root, without a slash in front. */
  want: { names: string } | { file: string };
}

/** What was found; `missing`: there is no such folder or file. */
export type Looked = { names: string[] } | { bytes: Uint8Array } | { missing: true };

/** For whom a token is wanted while files are written or read. */
export type TokenFor = 'storage' | 'livy';

export type ToStorage = { type: 'upload'; id: number; request: UploadRequest } | { type: 'look'; id: number; request: LookRequest } | { type: 'abandon'; id: number } | { type: 'token'; id: number; wanted: number; answer: Answered<string> };
export type FromStorage = { type: 'progress'; id: number; progress: UploadProgress } | { type: 'wanted'; id: number; wanted: number; what: TokenFor } | { type: 'answer'; id: number; answer: Answered<Uploaded[] | Looked> };
