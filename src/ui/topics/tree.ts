import * as vscode from 'vscode';
import { Commands } from '../../contract';
import type { Answered, ExplorerAnswers, ExplorerQuestion, KafkaExplorer } from '../../protocol/explorer';
import type { KafkaCapabilities, KafkaProblem } from '../../protocol/kafka';
import { asCommand } from '../contract';
import type { Connection, Connections } from './connections';
import { itemOf, type Node, type NodeOf } from './nodes';

/** Topics that one page adds: what a broker is asked at once, and what VS Code draws. */
const pageSize = 250;

export interface Shown { filter: string; internal: boolean; pages: number; again: boolean }
export interface Offer { brokers: string; file: string }

/** Connections → topics → partitions, configuration and consumer groups. Every question is asked when its row is opened, none before. */
export class TopicsTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #shown = new Map<string, Shown>();
  readonly #roots = new Map<string, Node>();
  offers: readonly Offer[] = [];

  /** @param findOffers undefined: nothing has changed */
  constructor(private readonly connections: Connections, private readonly explorer: () => Promise<KafkaExplorer>, private readonly findOffers: () => Promise<readonly Offer[] | undefined>) {}

  /** Connections are what is revealed: they have none. */
  getParent(): undefined { return undefined; }

  getTreeItem(node: Node): vscode.TreeItem { return itemOf(node); }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      // Looked for here too: VS Code drops a refresh that comes before the view is drawn for the first time.
      this.offers = await this.findOffers() ?? this.offers;
      return this.#rootNodes();
    }
    const connection = this.connections.byId(node.connection);
    if (!connection) return [];
    switch (node.is) {
      case 'connection': return this.#topics(connection);
      case 'topic': return this.#topic(connection, node);
      case 'configuration': return this.#configuration(connection, node);
      case 'groups': return this.#groups(connection, node);
      case 'group': return this.#group(connection, node);
      default: return [];
    }
  }

  /** How the topics of a connection are shown. */
  shown(id: string): Shown {
    const known = this.#shown.get(id) ?? { filter: '', internal: false, pages: 1, again: false };
    this.#shown.set(id, known);
    return known;
  }

  show(id: string, change: Partial<Shown>): void {
    Object.assign(this.shown(id), change);
    this.refresh(id);
  }

  /** Draws a connection anew, or all. */
  refresh(id?: string): void {
    const root = id === undefined ? undefined : this.#roots.get(id);
    const connection = id === undefined ? undefined : this.connections.byId(id);
    if (root?.is === 'connection' && connection) Object.assign(root, { its: connection, filter: this.shown(connection.id).filter });
    this.#changed.fire(root);
  }

  /** The row of a connection, once it was shown. */
  root(id: string): Node | undefined { return this.#roots.get(id); }

  async ask<Q extends ExplorerQuestion>(connection: Connection, question: Q): Promise<Answered<ExplorerAnswers[Q['ask']]>> {
    const [explorer, opening] = await Promise.all([this.explorer(), this.connections.opening(connection)]);
    return explorer.ask(opening, question);
  }

  #rootNodes(): Node[] {
    const nodes = this.connections.list.map((its): Node => {
      const node: Node = Object.assign(this.#roots.get(its.id) ?? { is: 'connection' as const, connection: its.id }, { its, filter: this.shown(its.id).filter });
      this.#roots.set(its.id, node);
      return node;
    });
    const known = new Set(this.connections.list.flatMap(({ description }) => ('brokers' in description ? [description.brokers] : [])));
    return [...nodes, ...this.offers.filter(({ brokers }) => !known.has(brokers)).map((offer): Node => ({ is: 'offer', connection: '', ...offer }))];
  }

  async #topics(connection: Connection): Promise<Node[]> {
    const shown = this.shown(connection.id), { filter, internal, pages, again } = shown;
    shown.again = false;
    const can = await this.ask(connection, { ask: 'capabilities' });
    if ('problem' in can) return problemNodes(connection, can.problem);
    const page = await this.ask(connection, { ask: 'topics', filter, internal, from: 0, count: pages * pageSize, again });
    if ('problem' in page) return problemNodes(connection, page.problem);
    const { topics, matching, total } = page.value, at = { connection: connection.id };
    const groups: Node[] = can.value.groups ? [{ is: 'groups', ...at }] : [];
    if (matching === 0) return [...groups, this.#empty(connection, can.value, total, internal)];
    return [...groups, ...topics.map((summary): Node => ({ is: 'topic', ...at, topic: summary.topic, summary, can: can.value })),
      ...(topics.length < matching ? [{ is: 'more', ...at, shown: topics.length, matching } as const] : [])];
  }

  #empty({ id, description }: Connection, can: KafkaCapabilities, total: number, internal: boolean): Node {
    const at = { is: 'note', connection: id } as const;
    if (total > 0) return { ...at, text: vscode.l10n.t('No topic has this in its name. Show all'), action: asCommand(vscode.l10n.t('Show All Topics'), Commands.FilterTopics, { connection: id, filter: '' }) };
    if (description.kind === 'captures') return { ...at, text: vscode.l10n.t('No captures here') };
    if (can.createTopic && can.writable) return { ...at, text: vscode.l10n.t('No topics yet. Create one'), action: asCommand(vscode.l10n.t('Create Topic'), Commands.CreateTopic, { connection: id }) };
    return internal ? { ...at, text: vscode.l10n.t('No topics, or none that this user may see') }
      : { ...at, text: vscode.l10n.t('No topics, or none that this user may see. Show internal ones'), action: asCommand(vscode.l10n.t('Show Internal Topics'), Commands.ToggleInternalTopics, { connection: id }) };
  }

  async #topic(connection: Connection, { topic, can, summary }: NodeOf<'topic'>): Promise<Node[]> {
    const detail = await this.ask(connection, { ask: 'topic', topic });
    if ('problem' in detail) return problemNodes(connection, summary.problem ?? detail.problem);
    const at = { connection: connection.id, topic };
    return [...(summary.problem ? [] : [{ is: 'messages', ...at, summary } as const]), ...(can.configs ? [{ is: 'configuration', ...at, detail: detail.value } as const] : []), ...(can.groups ? [{ is: 'groups', ...at } as const] : []),
      ...detail.value.partitions.map((partition): Node => ({ is: 'partition', ...at, partition }))];
  }

  async #configuration(connection: Connection, { topic, detail: { config, configProblem } }: NodeOf<'configuration'>): Promise<Node[]> {
    if (!config) return configProblem ? problemNodes(connection, configProblem) : [];
    const can = await this.ask(connection, { ask: 'capabilities' });
    if ('problem' in can) return problemNodes(connection, can.problem);
    const entries = [...config.filter(({ isDefault }) => !isDefault), ...config.filter(({ isDefault }) => isDefault)];
    return entries.map((entry): Node => ({ is: 'setting', connection: connection.id, topic, entry, can: can.value }));
  }

  async #groups(connection: Connection, { topic }: NodeOf<'groups'>): Promise<Node[]> {
    const at = { is: 'group', connection: connection.id } as const;
    const [can, found] = await Promise.all([this.ask(connection, { ask: 'capabilities' }), this.ask(connection, topic === undefined ? { ask: 'groups' } : { ask: 'topicGroups', topic })]);
    if ('problem' in found) return problemNodes(connection, found.problem);
    if ('problem' in can) return problemNodes(connection, can.problem);
    const groups = found.value.groups.map((summary): Node => ({ ...at, group: summary.group, summary, can: can.value, ...(topic !== undefined && { topic }), ...('offsets' in summary && { detail: summary }) }));
    const problems = problemNodes(connection, ...found.value.problems);
    if (groups.length + problems.length > 0) return [...groups, ...problems];
    return [{ is: 'note', connection: connection.id, text: topic === undefined ? vscode.l10n.t('No consumer groups, or none that this user may see') : vscode.l10n.t('No consumer group has read this topic, or none that this user may see') }];
  }

  async #group(connection: Connection, { group, topic, detail }: NodeOf<'group'>): Promise<Node[]> {
    const found = detail ? { value: detail } : await this.ask(connection, { ask: 'group', group });
    if ('problem' in found) return problemNodes(connection, found.problem);
    const { offsets, problem } = found.value, at = { connection: connection.id };
    const rows = offsets.map((each): Node => ({ is: 'row', ...at, row: each, named: topic === undefined }));
    if (rows.length === 0 && !problem) return [{ is: 'note', ...at, text: vscode.l10n.t('Has committed nothing, or only for topics that this user may not see') }];
    return problem ? [...rows, ...problemNodes(connection, problem)] : rows;
  }
}

