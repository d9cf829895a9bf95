import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program to its end. @throws with what it said, when it fails. */
export async function output(file: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv }): Promise<string> {
  const { stdout } = await run(file, args, { ...options, maxBuffer: 64 << 20 });
  return stdout;
}

/** npm's own script: starting `npm.cmd` would need a shell on Windows. */
export function npmScript(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, node = process.execPath): string {
  if (env.npm_execpath?.endsWith('.js')) return env.npm_execpath;
  const p = platform === 'win32' ? path.win32 : path.posix;
  return platform === 'win32' ? p.join(p.dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js') : p.join(p.dirname(node), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
}

/** npm, three tries: registries have bad minutes. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      const script = npmScript();
      return existsSync(script) ? await output(process.execPath, [script, ...args], { cwd }) : await output('npm', args, { cwd });
    } catch (error) {
      if (attempt === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 5000));
    }
  }
}
