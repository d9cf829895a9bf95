import path from 'node:path';
import type { KafkaProblem } from '../protocol/kafka-connection.ts';
import type { PayloadReading } from '../protocol/payload.ts';
import { fileReader, stampOf, type SchemaReader } from './schema-file.ts';

/** Something that is loaded once. */
export type Loaded<T> = { value: T } | { problem: KafkaProblem } | Promise<void>;

/** Milliseconds for which a failure is remembered: all messages of a topic ask for the same. */
export const FAILED_MS = 5000;
export const current = <T extends { until?: number }>(loaded: T | undefined): T | undefined => (loaded?.until !== undefined && loaded.until < performance.now() ? undefined : loaded);

type State = Loaded<SchemaReader> & { until?: number };
interface Source { format: 'avro' | 'protobuf'; schemaFile: string; messageType: string | undefined; stamps: Map<string, string> }

/** Readers by the user's schema files, each made once until it is edited. */
export class SchemaFiles {
  readonly #states = new Map<string, State>();
  readonly #sources = new Map<string, Source>();
  /** Could not be read, and then could. */
  readonly #mended = new Set<string>();

  /** @param folder what relative paths count from, native and absolute */
  constructor(private readonly folder: string) {}

  /** A promise while it is loaded; then to be asked for again. */
  reader(format: 'avro' | 'protobuf', schemaFile: string, { messageType }: PayloadReading): Loaded<SchemaReader> {
    const key = JSON.stringify([format, schemaFile, messageType]);
    let state = current(this.#states.get(key));
    if (!state) {
      const again = this.#sources.has(key);
      state = this.#load(key, { format, schemaFile, messageType, stamps: new Map() }).then(() => { if (again && 'value' in this.#states.get(key)!) this.#mended.add(schemaFile); });
      this.#states.set(key, state);
    }
    return state;
  }

  /** The schema files that are not as they were read, or that import one that is not. They are read anew before this resolves, and until then serve as they were. */
  async edited(): Promise<string[]> {
    const names = new Set(this.#mended);
    this.#mended.clear();
    for (const [key, source] of [...this.#sources]) {
      if (await unchanged(source.stamps)) continue;
      await this.#load(key, { ...source, stamps: new Map() });
      names.add(source.schemaFile);
    }
    return [...names];
  }

  /** Never rejects. */
  async #load(key: string, source: Source): Promise<void> {
    const { format, schemaFile, messageType, stamps } = source;
    try {
      this.#states.set(key, { value: await fileReader(format, path.resolve(this.folder, schemaFile), messageType, stamps) });
    } catch (error) {
      this.#states.set(key, { problem: { kind: 'payload', message: `${schemaFile}: ${error instanceof Error ? error.message : String(error)}`, hint: 'Check the schema file.' }, until: performance.now() + FAILED_MS });
    }
    this.#sources.set(key, source);
  }
}

async function unchanged(stamps: ReadonlyMap<string, string>): Promise<boolean> {
  for (const [file, stamp] of stamps) if (await stampOf(file) !== stamp) return false;
  return true;
}
