/** Memory in which large answers of brokers are kept and in which WebAssembly looks for texts, so that nothing is copied for a filter. */

/** Bytes of one block: a few of them hold all that a viewer may. */
const BLOCK = 32 * 2 ** 20;
const PAGE = 2 ** 16;
/** Smaller answers, of a topic that is followed say, are kept apart: a block lives as long as anything in it. */
const LEAST = PAGE;
/** Bytes at a block's begin that are not given out: a search writes its places there. */
export const HEAD = 2 ** 18;
/** Bytes that a search may read behind what it looks through. */
export const SLACK = 2 ** 14;

const memories = new WeakMap<ArrayBufferLike, WebAssembly.Memory>();

/** The memory of which these bytes are a part; undefined where they are elsewhere. */
export const memoryOf = (data: Uint8Array): WebAssembly.Memory | undefined => memories.get(data.buffer);

export function newMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE), memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  memories.set(memory.buffer, memory);
  return memory;
}

/** Gives out room for answers, one behind the other. */
export class HeldRoom {
  #block: ArrayBuffer | undefined;
  #free = 0;

  /** Room that nobody else has; what stands in it is not said. */
  room = (size: number): Buffer => {
    const place = Math.ceil(size / 8) * 8;
    if (size < LEAST) return Buffer.allocUnsafeSlow(size);
    try {
      if (this.#block === undefined || this.#free + place + SLACK > this.#block.byteLength) {
        const large = HEAD + place + SLACK > BLOCK, { buffer } = newMemory(large ? HEAD + place + SLACK : BLOCK);
        if (large) return Buffer.from(buffer, HEAD, size);
        [this.#block, this.#free] = [buffer, HEAD];
      }
    } catch (error) {
      // No room among the addresses for one more: such memories take far more of them than they hold.
      if (error instanceof RangeError) return Buffer.allocUnsafeSlow(size);
      throw error;
    }
    const at = this.#free;
    this.#free += place;
    return Buffer.from(this.#block, at, size);
  };
}
