import path from 'node:path';
import * as vscode from 'vscode';
import type { Opening } from '../../protocol/explorer';
import type { ConnectionDescription, ConnectionSecrets } from '../../protocol/kafka';
import type { RegistryDescription } from '../../protocol/payload';
import { captureFolders, isConnection, nameOf } from './described';
import type { Entra } from '../azure/entra';

/** A way to topics in the view. No secret is in it. */
export interface Connection {
  id: string;
  name: string;
  description: ConnectionDescription;
  writable: boolean;
  /** Kept between windows, and the user's to edit; the others are found in the workspace. */
  saved: boolean;
  /** Where the schemas of its messages are kept. */
  registry?: RegistryDescription;
}

const stateKey = 'weir.connections', secretKey = (id: string): string => `weir.connection.${id}`;
const mostCaptures = 500;

/** The connections of the user (descriptions in the global state, secrets in the secret storage) and the folders of captures in the workspace. */
export class Connections {
  readonly #changed = new vscode.EventEmitter<Connection | undefined>();
  /** One that changed, or undefined when the list did. */
  readonly onDidChange = this.#changed.event;
  readonly #removed = new vscode.EventEmitter<string>();
  /** The id of one that is gone: what is open for it can be closed. */
  readonly onDidRemove = this.#removed.event;
  #captures: Connection[] = [];
  readonly #parts: vscode.Disposable[] = [];

  constructor(private readonly state: vscode.Memento, private readonly secrets: vscode.SecretStorage, private readonly entra: Entra) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.capture.jsonl');
    const look = (): void => { void this.look(); };
    this.#parts.push(this.#changed, this.#removed, watcher, watcher.onDidCreate(look), watcher.onDidDelete(look), vscode.workspace.onDidChangeWorkspaceFolders(look));
  }

  get list(): Connection[] { return [...this.saved(), ...this.#captures]; }

  byId(id: string): Connection | undefined { return this.list.find((connection) => connection.id === id); }

  /** Finds folders with captures; called before the view first shows, and when files come or go. */
  async look(): Promise<void> {
    const files = await vscode.workspace.findFiles('**/*.capture.jsonl', '**/{node_modules,.git,.venv}/**', mostCaptures);
    const found = captureFolders(files.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath), (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath));
    const before = this.#captures.map(({ id }) => id).join('\n');
    this.#captures = found.map(({ folder, name }) => ({ id: `captures:${folder}`, name, description: { kind: 'captures', folder }, writable: false, saved: false }));
    if (this.#captures.map(({ id }) => id).join('\n') !== before) this.#changed.fire(undefined);
  }

  /** Keeps a connection, new or changed. `secrets` replaces what was kept; without it that stays. */
  async save(connection: Connection, secrets?: ConnectionSecrets): Promise<void> {
    const others = this.saved(), at = others.findIndex(({ id }) => id === connection.id);
    if (at < 0) others.push(connection); else others[at] = connection;
    if (secrets) {
      // The form asks for the brokers' secrets alone.
      const { registryPassword } = await this.secretsOf(connection.id), all = { ...(registryPassword !== undefined && connection.registry?.user !== undefined && { registryPassword }), ...secrets };
      if (Object.keys(all).length > 0) await this.secrets.store(secretKey(connection.id), JSON.stringify(all));
      else await this.secrets.delete(secretKey(connection.id));
    }
    await this.#write(others);
    this.#changed.fire(at < 0 ? undefined : connection);
  }

  async remove(id: string): Promise<void> {
    await this.secrets.delete(secretKey(id));
    await this.#write(this.saved().filter((connection) => connection.id !== id));
    this.#removed.fire(id);
    this.#changed.fire(undefined);
  }

  async secretsOf(id: string): Promise<ConnectionSecrets> {
    const text = await this.secrets.get(secretKey(id));
    return text === undefined ? {} : JSON.parse(text) as ConnectionSecrets;
  }

  /** The connection as the thread that talks to Kafka takes it: with a token, where one signs in, or why there is none. A person is asked only where `interactive`. */
  async opening({ id, description, writable, saved, registry }: Connection, interactive = false): Promise<Opening> {
    const secrets = saved ? await this.secretsOf(id) : {}, opening = { id, description, secrets, writable, ...(registry && { registry }) };
    if (description.kind !== 'rest' || !description.signIn) return opening;
    const { clientSecret, token: _, ...others } = secrets, answer = await this.entra.token(description.signIn, description.url, clientSecret, interactive);
    return { ...opening, secrets: { ...others, ...('value' in answer ? { token: answer.value.token, tokenExpires: answer.value.expires } : { tokenProblem: answer.problem }) } };
  }

  dispose(): void { for (const part of this.#parts) part.dispose(); }

  private saved(): Connection[] {
    // What another version has kept and this one does not know is left alone, and not shown.
    return this.state.get<unknown[]>(stateKey, []).filter(isConnection).map((kept) => ({ ...kept, saved: true }));
  }

  async #write(connections: Connection[]): Promise<void> {
    const unknown = this.state.get<unknown[]>(stateKey, []).filter((kept) => !isConnection(kept));
    await this.state.update(stateKey, [...connections.map(({ saved: _, ...kept }) => kept), ...unknown]);
  }
}

/** What a connection is called until the user says otherwise. */
export const defaultName = (description: ConnectionDescription): string => nameOf(description, path.basename);
