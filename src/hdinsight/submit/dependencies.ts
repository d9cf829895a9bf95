/** What a Python job needs beside it: the modules and packages of its own that it imports, and theirs. */
import { importsOf, type Import } from '../../syntax/imports.ts';
import { isProvided } from '../../syntax/standard-library.ts';
import { zip } from './zip.ts';

/** The machine's files as far as a submit looks at them. Paths are native; `join` knows how. */
export interface LocalFiles {
  kind(path: string): 'file' | 'folder' | undefined;
  read(path: string): Uint8Array;
  /** Names in a folder, in any order. */
  list(path: string): string[];
  join(...parts: string[]): string;
}

/** A file as it is uploaded. */
export interface Artefact {
  /** As it is called on the cluster. */
  name: string;
  bytes: Uint8Array;
  /** Where it comes from: a file, or the folder of a zipped package. */
  origin: string;
}

export interface MissingModule {
  name: string;
  /** Who imports it, and on which line. */
  file: string;
  line: number;
  /** Only imported inside `try`. */
  optional: boolean;
}

export interface Dependencies {
  pyFiles: Artefact[];
  /** Neither beside the job, nor part of Python, nor of Spark. Sorted, each once. */
  missing: MissingModule[];
}

export interface DependencyOptions {
  files: LocalFiles;
  /** Text of a Python file on its way into the upload: substitutions are made there. */
  rewrite(file: string, source: string): string;
  /** Names of modules that come otherwise: from the profile's pyFiles. */
  provided: ReadonlySet<string>;
}

/** More than this is no code: a package that is larger holds data, which belongs in storage. */
const LARGEST_PACKAGE = 64 * 1024 * 1024;

export class DependencyError extends Error {
  constructor(message: string, readonly hint: string) { super(message); }
}

/** @throws DependencyError for a package that is too large to be sent along, or a file that is no UTF-8. */
export function dependenciesOf(job: string, folder: string, source: string, options: DependencyOptions): Dependencies {
  return new Search(folder, options).run(job, source);
}

class Search {
  readonly #seen = new Set<string>();
  readonly #found = new Map<string, Artefact>();
  readonly #missing = new Map<string, MissingModule>();
  readonly #queue: { file: string; source: string; packagePath: string[] }[] = [];

  constructor(readonly folder: string, readonly options: DependencyOptions) {}

  run(job: string, source: string): Dependencies {
    this.#queue.push({ file: job, source, packagePath: [] });
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) for (const each of importsOf(next.source)) this.#resolve(each, next.file, next.packagePath);
    const byName = <T extends { name: string }>(a: T, b: T): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    return { pyFiles: [...this.#found.values()].sort(byName), missing: [...this.#missing.values()].sort(byName) };
  }

  #resolve(each: Import, file: string, packagePath: readonly string[]): void {
    // A relative import stays inside the package, which is zipped and looked through as a whole.
    if (each.level > 0 && packagePath.length > 0) return;
    const top = each.module.split('.')[0]!;
    if (top === '' || this.#seen.has(top)) return;
    const { files } = this.options, path = files.join(this.folder, top);
    const isPackage = files.kind(path) === 'folder' && this.#holdsPython(path);
    // Python looks beside the job first: a module there hides one of the standard library.
    if (isPackage) this.#package(top, path);
    else if (files.kind(`${path}.py`) === 'file') this.#module(top, `${path}.py`);
    else if (!isProvided(top) && !this.options.provided.has(top)) {
      const before = this.#missing.get(top);
      if (!before || (before.optional && !each.optional)) this.#missing.set(top, { name: top, file, line: each.line, optional: each.optional });
    }
  }

  #module(name: string, path: string): void {
    this.#seen.add(name);
    const source = this.#text(path);
    this.#found.set(name, { name: `${name}.py`, bytes: new TextEncoder().encode(this.options.rewrite(path, source)), origin: path });
    this.#queue.push({ file: path, source, packagePath: [] });
  }

  #package(name: string, path: string): void {
    this.#seen.add(name);
    const entries: { name: string; bytes: Uint8Array }[] = [];
    let size = 0;
    const walk = (folder: string, inside: string[]): void => {
      for (const child of [...this.options.files.list(folder)].sort()) {
        if (child.startsWith('.') || child === '__pycache__' || child.endsWith('.pyc')) continue;
        const at = this.options.files.join(folder, child), kind = this.options.files.kind(at);
        if (kind === 'folder') walk(at, [...inside, child]);
        if (kind !== 'file') continue;
        let bytes = this.options.files.read(at);
        if (child.endsWith('.py')) {
          const source = decode(at, bytes);
          bytes = new TextEncoder().encode(this.options.rewrite(at, source));
          this.#queue.push({ file: at, source, packagePath: inside });
        }
        size += bytes.length;
        if (size > LARGEST_PACKAGE) throw new DependencyError(`The package ${name} beside the job is larger than ${LARGEST_PACKAGE / 1024 ** 2} MiB.`, 'Keep data out of it: put it in storage, and name it in the profile.');
        entries.push({ name: [...inside, child].join('/'), bytes });
      }
    };
    walk(path, [name]);
    this.#found.set(name, { name: `${name}.zip`, bytes: zip(entries), origin: path });
  }

  #holdsPython(folder: string): boolean {
    return this.options.files.list(folder).some((name) => name.endsWith('.py') || (!name.startsWith('.') && name !== '__pycache__' && this.options.files.kind(this.options.files.join(folder, name)) === 'folder' && this.#holdsPython(this.options.files.join(folder, name))));
  }

  #text(path: string): string {
    return decode(path, this.options.files.read(path));
  }
}

/** @throws DependencyError */
export function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DependencyError(`${path} is not UTF-8.`, 'Save it as UTF-8: Weir reads imports and literals in it.');
  }
}
