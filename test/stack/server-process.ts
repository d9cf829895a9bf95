/** A server as a child process that never outlives this one. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A TCP port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  return address.port;
}

/** Several free ports, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

export interface ServerProcess {
  /** Asks the server to end, and ends it for good when it does not within the time limit. */
  stop(): Promise<void>;
  /** Stops its work without ending it, as a machine without time for it would, and lets it go on. Not on Windows. */
  freeze(): void;
  thaw(): void;
  /** The last lines that it wrote. */
  tail(): string;
}

/** Starts a server and waits until a line of its output matches `ready`. */
export async function startServer(file: string, args: readonly string[], options: { ready: RegExp; cwd: string; timeoutMs?: number; name: string; env?: NodeJS.ProcessEnv }): Promise<ServerProcess> {
  const child = spawn(file, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, ...(options.env ? { env: options.env } : {}) });
  running.add(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => {
    running.delete(child);
    resolve();
  }));
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  const tail = (): string => output.split('\n').slice(-30).join('\n');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(hard);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const read = (text: Buffer): void => {
        output = (output + text.toString('utf8')).slice(-100_000);
        if (options.ready.test(output)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`${options.name} ended with ${code} before it was ready:\n${tail()}`)));
      timer = setTimeout(() => reject(new Error(`${options.name} was not ready in time:\n${tail()}`)), options.timeoutMs ?? 120_000);
    });
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return { stop, freeze: () => void child.kill('SIGSTOP'), thaw: () => void child.kill('SIGCONT'), tail };
}

/** Runs a program to its end; its output when it succeeds, an error with it when not. */
export async function runProgram(file: string, args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString('utf8')));
  child.stderr.on('data', (text: Buffer) => (output += text.toString('utf8')));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${file} ended with ${code}:\n${output.slice(-4000)}`);
  return output;
}
