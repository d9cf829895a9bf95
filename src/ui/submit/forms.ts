import path from 'node:path';
import * as vscode from 'vscode';
import { Commands, type ClusterTarget } from '../../contract';
import type { JobSent } from '../../protocol/submit-thread';
import type { SubmitState } from '../../protocol/submit-panel';
import { runCommand } from '../contract';
import { lookAround } from './around';
import { FormPanel } from './panel';
import { SubmitSession, type Draft, type SessionStart } from './session';
import { StorageRights } from './storage-access';
import { SubmittedJobs } from './submitted';
import { saveProfile } from './save-profile';
import type { SubmitServices } from './feature';

const draftKey = (file: string): string => `weir.submit.draft.${file}`;

interface Form { panel: FormPanel; session: SubmitSession }

/** The forms that are open, one a job. What was typed stays when one is closed: in memory, and without secrets in the workspace. */
export class Forms implements vscode.Disposable, vscode.WebviewPanelSerializer<unknown> {
  readonly submitted: SubmittedJobs;
  readonly #open = new Map<string, Form>();
  readonly #making = new Map<string, Promise<SubmitSession | undefined>>();
  readonly #drafts = new Map<string, Draft>();
  readonly #shown = new vscode.EventEmitter<string>();
  /** The form of this job is open. */
  readonly onShown = this.#shown.event;
  readonly #rights: StorageRights;

  constructor(private readonly context: vscode.ExtensionContext, private readonly services: SubmitServices) {
    this.submitted = new SubmittedJobs(context.workspaceState);
    this.#rights = new StorageRights(context.secrets, services.entra);
  }

  /** A form that is open stays as it is, unless it begins with something of its own. */
  async open(start: SessionStart, restored?: vscode.WebviewPanel): Promise<void> {
    const { file } = start;
    // A second press while the first is under way.
    await this.#making.get(file);
    const making = this.#make(start, restored);
    this.#making.set(file, making);
    const session = await making.finally(() => { this.#making.delete(file); });
    await session?.open();
  }

  /** Undefined: the form that is open stays. */
  async #make(start: SessionStart, restored: vscode.WebviewPanel | undefined): Promise<SubmitSession | undefined> {
    const { file } = start, open = this.#open.get(file);
    if (open && start.draft === undefined && !restored) {
      open.panel.reveal();
      if (start.cluster !== undefined) open.session.cluster(start.cluster);
      return undefined;
    }
    open?.session.dispose();
    const panel = open?.panel ?? new FormPanel(this.context.extensionUri, path.basename(file), {
      save: (session) => this.#save(session), closed: () => { this.#closed(file); },
    }, restored);
    const draft = start.draft ?? this.#drafts.get(file) ?? this.context.workspaceState.get<Draft>(draftKey(file)), session = await this.#session({ ...start, ...(draft && { draft }) }, panel);
    this.#open.set(file, { panel, session });
    panel.show(session);
    this.#shown.fire(file);
    return session;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const file = typeof state === 'object' && state !== null && 'file' in state && typeof state.file === 'string' ? state.file : undefined;
    if (file === undefined || !vscode.workspace.isTrusted) panel.dispose();
    else await this.open({ file }, panel);
  }

  copyOf(job: string, file: string): string | undefined {
    return this.#open.get(job)?.session.state.view?.copies.find((copy) => copy.file === file)?.text;
  }

  /** A file was saved that a form may depend on; without one: the clusters are others. */
  changed(saved?: string): void {
    for (const [file, { session }] of this.#open) {
      if (saved === undefined || saved === session.state.profilesFile || (saved.endsWith('.py') && saved.startsWith(path.dirname(file))) || path.basename(saved) === 'weir.profiles.json') void session.changed();
    }
  }

  dispose(): void {
    for (const { panel, session } of this.#open.values()) { session.dispose(); panel.dispose(); }
    this.#open.clear();
    this.#shown.dispose();
  }

  #closed(file: string): void {
    this.#open.get(file)?.session.dispose();
    this.#open.delete(file);
  }

  async #session(start: SessionStart, panel: FormPanel): Promise<SubmitSession> {
    const { clusters, explorer, plan, connections, ask } = this.services, opened = await explorer();
    const opening = async (id: string, interactive: boolean): Promise<Awaited<ReturnType<typeof clusters.opening>> | undefined> => {
      const cluster = clusters.byId(id);
      return cluster && clusters.opening(cluster, interactive);
    };
    const session = new SubmitSession({
      submitter: opened.submitter({
        plan, around: (reads) => lookAround(connections, ask, () => this.services.azure(), reads), token: async (what, cluster, storage) => {
          if (what === 'storage') return this.#rights.token(storage);
          const of = await opening(cluster, true);
          return of?.token !== undefined ? { value: of.token } : { problem: of?.tokenProblem ?? { kind: 'authentication', message: vscode.l10n.t('The cluster is not linked any more.'), hint: '' } };
        },
      }),
      clusters: () => clusters.list.map(({ id, name, description }) => ({ id, name, description })), opening,
      access: (by, storage) => this.#rights.access(by, storage),
      saved: async (file) => { await vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file && document.isDirty)?.save(); },
      post: (state) => { panel.post({ kind: 'state', state }); },
      keep: (kept) => {
        this.#drafts.set(start.file, { ...kept, form: session.state.form });
        void this.context.workspaceState.update(draftKey(start.file), kept);
      },
      sent: (sent, draft, withheld, state) => { void this.#sent(panel, sent, draft, withheld, state); },
      refused: () => { void this.#rights.forget(session.state.access, session.state.form.storage); },
      say: vscode.l10n.t,
    }, start);
    return session;
  }

  async #sent(panel: FormPanel, { batch, app }: JobSent, { cluster, profile, form, access }: Draft, withheld: boolean, { file, view }: SubmitState): Promise<void> {
    const target: ClusterTarget = { cluster, ...(batch !== undefined && { batch }), ...(app !== undefined && { app }) };
    await this.submitted.remember({ ...target, file, profile, form, withheld, access, uploads: (view?.uploads ?? []).map(({ origin, name, remote }) => ({ origin, name, remote })), at: Date.now() });
    panel.target = target;
    void runCommand(Commands.RefreshClusters, { cluster });
    // Where the run panel of a cluster's job is not there, the Clusters view shows it.
    await Promise.resolve(runCommand(Commands.OpenJob, { ...target, fresh: true })).catch(() => undefined);
  }

  async #save(session: SubmitSession): Promise<void> {
    const { state } = session, cluster = this.services.clusters.byId(state.cluster);
    if (cluster) await saveProfile(session, cluster.description);
  }
}
