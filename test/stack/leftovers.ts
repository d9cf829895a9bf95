/** Processes that a server started in turn and left behind, found by the folder that they live in. Where there is no /proc, none is found. */
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Of every process whose current folder is in `folder` or whose command line names it, but this one. */
function processesIn(folder: string): number[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    if (pid === process.pid) return false;
    try {
      return `${readlinkSync(`/proc/${pid}/cwd`)}${sep}`.startsWith(`${folder}${sep}`) || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}${sep}`);
    } catch {
      return false;
    }
  });
}

function end(folder: string, signal: NodeJS.Signals): number {
  const found = processesIn(folder);
  for (const pid of found) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
  return found.length;
}

/** Ends what lives in a folder that is this run's own: asks first, and then does not ask. */
export async function endProcessesIn(folder: string): Promise<void> {
  for (let tries = 0; end(folder, tries < 20 ? 'SIGTERM' : 'SIGKILL') > 0 && tries < 40; tries++) await pause(100);
}

/** The same when this process ends without having come to it; returns how to take that back. */
export function endAtExit(folder: string): () => void {
  const handler = (): void => {
    end(folder, 'SIGKILL');
  };
  process.once('exit', handler);
  return () => process.off('exit', handler);
}
