import type { Attribute } from '../../spark/expression.ts';
import type { Relation } from '../../spark/plan/plan.ts';
import { SparkError } from '../../spark/errors.ts';
import { jacksonProblem } from '../../spark/formats/json/jackson.ts';
import { DAMAGED, logLines } from '../checkpoint/logs.ts';
import type { Batch } from '../columns/batch.ts';
import type { Offset, Source, SourceLog } from '../query/contracts.ts';
import { OTHER_QUERY } from '../query/contracts.ts';

export interface FoundFile { readonly path: string; readonly mtimeMs: number; readonly size: number }

/** The disk as the file source needs it; paths are the source's own texts (`file:///…` in the log). */
export interface FileAccess {
  /** Files below the paths given to load(), hidden ones (`_`, `.`) left out, in listing order. */
  list(): FoundFile[];
  read(path: string, relation: Relation): Batch;
  /** Throws where Spark refuses to read what the query wants. */
  check(relation: Relation): void;
}

interface LogEntry { path: string; timestamp: number; batchId: number }
const COMPACT_EVERY = 10;

/** FileStreamSource (3.3.1): unseen files by modification time; what was read is in `sources/<n>`, compacted every 10. */
export class FileSource implements Source {
  readonly api = 'v1';
  #log: SourceLog | undefined;
  #entries: LogEntry[] = [];
  readonly #seen = new Set<string>();
  #unread: FoundFile[] | null = null;
  #frozen: FoundFile[] | null = null;
  readonly #max: number | null;
  readonly #latestFirst: boolean;
  readonly #nameOnly: boolean;
  readonly #maxAgeMs: number;

  constructor(readonly description: string, readonly output: readonly Attribute[], readonly files: FileAccess, options: Readonly<Record<string, string>>) {
    this.#max = positive(options['maxfilespertrigger'], 'maxFilesPerTrigger');
    this.#latestFirst = options['latestfirst']?.toLowerCase() === 'true';
    this.#nameOnly = options['filenameonly']?.toLowerCase() === 'true';
    this.#maxAgeMs = ageMs(options['maxfileage'] ?? '7d');
  }

