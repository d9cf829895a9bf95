import path from 'node:path';

/**
 * The program of a desktop VS Code, undefined where there is none. On Windows `code` is a batch file, which cannot be
 * started without a shell: the program two folders up is taken instead.
 */
export function findCode(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, exists: (file: string) => boolean): string | undefined {
  const p = platform === 'win32' ? path.win32 : path.posix;
  const entry = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const folders = entry.split(platform === 'win32' ? ';' : ':').filter((folder) => folder !== '');
  const found = platform === 'win32' ? folders.filter((folder) => exists(p.join(folder, 'code.cmd'))).map((folder) => p.join(folder, '..', 'Code.exe')) : folders.map((folder) => p.join(folder, 'code'));
  const usual = platform === 'darwin' ? ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code']
    : platform === 'win32' ? [env.LOCALAPPDATA && p.join(env.LOCALAPPDATA, 'Programs', 'Microsoft VS Code', 'Code.exe'), env.ProgramFiles && p.join(env.ProgramFiles, 'Microsoft VS Code', 'Code.exe')] : [];
  return [...found, ...usual].find((file): file is string => file !== undefined && file !== '' && exists(file));
}
