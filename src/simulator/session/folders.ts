import { javaError } from '../../spark/errors.ts';
import type { World } from './world.ts';

/** Makes a folder and those above it, with Hadoop's words where that is not possible (RawLocalFileSystem.mkdirs). */
export function makeFolder(path: string, w: World): void {
  const { files } = w.host;
  const found = files.stat(path);
  if (found?.isDirectory) return;
  if (found) throw javaError('org.apache.hadoop.fs.FileAlreadyExistsException', `Destination exists and is not a directory: ${path}`);
  for (let above = files.resolve(path, '..'), below = path; above !== below; below = above, above = files.resolve(above, '..')) {
    if (files.stat(above)?.isDirectory === false) throw javaError('org.apache.hadoop.fs.ParentNotDirectoryException', `Parent path is not a directory: ${files.uri(above)}`);
  }
  try {
    files.mkdir(path);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    throw javaError('java.io.IOException', `mkdir of ${files.uri(path)} failed`, `This machine says ${code}: choose a folder that can be written to.`);
  }
}
