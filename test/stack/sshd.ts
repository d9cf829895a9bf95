/** A real sshd on the loopback, in a mount namespace of its own: it resolves names that nobody else on this machine does. Linux, as root. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { alone } from './alone.ts';
import { output } from './npm.ts';
import { freePort, runProgram, startServer } from './server-process.ts';

const program = '/usr/sbin/sshd';

export interface RunningSshd {
  port: number;
  /** ssh_config with key and host key of this server. */
  configFile: string;
  /** The same with a known_hosts file that has another key for it. */
  wrongHostKey: string;
  /** The same with a key that it does not take. */
  wrongKey: string;
  stop(): Promise<void>;
}

/** @param names that resolve to 127.0.0.1 for sshd alone */
export async function startSshd(names: readonly string[]): Promise<RunningSshd> {
  if (!existsSync(program)) {
    if (process.getuid?.() !== 0) throw new Error('Missing: sshd. Install openssh-server.');
    await alone('apt', async () => {
      await output('apt-get', ['update', '-q'], {});
      await output('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'openssh-server'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    });
  }
  // Where sshd puts an unprivileged part of itself.
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const folder = await mkdtemp(join(tmpdir(), 'weir-sshd-')), port = await freePort(), at = (name: string): string => join(folder, name);
  for (const key of ['host', 'client', 'stranger']) await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)], folder);
  const hostKey = (await readFile(at('host.pub'), 'utf8')).trim(), otherKey = (await readFile(at('stranger.pub'), 'utf8')).trim();
  await writeFile(at('authorized_keys'), await readFile(at('client.pub'), 'utf8'));
  await writeFile(at('hosts'), `${await readFile('/etc/hosts', 'utf8')}\n${names.map((name) => `127.0.0.1 ${name}\n`).join('')}`);
  await writeFile(at('sshd_config'), [`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${at('host')}`, `AuthorizedKeysFile ${at('authorized_keys')}`, 'StrictModes no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PermitRootLogin yes', 'UsePAM no', `PidFile ${at('pid')}`, 'AllowTcpForwarding local', ''].join('\n'));
  const client = async (name: string, key: string, known: string): Promise<string> => {
    await writeFile(at(`${name}.known`), `[127.0.0.1]:${port} ${known}\n`);
    await writeFile(at(name), [`Host far`, '  HostName 127.0.0.1', `  Port ${port}`, `  User ${userInfo().username}`, `  IdentityFile ${at(key)}`, '  IdentitiesOnly yes', `  UserKnownHostsFile ${at(`${name}.known`)}`, '  GlobalKnownHostsFile /dev/null', '  StrictHostKeyChecking yes', ''].join('\n'));
    return at(name);
  };
  const server = await startServer('unshare', ['-m', 'sh', '-c', 'mount --bind "$1" /etc/hosts && exec "$2" -D -e -f "$3"', 'sh', at('hosts'), program, at('sshd_config')], { name: 'sshd', cwd: folder, ready: /Server listening on/ });
  return {
    port, configFile: await client('config', 'client', hostKey), wrongHostKey: await client('config-host', 'client', otherKey), wrongKey: await client('config-key', 'stranger', hostKey),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