const ofDescription = ['authentication', 'tls', 'protocol', 'unsupported'], ofWay = ['connection', 'timeout', 'authorization', ...ofDescription];

/** What went wrong, and below it the one action that leads on: what was wrong in the description is edited, the rest is tried again. A problem itself opens what the connection doctor says. */
function problemNodes({ id, saved, description }: Connection, ...problems: readonly KafkaProblem[]): Node[] {
  const [first] = problems;
  if (!first) return [];
  const signsIn = description.kind === 'rest' && description.signIn !== undefined && first.kind === 'authentication', edit = saved && ofDescription.includes(first.kind);
  const action = signsIn ? asCommand(vscode.l10n.t('Sign In'), Commands.SignIn, { connection: id })
    : edit ? asCommand(vscode.l10n.t('Edit Connection'), Commands.EditConnection, { connection: id }) : asCommand(vscode.l10n.t('Try Again'), Commands.RefreshTopics, { connection: id });
  const check = asCommand(vscode.l10n.t('Check Connection'), Commands.CheckConnection, { connection: id });
  return [...problems.map((problem): Node => ({ is: 'problem', connection: id, problem, action: description.kind !== 'captures' && ofWay.includes(problem.kind) ? check : action })),
    { is: 'note', connection: id, text: action.title, action, icon: signsIn ? 'sign-in' : edit ? 'edit' : 'refresh' }];
}

/** Text of the rows at a place, for tests: `label: description`. */
export async function rowsAt(tree: TopicsTree, labels: readonly string[]): Promise<string[]> {
  let nodes = await tree.getChildren();
  const text = (node: Node): string => { const { label } = itemOf(node); return typeof label === 'string' ? label : label?.label ?? ''; };
  for (const label of labels) {
    const found = nodes.find((node) => text(node) === label);
    nodes = found ? await tree.getChildren(found) : [];
  }
  return nodes.map((node) => { const { description } = itemOf(node); return `${text(node)}${typeof description === 'string' && description !== '' ? `: ${description}` : ''}`; });
}
