import * as vscode from 'vscode';
import { managementSignIn } from '../../../azure/cluster-scope';
import type { AzureOpening } from '../../../protocol/azure-questions';
import type { Entra } from '../../azure/entra';
import { armOf, isAccount, sameAccount, type AzureAccount } from './described';

const stateKey = 'weir.azureAccounts';

/** The ways in to Azure that were chosen, kept between windows. Tokens are not. */
export class AzureAccounts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly state: vscode.Memento, private readonly entra: Entra) {}

  get list(): AzureAccount[] { return this.state.get<unknown[]>(stateKey, []).filter(isAccount); }
  byId(id: string): AzureAccount | undefined { return this.list.find((account) => account.id === id); }

  /** One that is there already stays what it is. */
  async add(account: AzureAccount): Promise<AzureAccount> {
    const known = this.list.find((each) => sameAccount(each, account));
    if (known) return known;
    await this.#write([...this.list, account]);
    return account;
  }

  async remove(id: string): Promise<void> { await this.#write(this.list.filter((account) => account.id !== id)); }

  /** The account as the thread that asks takes it. A person is asked to sign in only where `interactive`. */
  async opening({ id, signIn, cloud, arm }: AzureAccount, interactive = false): Promise<AzureOpening> {
    const url = armOf({ cloud, ...(arm !== undefined && { arm }) }), answer = await this.entra.token(managementSignIn(signIn, url, cloud), url.href, undefined, interactive);
    return { id, arm: url.href, ...('value' in answer ? { token: answer.value.token } : { tokenProblem: answer.problem }) };
  }

  dispose(): void { this.#changed.dispose(); }

  /** What another version has kept and this one does not know is left alone. */
  async #write(accounts: readonly AzureAccount[]): Promise<void> {
    await this.state.update(stateKey, [...accounts, ...this.state.get<unknown[]>(stateKey, []).filter((kept) => !isAccount(kept))]);
    this.#changed.fire();
  }
}
