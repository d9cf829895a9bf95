/** Where the chosen interpreter keeps its packages: asked of it once, at the first import that needs them. */
import { spawnSync } from 'node:child_process';
import { posix, win32 } from 'node:path';

const QUESTION = 'import json,sys,sysconfig,site;p=[sysconfig.get_path("purelib"),sysconfig.get_path("platlib"),*(site.getsitepackages() if hasattr(site,"getsitepackages") else []),'
  + '*([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])];print(json.dumps([x for x in dict.fromkeys(p) if x in sys.path]))';

/** The interpreter that `python job.py` would start: the active environment's, else the first on the path. */
export function interpreters(chosen: string | undefined, env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string[] {
  if (chosen !== undefined) return [chosen];
  const windows = platform === 'win32', { join } = windows ? win32 : posix;
  const inside = (folder: string): string => (windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'));
  const conda = env['CONDA_PREFIX'];
  return [
    ...(env['VIRTUAL_ENV'] ? [inside(env['VIRTUAL_ENV'])] : []),
    ...(conda ? [windows ? join(conda, 'python.exe') : join(conda, 'bin', 'python')] : []),
    ...(windows ? ['python', 'py'] : ['python3', 'python']),
  ];
}

/** Native folders, empty when no interpreter answers. */
export function packageFolders(chosen: string | undefined, env: Readonly<Record<string, string>>, cwd: string, platform = process.platform): string[] {
  for (const python of interpreters(chosen, env, platform)) {
    const asked = spawnSync(python, ['-c', QUESTION], { encoding: 'utf8', env, cwd, timeout: 10_000, windowsHide: true, stdio: ['ignore', 'pipe', 'ignore'] });
    if (asked.status !== 0) continue;
    try {
      return (JSON.parse(asked.stdout.trim().split('\n').at(-1) ?? '[]') as unknown[]).filter((p) => typeof p === 'string');
    } catch {
      // Something else answered under that name.
    }
  }
  return [];
}
