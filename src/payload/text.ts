/** Strict UTF-8 and JSON: what is not exactly that is none. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The first byte that is not part of a character, in words. For bytes that are not UTF-8. */
export function utf8Problem(bytes: Uint8Array): string {
  // The longest beginning that is whole characters, and perhaps the start of one more.
  let low = 0, high = bytes.length;
  const begins = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (begins(middle)) low = middle;
    else high = middle - 1;
  }
  return low === bytes.length ? 'it ends within a character' : `byte 0x${bytes[low]!.toString(16).padStart(2, '0')} at ${low}`;
}

/** Undefined when it is JSON, else the parser's words. */
export function isJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    // V8 repeats the text in its words, which can be long and hold anything.
    return error instanceof Error ? error.message.replace(/, (?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? is not valid JSON$/, '') : String(error);
  }
}
