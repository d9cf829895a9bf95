/** What the Topics view shows: its rows, and what each says. */
import * as vscode from 'vscode';
import { Commands, type TopicsTarget } from '../../contract';
import type { GroupDetail, GroupOffset, GroupSummary, KafkaCapabilities, KafkaProblem, PartitionInfo, TopicConfigEntry, TopicDetail, TopicSummary } from '../../protocol/kafka';
import { asCommand } from '../contract';
import type { Connection } from './connections';
import { count, groupLine, partitionLine, problemWord, rowLine, topicLine, topicWords } from './words';

export type Node = TopicsTarget & ({ is: 'connection'; its: Connection; filter: string }
  | { is: 'offer'; brokers: string; file: string }
  | { is: 'topic'; topic: string; summary: TopicSummary; can: KafkaCapabilities }
  /** The figures of a topic once more: beside a long name they are out of sight. */
  | { is: 'messages'; topic: string; summary: TopicSummary }
  | { is: 'partition'; topic: string; partition: PartitionInfo }
  | { is: 'configuration'; topic: string; detail: TopicDetail }
  | { is: 'setting'; topic: string; entry: TopicConfigEntry; can: KafkaCapabilities }
  | { is: 'groups'; topic?: string }
  | { is: 'group'; group: string; summary: GroupSummary; can: KafkaCapabilities; detail?: GroupDetail }
  | { is: 'row'; row: GroupOffset; named: boolean }
  | { is: 'more'; shown: number; matching: number }
  | { is: 'note'; text: string; action?: vscode.Command; icon?: string }
  | { is: 'problem'; problem: KafkaProblem; action: vscode.Command });

export type NodeOf<K extends Node['is']> = Extract<Node, { is: K }>;

const { None, Collapsed } = vscode.TreeItemCollapsibleState;
const icon = (name: string, colour?: string): vscode.ThemeIcon => new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));

/** A row as VS Code draws it. Payload-like text (names from a broker) is plain text everywhere: labels and string tooltips are not interpreted. */
export function itemOf(node: Node): vscode.TreeItem {
  const item = draw(node);
  const label = typeof item.label === 'string' ? item.label : item.label?.label ?? '';
  // As it stands there, so that who speaks to the editor can say what is seen.
  const description = typeof item.description === 'string' && item.description !== '' ? ` ${item.description}` : '';
  item.accessibilityInformation ??= { label: label + description };
  return item;
}

function row(label: string, description: string, state: vscode.TreeItemCollapsibleState, iconPath: vscode.ThemeIcon, more: Partial<vscode.TreeItem> = {}): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, state), { description, iconPath, ...more });
}

