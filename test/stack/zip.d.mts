/** name -> its bytes, unpacked when asked for. */
export function readZip(file: string): Map<string, () => Buffer>;
export function unpack(entries: ReadonlyMap<string, () => Buffer>, folder: string): void;
