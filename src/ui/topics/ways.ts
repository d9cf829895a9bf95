/** Ways to brokers as they are typed: an SSH server, and where the brokers that a cluster names really are. No VS Code here. */
import type { SshDescription } from '../../protocol/kafka';

type Server = SshDescription['ssh'];

/** `user@host:port`; user and port may be missing, an IPv6 address is in brackets. Undefined: it is no such text. */
export function parseSsh(text: string): Pick<Server, 'host' | 'port' | 'user'> | undefined {
  // Names of a domain's users hold an @ themselves.
  const [, user, bracketed, plain, port] = /^(?:([A-Za-z0-9_.@\\-]+)@)?(?:\[([0-9A-Fa-f:.%]+)\]|([A-Za-z0-9_.%-]+))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain;
  // ssh would take a leading - for an option.
  if (host === undefined || host.startsWith('-') || user?.startsWith('-') || (port !== undefined && !isPort(port))) return undefined;
  return { host, ...(port !== undefined && { port: Number(port) }), ...(user !== undefined && { user }) };
}

export const sshText = ({ host, port, user }: Server): string => `${user === undefined ? '' : `${user}@`}${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;

export function sshProblem(text: string): string | undefined {
  if (text.trim() === '') return 'Give the SSH server as user@host, or as its alias in your SSH configuration.';
  if (/^[^@]*:[^@]*@/.test(text)) return 'No password here: ssh signs in with a key or an agent.';
  return parseSsh(text) ? undefined : 'An SSH server is written as user@host:port; user and port may be left out.';
}

/** `name:port=host:port`, separated by commas. Undefined: it is no such text. */
export function parseAdvertised(text: string): Record<string, string> | undefined {
  const map: Record<string, string> = {};
  for (const entry of entriesOf(text)) {
    const [name, place, more] = entry.split('=').map((part) => part.trim());
    if (name === undefined || place === undefined || more !== undefined || !isPlace(name) || !isPlace(place) || map[name] !== undefined) return undefined;
    map[name] = place;
  }
  return map;
}

export const advertisedText = (map: Readonly<Record<string, string>> = {}): string => Object.entries(map).map((entry) => entry.join('=')).join(', ');

export function advertisedProblem(text: string): string | undefined {
  const seen = new Set<string>();
  for (const entry of entriesOf(text)) {
    const name = entry.split('=')[0]!.trim();
    if (!parseAdvertised(entry)) return `${entry} is not written as name:port=host:port.`;
    if (seen.has(name)) return `${name} is named twice.`;
    seen.add(name);
  }
  return undefined;
}

const entriesOf = (text: string): string[] => text.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
const isPort = (text: string): boolean => Number(text) >= 1 && Number(text) <= 65535;

function isPlace(text: string): boolean {
  const port = /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/[\]@]+):(\d{1,5})$/.exec(text)?.[1];
  return port !== undefined && isPort(port);
}
