const QUOTE = 0x22, BACKSLASH = 0x5c, U = 0x75;

/**
 * Cuts the strings of a JSON text that are longer than `most` bytes, as the text comes: a diagnostics text of 50 MB is no reason to hold
 * 50 MB. What is left is JSON, and each string that was cut says so at its end. Text that is no JSON comes out damaged in the same way.
 */
export class LongStrings {
  /** Bytes that were left out. */
  left = 0;
  #inside = false;
  #escaped = false;
  #hex = 0;
  #length = 0;
  #cut = 0;

  constructor(private readonly most: number) {}

  take(part: Buffer): Buffer {
    const kept: Buffer[] = [];
    let from = 0;
    for (let at = 0; at < part.length; at++) {
      const byte = part[at]!;
      if (!this.#inside) {
        if (byte === QUOTE) { this.#inside = true; this.#length = 0; this.#cut = 0; }
        continue;
      }
      if (this.#hex > 0) this.#hex--;
      else if (this.#escaped) {
        this.#escaped = false;
        if (byte === U) this.#hex = 4;
      } else if (byte === QUOTE) {
        this.#inside = false;
        if (this.#cut > 0) {
          kept.push(Buffer.from(` … [${this.#cut} bytes left out]`));
          this.left += this.#cut;
          from = at;
        }
        continue;
      } else {
        // Only where a character begins.
        if (this.#cut === 0 && this.#length >= this.most && (byte & 0xc0) !== 0x80) {
          kept.push(part.subarray(from, at));
          this.#cut = 1;
          this.#escaped = byte === BACKSLASH;
          continue;
        }
        this.#escaped = byte === BACKSLASH;
      }
      if (this.#cut > 0) this.#cut++;
      else this.#length++;
    }
    if (!this.#inside || this.#cut === 0) kept.push(part.subarray(from));
    return kept.length === 1 ? kept[0]! : Buffer.concat(kept);
  }
}
