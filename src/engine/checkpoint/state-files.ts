import { Refusal, SparkError } from '../../spark/errors.ts';
import type { Operator } from '../operators/operator.ts';
import type { StateRow } from '../state/store.ts';
import type { CheckpointStore } from '../query/contracts.ts';
import { OTHER_QUERY } from '../query/contracts.ts';
import { decodeValue, encodeValue } from './values.ts';

/** Deltas between two snapshots of a store. */
const SNAPSHOT_EVERY = 10;
interface Entry { k: string; key: unknown[]; v: unknown[]; b: number; e: number | null }
interface DeltaFile { kind: 'delta' | 'snapshot'; puts: Entry[]; removes: string[] }

const entry = ([k, r]: readonly [string, StateRow]): Entry => ({ k, key: r.key.map(encodeValue), v: r.value.map(encodeValue), b: r.updatedIn, e: r.evictAt });
const row = (e: Entry): [string, StateRow] => [e.k, { key: e.key.map(decodeValue), value: e.v.map(decodeValue), updatedIn: e.b, evictAt: e.e }];

/**
 * State between runs: `state/<operator>/0/<version>.json` beside the place where Spark keeps its own binary deltas, version =
 * batch id + 1. Operators are numbered from the sink down, as Spark numbers them.
 */
export class StateFiles {
  constructor(readonly store: CheckpointStore, readonly operators: readonly Operator[]) {}

  /** Refuses state of another shape or format before anything is read into it. */
  check(): void {
    this.operators.forEach((o, n) => {
      const names = this.store.names(`state/${n}/0`);
      if (names.some((f) => f.endsWith('.delta') || f.endsWith('.snapshot')) && !names.some((f) => f.endsWith('.json'))) {
        throw new Refusal("a checkpoint whose state was written by Spark itself", 'The simulator cannot read Spark\'s binary state: choose a fresh checkpointLocation, or continue it with the Spark that wrote it.');
      }
      const schema = this.store.read(`state/${n}/0/schema`);
      if (schema !== undefined && schema !== o.state!.schema) {
        throw new SparkError('StreamingQueryException', "Provided schema doesn't match to the schema for existing state! Please note that Spark allow difference of field name: check count of fields and data type of each field.\n"
          + `- Provided schema: ${o.state!.schema}\n- Existing schema: ${schema}\nIf you want to force running query without schema validation, please set spark.sql.streaming.stateStore.stateSchemaCheck to false.`, { wayOut: OTHER_QUERY });
      }
    });
  }

  /** `saved` is called when the first of a batch's stores is written. */
  save(batchId: number, saved: () => void): void {
    let first = true;
    this.operators.forEach((o, n) => {
      if (this.store.read(`state/${n}/0/schema`) === undefined) this.store.create(`state/${n}/0/schema`, o.state!.schema);
      o.state!.stores.forEach(({ name, store }) => {
        const snapshot = (batchId + 1) % SNAPSHOT_EVERY === 0;
        const c = store.changes();
        const file: DeltaFile = snapshot ? { kind: 'snapshot', puts: [...store.entries()].map(entry), removes: [] } : { kind: 'delta', puts: c.puts.map(entry), removes: c.removes };
        this.store.write(this.#name(n, name, batchId + 1), JSON.stringify(file));
        if (first) saved();
        first = false;
      });
    });
  }

  /** Brings every store to what it held after `batchId`. */
  load(batchId: number): void {
    this.operators.forEach((o, n) => o.state!.stores.forEach(({ name, store }) => store.load(this.#rows(n, name, batchId + 1), batchId)));
  }

  #rows(n: number, name: string, version: number): Map<string, StateRow> {
    const files: DeltaFile[] = [];
    for (let v = version; v > 0; v--) {
      const file = this.#read(n, name, v);
      files.unshift(file);
      if (file.kind === 'snapshot') break;
    }
    const rows = new Map<string, StateRow>();
    for (const f of files) {
      for (const k of f.removes) rows.delete(k);
      for (const e of f.puts) { const [k, r] = row(e); rows.set(k, r); }
    }
    return rows;
  }

  #read(n: number, name: string, version: number): DeltaFile {
    const file = this.#name(n, name, version);
    const text = this.store.read(file);
    if (text === undefined) throw new SparkError('StreamingQueryException', `Error reading delta file ${file} of the state store: ${file} does not exist`, { wayOut: OTHER_QUERY });
    try { return JSON.parse(text) as DeltaFile; }
    catch { throw new SparkError('StreamingQueryException', `Error reading delta file ${file} of the state store: the file is damaged`); }
  }
  #name(n: number, store: string, version: number): string { return `state/${n}/0/${store === 'default' ? '' : `${store}-`}${version}.json`; }

  purge(before: number): void {
    this.operators.forEach((o, n) => o.state!.stores.forEach(({ name }) => {
      // A snapshot may stand for up to SNAPSHOT_EVERY batches behind it.
      for (const v of [before - SNAPSHOT_EVERY]) if (v > 0) this.store.remove(this.#name(n, name, v));
    }));
  }
}
