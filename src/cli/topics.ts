/** `weir topics`. */
import type { ClusterGateway } from '../kafka/gateway.ts';
import { nameFilter } from '../kafka/peek/filter.ts';
import { readingPlan } from '../kafka/reading-plan.ts';
import type { AdminRequest } from '../protocol/kafka.ts';
import { Exit } from './exit.ts';
import { exitOf, sayProblem } from './interruptible.ts';
import { withGateway } from './kafka-connection.ts';
import { choiceOf, isSet, optionHelp } from './options.ts';
import { filterOf } from './peek-options.ts';
import { plainJson } from './plain.ts';
import { out, say } from './say.ts';
import { styleFor } from './style.ts';
import type { TopicsAction } from './topics-options.ts';
import { TOPICS_OPTIONS, topicsAction } from './topics-options.ts';
import * as text from './topics-text.ts';

const help = (): string => `weir topics: topics, their partitions and configuration, consumer groups; nothing is changed without --write

Usage: weir topics --brokers <host:port,…> [options]

Message counts are the distance from the first to the last offset: compaction and transactions leave fewer messages.

Options:
${optionHelp(TOPICS_OPTIONS)}
`;

export async function topics(args: string[]): Promise<number> {
  const { parsed, help: wanted, action } = topicsAction(args, Date.now());
  if (wanted) {
    out(help());
    return Exit.done;
  }
  const json = choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json';
  return withGateway(parsed, { writable: isSet(parsed, 'write') }, async (gateway) => ('change' in action ? change(gateway, action.change) : show(gateway, action, json)));
}

const print = (value: unknown, json: boolean, table: () => string): void => out(json ? `${plainJson(JSON.stringify(value, undefined, 2))}\n` : table());

async function show(gateway: ClusterGateway, action: Exclude<TopicsAction, { change: AdminRequest }>, json: boolean): Promise<number> {
  const style = styleFor(process.stdout.isTTY, process.env);
  switch (action.show) {
    case 'topics': {
      const keeps = action.filter === undefined ? () => true : nameFilter(filterOf(action.filter));
      const found = (await gateway.summaries({ internal: action.internal })).filter(({ topic }) => keeps(topic));
      print(found, json, () => text.topicTable(found, style));
      if (found.length === 0) say(action.filter === undefined ? `There are no topics on ${gateway.name}${orHidden(gateway, 'topics')}.` : `No topic's name matches ${action.filter}.`);
      return problems(found.flatMap(({ problem }) => problem ?? []));
    }
    case 'topic': {
      const found = await gateway.describe(action.topic), { job } = action;
      const reading = job && readingPlan(found.partitions, job.cores, job.minPartitions);
      print(reading ? { ...found, reading } : found, json, () => text.topicText(found, style) + (reading ? text.readingText(reading, style) : ''));
      return problems([...found.partitions.flatMap(({ problem }) => problem ?? []), ...(found.configProblem ? [found.configProblem] : [])]);
    }
    case 'groups': {
      const found = await gateway.groups();
      print(found.groups, json, () => text.groupTable(found.groups, style));
      if (found.groups.length === 0) say(`There are no consumer groups on ${gateway.name}${orHidden(gateway, 'groups')}.`);
      return problems(found.problems);
    }
    case 'group': return showGroup(gateway, action.group, json);
  }
}

/** Members of a group, and its lag per partition. */
export async function showGroup(gateway: ClusterGateway, group: string, json: boolean): Promise<number> {
  const found = await gateway.group(group);
  print(found, json, () => text.groupText(found, styleFor(process.stdout.isTTY, process.env)));
  if (found.offsets.length === 0) say(`Consumer group ${group} has committed nothing, or only for topics that this user may not describe.`);
  return problems(found.problem ? [found.problem] : []);
}

/** A broker leaves out what a user may not describe. */
const orHidden = ({ capabilities }: ClusterGateway, what: string): string => (capabilities.groups ? `, or this user may not describe them (ACL for DESCRIBE on ${what})` : '');

/** Says each once; the exit code is the first's. */
function problems(list: readonly { kind: string; message: string; hint: string }[]): number {
  const said = new Set<string>();
  for (const problem of list) {
    if (said.has(problem.message)) continue;
    said.add(problem.message);
    sayProblem(problem);
  }
  return list[0] ? exitOf(list[0]) : Exit.done;
}

async function change(gateway: ClusterGateway, request: AdminRequest): Promise<number> {
  await gateway.admin(request);
  say(text.changed(request));
  return Exit.done;
}
