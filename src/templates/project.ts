/** A template becomes a project in a folder: all of it or nothing, and nothing that is there is written over. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { completed, type Answers } from './answers.ts';
import { fill } from './fill.ts';
import { readTemplate, templateFiles } from './template.ts';

/** The folder cannot take the project: `code` as of Node where that is the reason. */
export class CannotWrite extends Error {
  constructor(message: string, readonly code?: string) { super(message); }
}

export interface Project {
  folder: string;
  /** By their names with `/` between the parts. */
  files: string[];
  /** Stream tests that were left out, since a duration is not the one that they were made with. */
  leftOut: string[];
  /** Paths of the job, and of what explains it. */
  open: string;
  readme: string;
}

/** @throws BadAnswer, CannotWrite */
export async function createProject(templates: string, id: string, folder: string, given: Answers): Promise<Project> {
  const template = await readTemplate(templates, id), { files, leftOut } = fill(template, await templateFiles(templates, id), completed(template, given));
  await put(files, folder);
  return { folder, files: [...files.keys()], leftOut, open: join(folder, template.open), readme: join(folder, template.readme) };
}

async function put(files: ReadonlyMap<string, string>, folder: string): Promise<void> {
  const there = await entriesOf(folder), taken = [...new Set([...files.keys()].map((name) => name.split('/')[0]!))].filter((name) => there?.some((entry) => sameName(entry, name)));
  if (taken.length > 0) throw new CannotWrite(`${folder} holds ${taken.join(', ')} already, and nothing is written over. Name another folder.`);
  // Made beside the folder, so that a full disk or a lost permission leaves nothing half there.
  const made = join(dirname(folder), `.${basename(folder)}.${randomUUID().slice(0, 8)}`);
  try {
    await mkdir(made, { recursive: true });
    for (const [name, text] of files) {
      await mkdir(dirname(join(made, name)), { recursive: true });
      await writeFile(join(made, name), text, { flag: 'wx' });
    }
    if (there === undefined) await rename(made, folder);
    else await moveInto(made, folder);
  } catch (error) {
    if (error instanceof CannotWrite) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CannotWrite(`The project cannot be written to ${folder}: ${message}.`, code);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** What was moved goes again where one cannot be. */
async function moveInto(made: string, folder: string): Promise<void> {
  const moved: string[] = [];
  try {
    for (const name of await readdir(made)) {
      if (await stat(join(folder, name)).then(() => true, () => false)) throw new CannotWrite(`${join(folder, name)} is there already, and nothing is written over.`);
      await rename(join(made, name), join(folder, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) await rm(join(folder, name), { recursive: true, force: true });
    throw error;
  }
}

/** undefined: there is no such folder yet. */
async function entriesOf(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CannotWrite(code === 'ENOTDIR' ? `${folder} is a file.` : `${folder} cannot be read: ${(error as Error).message}.`, code);
  }
}

/** Two names that a file system may hold to be one. */
const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
