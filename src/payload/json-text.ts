/** Values as JSON text with every digit of their numbers. What JSON has no form for is written in one that cannot be taken for another value. */

/** NaN and the infinities are strings, as most tools write them. */
export const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : Number.isFinite(value) ? String(value) : `"${value}"`);
export const textText = (value: string): string => JSON.stringify(value);
export const bytesText = (bytes: Uint8Array): string => `{"base64":"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}"}`;
export const objectText = (fields: readonly (readonly [name: string, text: string])[]): string => `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
export const listText = (items: readonly string[]): string => `[${items.join(',')}]`;

/** The fewest digits that are this 32-bit float and no other, not the digits of the double that it is widened to. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return numberText(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return Object.is(value, -0) ? '-0' : text;
  }
  return numberText(value);
}

/** Bytes. The digits of a number take time that grows faster than they do: a megabyte of them a second and more. */
export const LONGEST_DECIMAL = 2 ** 16;

/** Big-endian two's complement, with all its digits. @param scale digits behind the point */
export function decimalText(value: Uint8Array, scale: number): string {
  const unscaled = value.length === 0 ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex')}`));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0'), whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}
