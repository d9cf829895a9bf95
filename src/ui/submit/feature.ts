import * as vscode from 'vscode';
import { Commands, SubmitPanelType, type ClusterTarget, type JobPlace } from '../../contract';
import type { ClusterExplorer } from '../../protocol/cluster-questions';
import type { Cluster } from '../../protocol/clusters';
import type { SubmittedAs } from '../../protocol/panel';
import type { SubmitNeeds } from '../../protocol/submit-thread';
import type { Entra } from '../azure/entra';
import type { Clusters } from '../clusters/clusters';
import type { KeptCluster } from '../clusters/described';
import { registerCommand, runCommand } from '../contract';
import { trusted } from '../run/trust';
import type { Connections } from '../topics/connections';
import type { Ask } from '../topics/pick-topic';
import { showCopies } from './copies';
import { Forms } from './forms';
import type { SubmittedEntry } from './submitted';

export interface SubmitServices {
  clusters: Clusters;
  explorer(): Promise<ClusterExplorer>;
  entra: Entra;
  plan: SubmitNeeds['plan'];
  connections: Connections;
  ask: Ask;
  /** Clusters of the Azure accounts that have been looked at in the Clusters view. */
  azure(): Promise<Cluster[]>;
  /** A cluster of Azure as one that jobs go to; undefined: it cannot be, which was said, or it was given up. */
  forJob(target: ClusterTarget): Promise<KeptCluster | undefined>;
}

/** What was submitted from this workspace. */
export interface SubmittedHere {
  find(target: ClusterTarget): SubmittedAs | undefined;
  /** The application of a batch is known now. */
  learn(target: ClusterTarget): void;
  /** Told the job of each form that is shown. */
  onForm: vscode.Event<string>;
}

/** Submitting a job from the editor: a form in which everything is compared before it is sent. */
export function registerSubmit(context: vscode.ExtensionContext, services: SubmitServices): vscode.Disposable & SubmittedHere {
  const forms = new Forms(context, services);
  const submit = async (place?: JobPlace): Promise<void> => {
    const file = await jobOf(place?.file);
    if (file !== undefined && await ready(services.clusters)) await forms.open({ file });
  };
  const here = async (target?: ClusterTarget): Promise<void> => {
    // One of Azure is signed in to and linked first; one that runs no jobs is refused there, with those that do.
    const cluster = target?.azure === undefined ? target?.cluster : (await services.forJob(target))?.id;
    if (target && cluster === undefined) return;
    const file = await jobOf(undefined);
    if (file !== undefined && await ready(services.clusters)) await forms.open({ file, ...(cluster !== undefined && { cluster }) });
  };
  const again = async (target?: ClusterTarget): Promise<void> => {
    if (!target) return submit();
    const entry = forms.submitted.find(target);
    if (!entry) {
      void vscode.window.showInformationMessage(vscode.l10n.t('How this job was submitted is not kept here: it was not submitted from this workspace. Fill in the form.'));
      return here(target);
    }
    if (!await ready(services.clusters)) return;
    const { file, cluster, profile, form, access, withheld } = entry;
    await forms.open({
      file, cluster, draft: { cluster, profile, form, access }, ...(withheld ? { notes: [vscode.l10n.t('What looked like a secret in this job was not kept: type it again.')] } : { atOnce: true }),
    });
  };
  const parts = vscode.Disposable.from(forms, registerCommand(Commands.Submit, submit), registerCommand(Commands.SubmitHere, here), registerCommand(Commands.Resubmit, again),
    showCopies((job, file) => forms.copyOf(job, file)), vscode.window.registerWebviewPanelSerializer(SubmitPanelType, forms),
    services.clusters.onDidChange(() => { forms.changed(); }), vscode.workspace.onDidSaveTextDocument(({ uri }) => { forms.changed(uri.fsPath); }));
  return { dispose: () => { parts.dispose(); }, find: (target) => sentAs(forms.submitted.find(target)), learn: (target) => { void forms.submitted.learn(target); }, onForm: forms.onShown };
}

/** As the run panel shows it. */
function sentAs(entry: SubmittedEntry | undefined): SubmittedAs | undefined {
  return entry && { at: entry.at, file: entry.file, ...(entry.profile !== '' && { profile: entry.profile }), body: JSON.stringify({ ...entry.form, uploads: entry.uploads.map(({ remote }) => remote) }, null, 2) };
}

/** A check runs the plan of the job, which is a program; and a cluster has to be there. */
async function ready(clusters: Clusters): Promise<boolean> {
  if (!await trusted()) return false;
  if (clusters.list.length > 0) return true;
  await runCommand(Commands.LinkCluster);
  return clusters.list.length > 0;
}

async function jobOf(named: string | undefined): Promise<string | undefined> {
  if (named !== undefined) return named;
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'python' && document.uri.scheme === 'file') return document.uri.fsPath;
  const [chosen] = await vscode.window.showOpenDialog({ title: vscode.l10n.t('Which job?'), canSelectMany: false, filters: { [vscode.l10n.t('Jobs')]: ['py', 'jar'] } }) ?? [];
  return chosen?.fsPath;
}
