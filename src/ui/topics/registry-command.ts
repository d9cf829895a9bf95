import * as vscode from 'vscode';
import { Commands, type TopicsTarget } from '../../contract';
import type { RegistryDescription } from '../../protocol/payload';
import { registerCommand } from '../contract';
import type { Connections } from './connections';
import { askText, walk, type Step } from '../steps';
import { neededProblem, urlProblem } from './validate';

/** Where the schemas of a connection's messages are kept; an empty address takes it away. */
export function registerRegistryCommand(connections: Connections): vscode.Disposable {
  return registerCommand(Commands.SetRegistry, async (target?: TopicsTarget) => {
    const connection = target && connections.byId(target.connection);
    if (!connection?.saved) return;
    const title = vscode.l10n.t('Schema registry of {0}', connection.name), kept = await connections.secretsOf(connection.id);
    let url = connection.registry?.url ?? '', user = connection.registry?.user ?? '', password = kept.registryPassword;
    const steps: Step[] = [
      async (place) => { const said = await askText({ title, ...place }, { prompt: vscode.l10n.t("Address of the registry, with its path; empty for none. It is asked for the schemas that messages name"), placeholder: 'https://registry:8081', value: url, check: (text) => (text.trim() === '' ? undefined : urlProblem(text)) }); if (said && said !== 'back') url = said.value.trim(); return said; },
      async (place) => { const said = await askText({ title, ...place }, { prompt: vscode.l10n.t('User; empty when it wants none'), value: user, check: () => undefined }); if (said && said !== 'back') user = said.value.trim(); return said; },
      async (place) => {
        const said = await askText({ title, ...place }, { prompt: password === undefined ? vscode.l10n.t('Password: kept in the secret storage of this machine') : vscode.l10n.t('Password: leave empty to keep the one that is stored'), password: true, check: password === undefined ? neededProblem(vscode.l10n.t('A password')) : () => undefined });
        if (said && said !== 'back' && said.value !== '') password = said.value;
        return said;
      },
    ];
    if (!await walk(() => steps.slice(0, url === '' ? 1 : user === '' ? 2 : 3))) return;
    const { registry: _, ...rest } = connection, { registryPassword: __, ...others } = kept;
    const registry: RegistryDescription | undefined = url === '' ? undefined : { url, ...(user !== '' && { user }) };
    await connections.save({ ...rest, ...(registry && { registry }) }, { ...others, ...(registry?.user !== undefined && password !== undefined && { registryPassword: password }) });
  });
}
