import * as vscode from 'vscode';
import { cloudOf, storageSignIn } from '../../azure/cluster-scope';
import type { Answered } from '../../protocol/explorer';
import type { AccessBy } from '../../protocol/submit-panel';
import type { StorageAccess } from '../../protocol/submit-thread';
import type { Entra } from '../azure/entra';

const hostOf = (storage: string): string => /@([^/]*)/.exec(storage)?.[1]?.toLowerCase() ?? '';

/** Rights to storage accounts: keys and signatures in the secret storage, tokens of VS Code's own account. */
export class StorageRights {
  constructor(private readonly secrets: vscode.SecretStorage, private readonly entra: Entra) {}

  /** Asks for a key or a signature that is not there yet. Undefined: the person gave up. */
  async access(by: AccessBy, storage: string): Promise<StorageAccess | undefined> {
    if (by === 'session') return { by: 'session' };
    if (by === 'account') return { by: 'right', auth: { kind: 'entra' } };
    const host = hostOf(storage), kept = `weir.storage.${by}.${host}`, secret = await this.secrets.get(kept) ?? await ask(by, host);
    if (secret === undefined || secret === '') return undefined;
    await this.secrets.store(kept, secret);
    return { by: 'right', auth: by === 'key' ? { kind: 'key', key: secret } : { kind: 'sas', sas: secret } };
  }

  /** What did not let one in is asked for again. */
  async forget(by: AccessBy, storage: string): Promise<void> {
    await this.secrets.delete(`weir.storage.${by}.${hostOf(storage)}`);
  }

  async token(storage: string): Promise<Answered<string>> {
    const url = `https://${hostOf(storage)}`, answer = await this.entra.token(storageSignIn({ way: 'account' }, cloudOf({}, url)), url, undefined, true);
    return 'value' in answer ? { value: answer.value.token } : answer;
  }
}

const ask = (by: 'key' | 'sas', host: string): Thenable<string | undefined> => vscode.window.showInputBox({
  title: by === 'key' ? vscode.l10n.t('The key of {0}', host) : vscode.l10n.t('A shared access signature for {0}', host), prompt: vscode.l10n.t('Kept in the secret storage of this machine'), password: true, ignoreFocusOut: true,
});