  open(log: SourceLog): void {
    this.#log = log;
    this.#entries = restore(log);
    for (const e of this.#entries) this.#seen.add(this.#key(e.path));
  }
  #key(path: string): string { return this.#nameOnly ? path.slice(path.lastIndexOf('/') + 1) : path; }
  initialOffset(): Offset | null { return null; }
  freeze(): void { this.#frozen = this.#fresh(this.#list()); }

  #list(): FoundFile[] {
    const sign = this.#latestFirst ? -1 : 1;
    return [...this.files.list()].sort((a, b) => sign * (a.mtimeMs - b.mtimeMs));
  }
  /** Unseen files, without those older than maxFileAge before the newest (not with latestFirst and maxFilesPerTrigger). */
  #fresh(all: readonly FoundFile[]): FoundFile[] {
    const newest = Math.max(0, ...this.#entries.map((e) => e.timestamp));
    const limit = this.#latestFirst && this.#max !== null ? -Infinity : newest - this.#maxAgeMs;
    const taken = new Set<string>();
    return all.filter((f) => {
      const key = this.#key(f.path);
      if (f.mtimeMs < limit || this.#seen.has(key) || taken.has(key)) return false;
      taken.add(key);
      return true;
    });
  }

  latestOffset(_start: Offset | null, limited: boolean): { end: Offset | null; latest: Offset | null } {
    const files = this.#frozen ?? this.#unread ?? this.#fresh(this.#list());
    const n = limited && this.#max !== null ? Math.min(this.#max, files.length) : files.length;
    const batch = files.slice(0, n), rest = files.slice(n);
    if (this.#frozen) this.#frozen = rest;
    else this.#unread = this.#max !== null && !this.#latestFirst && rest.length >= this.#max * 0.2 && rest.length > 0 ? rest : null;
    if (batch.length > 0) this.#append(batch);
    const at = this.#lastId();
    return { end: at < 0 ? null : offset(at), latest: null };
  }
  #lastId(): number { return this.#entries.reduce((n, e) => Math.max(n, e.batchId), -1); }

  #append(batch: readonly FoundFile[]): void {
    const id = this.#lastId() + 1;
    const added = batch.map((f): LogEntry => ({ path: f.path, timestamp: Math.trunc(f.mtimeMs), batchId: id }));
    this.#entries.push(...added);
    for (const f of batch) this.#seen.add(this.#key(f.path));
    const compact = (id + 1) % COMPACT_EVERY === 0;
    this.#log!.write(compact ? `${id}.compact` : `${id}`, ['v1', ...(compact ? this.#entries : added).map((e) => JSON.stringify(e))].join('\n'));
  }

  check(relation: Relation): void { this.files.check(relation); }

  /** Files are packed into partitions by size, the largest first (FilePartition.getFilePartitions). */
  *scan(start: Offset | null, end: Offset, relation: Relation): Iterable<Batch> {
    const from = start === null ? -1 : at(start), to = at(end);
    const entries = this.#entries.filter((e) => e.batchId > from && e.batchId <= to);
    const sizes = new Map(this.files.list().map((f) => [f.path, f.size]));
    const sorted = [...entries].sort((a, b) => (sizes.get(b.path) ?? 0) - (sizes.get(a.path) ?? 0));
    for (const e of sorted) yield this.files.read(e.path, relation);
  }

  nextArrivalMs(nowMs: number): number | null {
    return (this.#frozen ?? this.#unread ?? this.#fresh(this.#list())).length > 0 ? nowMs : null;
  }
}

const offset = (id: number): Offset => JSON.stringify({ logOffset: id });
/** FileStreamSourceOffset: a bare number, or JSON. */
function at(o: Offset): number {
  if (/^[+-]?\d+$/.test(o)) return Number(o);
  const at = (readJson(o) as { logOffset?: unknown } | null)?.logOffset;
  if (typeof at !== 'number') throw new SparkError('UnknownException', 'No usable value for logOffset\nDid not find value which can be converted into long', { wayOut: OTHER_QUERY });
  return at;
}
function readJson(text: string): unknown {
  const problem = jacksonProblem(text);
  if (problem !== undefined) throw new SparkError('UnknownException', problem, { wayOut: DAMAGED });
  return JSON.parse(text) as unknown;
}

function restore(log: SourceLog): LogEntry[] {
  const names = log.names().map((n) => /^(\d+)(\.compact)?$/.exec(n)).filter((m) => m !== null).map((m) => ({ name: m[0], id: Number(m[1]), compact: m[2] !== undefined })).sort((a, b) => a.id - b.id);
  const lastCompact = names.filter((n) => n.compact).pop();
  const wanted = names.filter((n) => (lastCompact ? n.id > lastCompact.id || n === lastCompact : true));
  return wanted.flatMap((n) => {
    const lines = logLines((log.read(n.name) ?? '').replace(/^\0/, ''), log.uri(n.name));
    return lines.filter((l) => l !== '').map((l) => {
      const { path, timestamp, batchId } = (readJson(l) ?? {}) as Partial<LogEntry>;
      if (typeof path !== 'string' || typeof timestamp !== 'number' || typeof batchId !== 'number') {
        throw new SparkError('UnknownException', 'No usable value for path\nDid not find value which can be converted into java.lang.String', { wayOut: OTHER_QUERY });
      }
      return { path, timestamp, batchId };
    });
  });
}

/** FileStreamOptions: checked when the stream starts, not at load. */
function positive(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const n = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  if (!(n > 0)) throw new SparkError('IllegalArgumentException', `Invalid value '${text}' for option '${option}', must be a positive integer`);
  return n;
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, us: 0.001 };
function ageMs(text: string): number {
  const m = /^(-?\d+)([a-z]*)$/.exec(text.trim().toLowerCase());
  if (!m || (m[2] && units[m[2]] === undefined)) throw new SparkError('IllegalArgumentException', `Failed to parse time string: ${text}`);
  return Number(m[1]) * (m[2] ? units[m[2]]! : 1);
}
