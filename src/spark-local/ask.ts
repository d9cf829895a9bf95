import { execFile } from 'node:child_process';

export interface Said { status: number | null; stdout: string; stderr: string; /** Node's code where the program did not start or was ended: ENOENT, EACCES, … */ code?: string }

/** Runs a program to its end, without a shell. Never rejects. `limitMs`: it is ended then. */
export function ask(program: string, args: readonly string[], options: { env: Readonly<Record<string, string>>; cwd: string; limitMs: number }): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(program, [...args], { env: options.env, cwd: options.cwd, timeout: options.limitMs, windowsHide: true, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error?.code;
      resolve({ status: error ? (typeof code === 'number' ? code : null) : 0, stdout, stderr, ...(typeof code === 'string' ? { code } : error?.killed ? { code: 'ETIMEDOUT' } : {}) });
    });
    child.stdin?.end();
  });
}
