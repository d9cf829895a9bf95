/** What is kept of connections, and how they are called. No VS Code here: this is what the unit tests see. */
import path from 'node:path';
import type { SignInWay } from '../../protocol/azure';
import type { ConnectionDescription } from '../../protocol/kafka';
import type { RegistryDescription } from '../../protocol/payload';

export interface KeptConnection { id: string; name: string; description: ConnectionDescription; writable: boolean; registry?: RegistryDescription }

/** What each kind cannot be without. */
const needs = { direct: 'brokers', ssh: 'brokers', rest: 'url', captures: 'folder' } as const satisfies Record<ConnectionDescription['kind'], string>;

function isDescription(kept: object): boolean {
  const field = (name: string, of: object = kept): unknown => Reflect.get(of, name), kind = field('kind'), server = field('ssh');
  if (typeof kind !== 'string' || !Object.hasOwn(needs, kind) || typeof field(needs[kind as keyof typeof needs]) !== 'string') return false;
  if (kind === 'rest') return isSignIn(field('signIn'));
  return kind !== 'ssh' || (typeof server === 'object' && server !== null && typeof field('host', server) === 'string');
}

const ways = ['account', 'cli', 'environment', 'app', 'device'] as const satisfies SignInWay[];
const isSignIn = (kept: unknown): boolean => kept === undefined || (typeof kept === 'object' && kept !== null && ways.some((way) => way === Reflect.get(kept, 'way')));

export function isConnection(kept: unknown): kept is KeptConnection {
  if (typeof kept !== 'object' || kept === null || !('id' in kept) || !('name' in kept) || !('writable' in kept) || !('description' in kept)) return false;
  const { id, name, writable, description } = kept;
  return typeof id === 'string' && typeof name === 'string' && typeof writable === 'boolean'
    && typeof description === 'object' && description !== null && isDescription(description)
    && (!('registry' in kept) || (typeof kept.registry === 'object' && kept.registry !== null && 'url' in kept.registry && typeof kept.registry.url === 'string'));
}

export function nameOf(description: ConnectionDescription, base: (file: string) => string): string {
  switch (description.kind) {
    case 'captures': return base(description.folder);
    case 'rest': return description.url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    case 'direct': case 'ssh': return description.brokers.split(',')[0]?.trim() ?? description.brokers;
  }
}

/** The folders that hold captures, by their path from the workspace. */
export function captureFolders(files: readonly string[], roots: readonly string[]): { folder: string; name: string }[] {
  const folders = [...new Set(files.map((file) => path.dirname(file)))].sort();
  return folders.map((folder) => {
    const root = roots.find((each) => folder === each || folder.startsWith(each + path.sep));
    const inside = root === undefined ? folder : path.relative(root, folder);
    const name = inside === '' ? path.basename(folder) : inside.split(path.sep).join('/');
    return { folder, name };
  });
}
