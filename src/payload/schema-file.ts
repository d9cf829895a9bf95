import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { avroReader } from './avro.ts';
import { PayloadFault } from './fault.ts';
import { importsOf, missing, protobufReader, type ProtoFile } from './proto-schema.ts';
import { left } from './registered.ts';

/** Bytes as JSON text, and what is to be said about it. Throws a PayloadFault for bytes that are none. */
export type SchemaReader = (bytes: Uint8Array) => { text: string; why: string };

/** By the file's path. Those that are not there have one too: they may come. */
export type Stamps = Map<string, string>;

const MOST_FILES = 200;

/** A reader by a schema of the user. @param stamps takes what was looked at, as it was then. Rejects with what is wrong with the file, or with which of those it imports. */
export async function fileReader(format: 'avro' | 'protobuf', file: string, messageType: string | undefined, stamps: Stamps = new Map()): Promise<SchemaReader> {
  if (format === 'avro') {
    const read = await avroReader(await textOf(file, stamps) ?? gone());
    return (bytes) => ({ text: read(bytes, 0), why: '' });
  }
  const read = await protobufReader(await withImports(file, stamps), messageType);
  return (bytes) => {
    const { text, unknown } = read(bytes, 0, undefined);
    return { text, why: left(unknown) };
  };
}

/** The files that a file imports before it, each once. */
async function withImports(file: string, stamps: Stamps): Promise<ProtoFile[]> {
  const files: ProtoFile[] = [], seen = new Set<string>(), folder = path.dirname(file), own = path.basename(file);
  const add = async (name: string, text: string): Promise<void> => {
    seen.add(name);
    if (seen.size > MOST_FILES) throw new PayloadFault(`more than ${MOST_FILES} files are imported`);
    for (const imported of await importsOf({ name, text }, name === own)) {
      if (!seen.has(imported)) await add(imported, await importedText(folder, imported, stamps) ?? missing(name, imported));
    }
    files.push({ name, text });
  };
  await add(own, await textOf(file, stamps) ?? gone());
  return files;
}

/** Imports count from a folder that the schema does not name: the nearest of its own and those above it that has the file. */
async function importedText(folder: string, name: string, stamps: Stamps): Promise<string | undefined> {
  if (path.isAbsolute(name) || name.split(/[/\\]/).includes('..')) return undefined;
  for (let place = folder; ; place = path.dirname(place)) {
    const text = await textOf(path.join(place, name), stamps);
    if (text !== undefined || path.dirname(place) === place) return text;
  }
}

function gone(): never {
  throw new PayloadFault('there is no such file');
}

/** Undefined when there is no such file. */
async function textOf(file: string, stamps: Stamps): Promise<string | undefined> {
  // Before it is read: what is written from then on is seen as an edit.
  if (!stamps.has(file)) stamps.set(file, await stampOf(file));
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw new PayloadFault(`${path.basename(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What differs once a file is written anew; empty when there is none. */
export async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(file, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch {
    return '';
  }
}
