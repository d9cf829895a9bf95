import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { MessagesPanelType } from '../../contract';
import type { Answered } from '../../protocol/explorer';
import type { LookStatus, MessagesAnswers, MessagesQuestion, MessageThread } from '../../protocol/messages';
import type { MessagesCommand, MessagesToHost, MessagesToView, ViewerPlace, ViewerView } from '../../protocol/messages-panel';
import { setContext } from '../contract';
import { panelHtml } from '../panel-html';
import type { Connection, Connections } from '../topics/connections';

export interface ViewerHost {
  root: vscode.Uri;
  connections: Connections;
  thread(): Promise<MessageThread>;
  act(viewer: Viewer, command: MessagesCommand): void;
  /** The Python file that was looked at last. */
  job(): string | undefined;
  /** Messages of this topic are there. */
  held(connection: string, topic: string): void;
}

let viewers = 0;
/** Within the time in which a token is replaced that is asked for. */
const RENEW_BEFORE_MS = 4 * 60_000, LEAST_WAIT_MS = 60_000;

/** The open message viewers: one a topic of a connection. */
export class Viewers implements vscode.Disposable, vscode.WebviewPanelSerializer<unknown> {
  readonly #open = new Set<Viewer>();
  readonly #serializer: vscode.Disposable;

  constructor(private readonly host: ViewerHost) { this.#serializer = vscode.window.registerWebviewPanelSerializer(MessagesPanelType, this); }

  get front(): Viewer | undefined { return [...this.#open].find(({ active }) => active) ?? [...this.#open].find(({ visible }) => visible); }

  /** Shows the viewer of the topic, read as it was; one that is not open yet reads as `place` says. */
  show(place: ViewerPlace, anew = false): Viewer {
    const known = [...this.#open].find(({ place: { connection, look } }) => connection === place.connection && look.topic === place.look.topic);
    if (known) {
      known.reveal();
      if (anew) known.read(place);
      return known;
    }
    const panel = vscode.window.createWebviewPanel(MessagesPanelType, place.look.topic, vscode.ViewColumn.Active, {});
    return this.#adopt(panel, place);
  }

  /** After a reload of the window the messages are read again, when the viewer is looked at. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const place = placeIn(state);
    if (place) this.#adopt(panel, place);
    else panel.dispose();
    return Promise.resolve();
  }

  /** The job in the editor is another one, or a connection was changed. */
  changed(): void { for (const viewer of this.#open) viewer.changed(); }

  dispose(): void {
    this.#serializer.dispose();
    for (const viewer of this.#open) viewer.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, place: ViewerPlace): Viewer {
    const viewer = new Viewer(panel, place, this.host);
    this.#open.add(viewer);
    const context = (): void => { void setContext('weir.messagesInFront', this.front?.active ?? false); };
    panel.onDidChangeViewState(context);
    panel.onDidDispose(() => { this.#open.delete(viewer); viewer.dispose(); context(); });
    context();
    return viewer;
  }
}

/** One viewer: passes on what its view asks, and tells it how its messages stand. */
export class Viewer {
  readonly number = ++viewers;
  status: LookStatus | null = null;
  #ready = false;
  #renewing: ReturnType<typeof setTimeout> | undefined;
  #wanted: { partition: number; offset: number } | undefined;

  constructor(private readonly panel: vscode.WebviewPanel, public place: ViewerPlace, private readonly host: ViewerHost) {
    const { webview } = panel, resources = vscode.Uri.joinPath(host.root, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [resources] };
    panel.iconPath = { dark: vscode.Uri.joinPath(host.root, 'media', 'messages-dark.svg'), light: vscode.Uri.joinPath(host.root, 'media', 'messages-light.svg') };
    webview.onDidReceiveMessage((message: MessagesToHost) => { this.#receive(message); });
    panel.onDidChangeViewState(() => { if (panel.visible) this.changed(); });
    webview.html = panelHtml({
      nonce: randomBytes(18).toString('base64url'), cspSource: webview.cspSource, title: place.look.topic,
      script: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'messages.js')).toString(), style: webview.asWebviewUri(vscode.Uri.joinPath(resources, 'messages.css')).toString(),
    });
    this.read(place);
  }

  get active(): boolean { return this.panel.active; }
  get visible(): boolean { return this.panel.visible; }
  get connection(): Connection | undefined { return this.host.connections.byId(this.place.connection); }
  reveal(): void { this.panel.reveal(); }

  read(place: ViewerPlace): void {
    this.place = place;
    this.status = null;
    this.changed();
    void this.#look();
  }

  /** A message that is to be chosen once it is there. */
  choose(partition: number, offset: number): void { this.#wanted = { partition, offset }; }

  async ask<Q extends MessagesQuestion>(question: Q): Promise<Answered<MessagesAnswers[Q['ask']]>> { return (await this.host.thread()).ask(this.number, question); }
  async stop(): Promise<void> { (await this.host.thread()).stop(this.number); }

  changed(): void {
    if (!this.#ready) return;
    const { connection } = this, job = this.host.job();
    const view: ViewerView = { place: this.place, name: connection?.name ?? '', status: this.status, ...(job !== undefined && { job: job.split(/[\\/]/).at(-1) ?? job }), writable: (connection?.writable ?? false) && (this.status?.capabilities?.produce ?? false) };
    this.#post({ kind: 'view', view });
  }

  dispose(): void {
    this.#ready = false;
    clearTimeout(this.#renewing);
    this.place = { ...this.place };
    void this.host.thread().then((thread) => { thread.close(this.number); });
  }

  async #look(): Promise<void> {
    const { connection, place } = this;
    if (!connection) {
      const problem = { kind: 'closed', message: vscode.l10n.t('The connection of these messages is gone.'), hint: vscode.l10n.t('Add it again in the Topics view.') };
      this.#told({ state: 'failed', topic: place.look.topic, from: '', held: 0, bytes: 0, letGo: 0, full: false, waiting: 0, matching: 0, searched: 0, version: 0, problem });
      return;
    }
    const [thread, opening] = await Promise.all([this.host.thread(), this.host.connections.opening(connection)]);
    if (place !== this.place) return;
    thread.onStatus(this.number, (status) => { this.#told(status); });
    // What is looked at never needs to be writable.
    thread.look(this.number, { ...opening, writable: false }, place.look);
    void thread.ask(this.number, { ask: 'arrange', arrangement: place.arrangement });
    this.#renewLater(opening.secrets.tokenExpires);
  }

  /** A token ends while messages are still followed: the next one is handed over before. */
  #renewLater(expires: number | undefined): void {
    clearTimeout(this.#renewing);
    if (expires === undefined) return;
    const { place } = this;
    this.#renewing = setTimeout(() => {
      void (async () => {
        const { connection, status } = this;
        if (place !== this.place || !connection || (status?.state !== 'following' && status?.state !== 'reading')) return;
        const [thread, opening] = await Promise.all([this.host.thread(), this.host.connections.opening(connection)]);
        if (place !== this.place) return;
        thread.renew(this.number, opening);
        this.#renewLater(opening.secrets.tokenExpires ?? Date.now() + RENEW_BEFORE_MS);
      })();
    }, Math.max(LEAST_WAIT_MS, expires - Date.now() - RENEW_BEFORE_MS));
  }

  #told(status: LookStatus): void {
    this.status = status;
    this.changed();
    if (status.held > 0) this.host.held(this.place.connection, this.place.look.topic);
    if (this.#wanted && (status.state === 'done' || status.state === 'following') && status.waiting === 0) void this.#find(this.#wanted);
  }

  async #find({ partition, offset }: { partition: number; offset: number }): Promise<void> {
    this.#wanted = undefined;
    const found = await this.ask({ ask: 'find', partition, offset });
    if ('value' in found && found.value >= 0) this.#post({ kind: 'choose', id: found.value });
  }

  #receive(message: MessagesToHost): void {
    if (message.kind === 'ready') { this.#ready = true; this.changed(); }
    else if (message.kind === 'command') this.host.act(this, message.command);
    else void this.#answer(message.id, message.question);
  }

  async #answer(id: number, question: MessagesQuestion): Promise<void> {
    const answer = await this.ask(question);
    this.#post('value' in answer ? { kind: 'answer', id, value: answer.value } : { kind: 'refused', id, message: `${answer.problem.message} ${answer.problem.hint}`.trim() });
  }

  #post(message: MessagesToView): void { void this.panel.webview.postMessage(message); }
}

/** The place in what a view kept; what cannot be one is none. */
function placeIn(state: unknown): ViewerPlace | undefined {
  if (typeof state !== 'object' || state === null || !('place' in state)) return undefined;
  const { place } = state as { place?: Partial<ViewerPlace> };
  return typeof place?.connection === 'string' && typeof place.look?.topic === 'string' && typeof place.arrangement?.filter === 'string' ? place as ViewerPlace : undefined;
}
