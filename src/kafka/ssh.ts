import { spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SocksClient } from 'socks';
import type { SshDescription } from '../protocol/kafka.ts';
import { KafkaFault } from './fault.ts';
import { mapped, type Advertised, type Route } from './route.ts';

type Server = SshDescription['ssh'];

const keptLines = 20;
const running = new Set<ChildProcess>();
process.once('exit', () => { for (const child of running) child.kill(); });

/**
 * Through the user's own `ssh`, started as a SOCKS5 proxy on the loopback: configuration, agent, keys and host-key checks are OpenSSH's,
 * and the brokers' names are resolved at the far end. Started with the first connection, ended with the last.
 */
export class SshRoute implements Route {
  private tunnel: Promise<{ port: number; child: ChildProcess }> | undefined;
  private readonly said: string[] = [];
  private closed = false;

  constructor(private readonly server: Server, private readonly advertised: Advertised) {
    checkServer(server);
  }

  /** Signs in, unless that is done. Rejects with a fault that says what ssh said. */
  async open(timeoutMs: number): Promise<void> {
    await this.started(timeoutMs);
  }

  private started(timeoutMs: number): Promise<{ port: number; child: ChildProcess }> {
    return this.tunnel ??= this.start(timeoutMs).catch((error: unknown) => {
      this.tunnel = undefined;
      throw error;
    });
  }

  async dial(host: string, port: number, timeoutMs: number): Promise<Socket> {
    const began = Date.now(), to = mapped(this.advertised, host, port), { port: proxy } = await this.started(timeoutMs);
    try {
      const { socket } = await SocksClient.createConnection({
        proxy: { host: '127.0.0.1', port: proxy, type: 5 }, command: 'connect', destination: to, timeout: Math.max(1, timeoutMs - (Date.now() - began)), set_tcp_nodelay: true,
      });
      return socket;
    } catch (cause) {
      throw new KafkaFault('connection', `${to.host}:${to.port} cannot be reached through ${this.server.host}: ${await this.reason() ?? (cause instanceof Error ? cause.message : String(cause))}.`, 'The name is resolved and the connection made on the SSH server: try it there.', { cause });
    }
  }

  /** ssh accepts a connection before it knows whether the far end can make it; why it could not comes on its stderr a moment later. */
  async reason(): Promise<string | undefined> {
    await pause(100);
    const at = this.said.findLastIndex((each) => /open failed|administratively prohibited/.test(each));
    // Told once: the next failure has a reason of its own.
    const [line] = at < 0 ? [] : this.said.splice(at, 1);
    return line?.replace(/^channel \d+: open failed: (connect failed: )?/, '');
  }

  close(): void {
    this.closed = true;
    this.tunnel?.then(({ child }) => child.kill(), () => undefined);
    this.tunnel = undefined;
  }

  private async start(timeoutMs: number): Promise<{ port: number; child: ChildProcess }> {
    const port = await freePort(), child = spawn(process.platform === 'win32' ? 'ssh.exe' : 'ssh', sshArguments(this.server, port, timeoutMs), { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
    running.add(child);
    let ended: string | undefined;
    child.once('error', (error) => { ended = error.message; });
    child.once('close', (code) => {
      running.delete(child);
      ended ??= `ssh ended with ${code}`;
      this.tunnel = undefined;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      // Text of another machine: what is not printable does not get into a message.
      this.said.push(...chunk.toString('utf8').split(/\r?\n/).map((line) => line.replace(/[^\P{C}\t]/gu, '').trim()).filter((line) => line !== ''));
      this.said.splice(0, this.said.length - keptLines);
    });
    for (const end = Date.now() + timeoutMs; !await listens(port);) {
      if (ended !== undefined) throw this.fault(ended);
      if (this.closed || Date.now() > end) {
        child.kill();
        throw this.closed ? new KafkaFault('closed', 'The connection to Kafka was closed.') : new KafkaFault('timeout', `SSH to ${this.server.host} was not ready in time. ${this.said.at(-1) ?? ''}`.trim(), trySsh(this.server));
      }
      await pause(30);
    }
    if (ended !== undefined) throw this.fault(ended);
    return { port, child };
  }

  private fault(ended: string): KafkaFault {
    if (ended.includes('ENOENT')) return new KafkaFault('connection', 'There is no `ssh` program on the PATH.', 'Install OpenSSH; on Windows it is an optional feature of the system.');
    const words = this.said.length === 0 ? ended : this.said.slice(-3).join(' ');
    return new KafkaFault(/Permission denied|Too many authentication/.test(words) ? 'authentication' : 'connection', `SSH to ${this.server.host} failed: ${words}`, trySsh(this.server));
  }
}

const trySsh = ({ host, port, user }: Server): string => `Weir answers no questions of ssh (BatchMode): run \`ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}\` in a terminal until it signs in without one.`;

/** What would be taken for an option of ssh, or for something else than a name, is refused: no shell is involved, but ssh reads its arguments. */
function checkServer({ host, user, port }: Server): void {
  const bad = !/^[A-Za-z0-9_.:%-]+$/.test(host) || host.startsWith('-') ? host : user !== undefined && (!/^[A-Za-z0-9_.@\\-]+$/.test(user) || user.startsWith('-')) ? user : undefined;
  if (bad !== undefined) throw new KafkaFault('connection', `'${bad}' is no name for SSH.`, 'Give host, user and port each by itself.');
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) throw new KafkaFault('connection', `${port} is no port for SSH.`);
}

/**
 * A process of its own (no shared master), so that it ends with the connection. Nothing is asked, no agent or screen is forwarded.
 * @param port of the loopback, where the SOCKS5 proxy listens
 */
export function sshArguments({ host, port: sshPort, user, keyFile, configFile }: Server, port: number, timeoutMs: number): string[] {
  const options = ['BatchMode=yes', 'ExitOnForwardFailure=yes', 'ControlMaster=no', 'ControlPath=none', 'ServerAliveInterval=15', `ConnectTimeout=${Math.max(1, Math.ceil(timeoutMs / 1000))}`];
  return [...(configFile === undefined ? [] : ['-F', configFile]), '-N', '-T', '-a', '-x', '-D', `127.0.0.1:${port}`, ...options.flatMap((option) => ['-o', option]),
    ...(sshPort === undefined ? [] : ['-p', String(sshPort)]), ...(user === undefined ? [] : ['-l', user]), ...(keyFile === undefined ? [] : ['-i', keyFile]), '--', host];
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => { resolve(false); });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => { if (typeof address === 'object' && address) resolve(address.port); else reject(new Error('The loopback gave no port.')); });
    });
  });
}