function draw(node: Node): vscode.TreeItem {
  switch (node.is) {
    case 'connection': return connectionItem(node);
    case 'offer': return row(node.brokers, vscode.l10n.t('named in {0}', node.file), None, icon('plug'), {
      contextValue: 'offer', command: asCommand(vscode.l10n.t('Connect'), Commands.AddConnection, { brokers: node.brokers }), tooltip: vscode.l10n.t('Connect to the brokers that the open job reads from'),
    });
    case 'topic': return row(node.topic, topicLine(node.summary), Collapsed, node.summary.problem ? icon('warning', 'list.warningForeground') : icon('list-unordered'), {
      id: `${node.connection}\n${node.topic}`, contextValue: topicContext(node.can), tooltip: `${node.topic}\n${node.summary.problem ? sentence(node.summary.problem) : topicWords(node.summary)}`,
      // What is seen first, then in words.
      accessibilityInformation: { label: `${node.topic} ${topicLine(node.summary)}${node.summary.problem ? '' : `, ${topicWords(node.summary)}`}` },
      command: asCommand(vscode.l10n.t('Show Messages'), Commands.PeekTopic, { connection: node.connection, topic: node.topic }),
    });
    case 'messages': {
      const [messages = '', ...others] = topicWords(node.summary).split(', ');
      return row(messages, others.join(', '), None, icon('output'), { contextValue: 'messages', command: asCommand(vscode.l10n.t('Show Messages'), Commands.PeekTopic, { connection: node.connection, topic: node.topic }) });
    }
    case 'partition': return row(vscode.l10n.t('Partition {0}', node.partition.partition), partitionLine(node.partition), None, node.partition.offline || node.partition.problem ? icon('warning', 'list.warningForeground') : icon('dash'), {
      contextValue: 'partition', tooltip: node.partition.problem ? sentence(node.partition.problem) : partitionLine(node.partition),
    });
    case 'configuration': return row(vscode.l10n.t('Configuration'), overrides(node.detail), Collapsed, icon('settings-gear'), { contextValue: 'configuration' });
    case 'setting': return row(node.entry.name, node.entry.sensitive ? vscode.l10n.t('(sensitive)') : node.entry.value ?? '', None, icon(node.entry.isDefault ? 'circle-outline' : 'circle-filled'), {
      contextValue: `setting${node.can.writable && !node.entry.readOnly ? '.writable' : ''}`,
      tooltip: node.entry.isDefault ? vscode.l10n.t('{0}: not set on the topic', node.entry.name) : vscode.l10n.t('{0}: set on the topic', node.entry.name),
    });
    case 'groups': return row(vscode.l10n.t('Consumer Groups'), '', Collapsed, icon('organization'), { contextValue: 'groups' });
    case 'group': return row(node.group, groupLine(node.summary, node.detail), Collapsed, icon('person'), { contextValue: `group${node.can.writable ? '.writable' : ''}` });
    case 'row': return row(node.named ? `${node.row.topic} ${node.row.partition}` : vscode.l10n.t('Partition {0}', node.row.partition), rowLine(node.row), None, node.row.problem ? icon('warning', 'list.warningForeground') : icon('dash'), { contextValue: 'offset', ...(node.row.problem && { tooltip: sentence(node.row.problem) }) });
    case 'more': return row(vscode.l10n.t('Load more…'), vscode.l10n.t('{0} of {1} shown', count(node.shown), count(node.matching)), None, icon('ellipsis'), { contextValue: 'more', command: asCommand(vscode.l10n.t('Load More Topics'), Commands.MoreTopics, { connection: node.connection }) });
    case 'note': return row(node.text, '', None, icon(node.icon ?? 'info'), { contextValue: 'note', ...(node.action && { command: node.action }) });
    case 'problem': return row(problemWord(node.problem) ?? node.problem.message, problemWord(node.problem) === undefined ? '' : node.problem.message, None, icon('error', 'list.errorForeground'), { contextValue: 'problem', command: node.action, tooltip: sentence(node.problem) });
  }
}

function connectionItem({ its, filter, connection }: NodeOf<'connection'>): vscode.TreeItem {
  const captures = its.description.kind === 'captures';
  const badge = captures ? vscode.l10n.t('captures') : its.writable ? vscode.l10n.t('writable') : vscode.l10n.t('read-only');
  return row(its.name, filter === '' ? badge : vscode.l10n.t('{0}, names with "{1}"', badge, filter), Collapsed, icon(captures ? 'folder-library' : its.writable ? 'unlock' : 'server'), {
    id: connection, contextValue: `connection.${its.saved ? 'saved' : 'found'}.${wayContext(its)}${captures ? 'captures' : its.writable ? 'writable' : 'readonly'}`,
    tooltip: captures && its.description.kind === 'captures' ? its.description.folder : its.name,
  });
}

/** What menus offer for a topic: changing it, or writing messages alone. */
const topicContext = ({ writable, admin, produce }: KafkaCapabilities): string => `topic${!writable ? '' : admin ? '.writable' : produce ? '.writable.messages' : ''}`;
const wayContext = ({ description }: Connection): string => (description.kind !== 'rest' ? '' : description.signIn ? 'rest.signs-in.' : 'rest.');

const sentence = ({ message, hint }: KafkaProblem): string => (hint === '' ? message : `${message}\n${hint}`);

function overrides({ config, configProblem }: TopicDetail): string {
  if (configProblem) return configProblem.kind === 'authorization' ? vscode.l10n.t('forbidden') : vscode.l10n.t('cannot be read');
  const set = (config ?? []).filter(({ isDefault }) => !isDefault).length;
  return set === 0 ? vscode.l10n.t('defaults') : vscode.l10n.t('{0} set on the topic', set);
}
