import { KafkaFault } from '../kafka/fault.ts';
import type { KafkaRecords } from '../kafka/records.ts';

/** Stretches (of up to 4 MB) that wait for the engine: enough that neither thread waits for the other. */
const WAITING = 3;

/** Reads on while the engine works on what came before, and stops where it falls behind. */
export class ReadAhead {
  readonly #abort = new AbortController();
  readonly #queue: KafkaRecords[] = [];
  #ended = false;
  #error: unknown;
  #failed = false;
  #changed: () => void = () => undefined;
  #room: () => void = () => undefined;

  constructor(read: (signal: AbortSignal) => AsyncIterable<KafkaRecords>) {
    void this.#pump(read(this.#abort.signal));
  }

  async #pump(stretches: AsyncIterable<KafkaRecords>): Promise<void> {
    try {
      for await (const records of stretches) {
        this.#queue.push(records);
        this.#changed();
        while (this.#queue.length >= WAITING && !this.#ended) await new Promise<void>((resolve) => { this.#room = resolve; });
        if (this.#ended) return;
      }
    } catch (error) {
      this.#failed = true;
      this.#error = error;
    } finally {
      this.#ended = true;
      this.#changed();
    }
  }

  /** The next stretch, null at the end; a failure comes after what was read before it. */
  async next(): Promise<KafkaRecords | null> {
    while (this.#queue.length === 0 && !this.#ended) await new Promise<void>((resolve) => { this.#changed = resolve; });
    const records = this.#queue.shift();
    this.#room();
    if (records) return records;
    if (this.#failed) throw this.#error;
    return null;
  }

  close(): void {
    this.#ended = true;
    this.#abort.abort(new KafkaFault('closed', 'The fetch was given up.'));
    this.#room();
    this.#changed();
  }
}
