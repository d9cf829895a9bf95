/** What an interactive session runs to write one file. Names and bytes go in as base64, so that nothing in them is code. */

/** A text in Scala's class files has at most 65 535 bytes. */
const LITERAL = 45_000;
/** Bytes of a file in one statement. */
export const PIECE = 8 * LITERAL;

const text = (value: string): string => `new String(java.util.Base64.getDecoder.decode("${Buffer.from(value).toString('base64')}"), "UTF-8")`;
const PATH = 'org.apache.hadoop.fs.Path';

/** Says `there` where a file of the length is, else opens another one beside it. */
export const begun = (uri: string, part: string, bytes: number): string => [
  `val weirTo = new ${PATH}(${text(uri)})`,
  `val weirPart = new ${PATH}(${text(part)})`,
  'val weirFs = weirTo.getFileSystem(sc.hadoopConfiguration)',
  `val weirThere = weirFs.exists(weirTo) && weirFs.getFileStatus(weirTo).getLen == ${bytes}L`,
  'val weirOut = if (weirThere) null else { weirFs.mkdirs(weirTo.getParent); weirFs.create(weirPart, true) }',
  'val weirHash = java.security.MessageDigest.getInstance("SHA-256")',
  'var weirCame = 0L',
  'println("weir:" + (if (weirThere) "there" else "new"))',
].join('\n');

/** Says how many bytes came so far. */
export function part(piece: Uint8Array): string {
  const literals: string[] = [];
  for (let from = 0; from < piece.length; from += LITERAL) literals.push(`"${Buffer.from(piece.subarray(from, from + LITERAL)).toString('base64')}"`);
  return [
    `Seq(${literals.join(', ')}).foreach { weirText => val weirBytes = java.util.Base64.getDecoder.decode(weirText); weirOut.write(weirBytes); weirHash.update(weirBytes); weirCame += weirBytes.length }`,
    'println("weir:" + weirCame)',
  ].join('\n');
}

/** Gives the file its name, and says the hash of what was written. */
export const finished = (): string => [
  'weirOut.close()',
  'val weirSum = weirHash.digest.map("%02x".format(_)).mkString',
  'if (weirTo.getParent.getName == weirSum) { weirFs.delete(weirTo, false); weirFs.rename(weirPart, weirTo) } else weirFs.delete(weirPart, false)',
  'println("weir:" + (if (weirTo.getParent.getName == weirSum && !weirFs.exists(weirTo)) "lost" else weirSum))',
].join('\n');
