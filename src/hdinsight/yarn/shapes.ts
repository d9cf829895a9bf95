/** What YARN's ResourceManager answers below /ws/v1/cluster. Every field may be missing, and lists of one are sometimes no list. */
import { HttpFault } from '../../http/fault.ts';
import { field, numberField, textField } from '../http/json.ts';

export interface YarnApp {
  /** `application_<cluster's start>_<number>`. */
  id: string;
  name?: string;
  user?: string;
  queue?: string;
  /** As it came: NEW to ACCEPTED, RUNNING, FINISHED, FAILED, KILLED. */
  state: string;
  /** What the job said of itself: UNDEFINED until it ends. */
  finalStatus?: string;
  tags: string[];
  /** Epoch ms. */
  started?: number;
  finished?: number;
  memoryMb?: number;
  cores?: number;
  diagnostics?: string;
  /** Where the log of the application master is, inside the cluster. */
  amContainerLogs?: string;
  trackingUrl?: string;
}

export interface YarnAttempt {
  /** From 1. */
  number: number;
  container?: string;
  /** host:port of its NodeManager. */
  node?: string;
  /** host:port at which it speaks YARN's own protocol; logs are filed by it. */
  nodeId?: string;
  logsLink?: string;
  state?: string;
  diagnostics?: string;
  started?: number;
  finished?: number;
}

export interface QueueFree {
  queue: string;
  /** What the cluster has left for all; a queue may have less of it. */
  freeMemoryMb: number;
  freeCores: number;
  totalMemoryMb: number;
  totalCores: number;
  nodes: number;
}

export const APP_ID = /^application_\d{1,19}_\d{1,10}$/;

export const otherShape = (what: string, name: string): HttpFault => new HttpFault('protocol', `The answer of ${name} is not as YARN's: ${what}.`, 'Is it the address of the gateway of a cluster, or of a ResourceManager?');

const text = (json: unknown, from: string, to = from): Record<string, string> => {
  const value = textField(json, from);
  return value === undefined || value === '' ? {} : { [to]: value };
};
/** Sizes that are not there come as 0 or -1; so do times. */
const above0 = (json: unknown, from: string, to = from): Record<string, number> => {
  const value = numberField(json, from);
  return value === undefined || value <= 0 ? {} : { [to]: value };
};

/** The end of the year 9999: what is later is no time, and no date can be made of it. */
const LAST_TIME = 253_402_300_799_999;
const time = (json: unknown, from: string, to: string): Record<string, number> => {
  const value = numberField(json, from);
  return value === undefined || value <= 0 || value > LAST_TIME ? {} : { [to]: value };
};

export function appOf(json: unknown, name: string): YarnApp {
  const id = textField(json, 'id'), state = textField(json, 'state');
  if (id === undefined || !APP_ID.test(id)) throw otherShape('an application has no id', name);
  if (state === undefined || state === '') throw otherShape(`${id} has no state`, name);
  return {
    id, state, tags: (textField(json, 'applicationTags') ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''),
    ...text(json, 'name'), ...text(json, 'user'), ...text(json, 'queue'), ...text(json, 'finalStatus'), ...text(json, 'diagnostics'), ...text(json, 'amContainerLogs'), ...text(json, 'trackingUrl'),
    ...time(json, 'startedTime', 'started'), ...time(json, 'finishedTime', 'finished'), ...above0(json, 'allocatedMB', 'memoryMb'), ...above0(json, 'allocatedVCores', 'cores'),
  };
}

/** `{"apps": {"app": […]}}`; with none `{"apps": null}` or an empty object. */
export function appsOf(json: unknown, name: string): YarnApp[] {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, 'apps')) throw otherShape('a list of applications has no apps', name);
  return listOf(field(field(json, 'apps'), 'app')).map((each) => appOf(each, name));
}

export function attemptsOf(json: unknown, name: string): YarnAttempt[] {
  return listOf(field(field(json, 'appAttempts'), 'appAttempt')).map((each) => {
    const number = numberField(each, 'id');
    if (number === undefined || number < 1) throw otherShape('an attempt has no number', name);
    return { number, ...text(each, 'containerId', 'container'), ...text(each, 'nodeHttpAddress', 'node'), ...text(each, 'nodeId'), ...text(each, 'logsLink'), ...text(each, 'appAttemptState', 'state'), ...text(each, 'diagnosticsInfo', 'diagnostics'), ...time(each, 'startTime', 'started'), ...time(each, 'finishedTime', 'finished') };
  }).sort((a, b) => a.number - b.number);
}

export function metricsOf(json: unknown, name: string): Omit<QueueFree, 'queue'> {
  const metrics = field(json, 'clusterMetrics'), whole = (key: string): number => {
    const value = numberField(metrics, key);
    if (value === undefined) throw otherShape(`its metrics have no ${key}`, name);
    return Math.max(0, value);
  };
  return { freeMemoryMb: whole('availableMB'), freeCores: whole('availableVirtualCores'), totalMemoryMb: whole('totalMB'), totalCores: whole('totalVirtualCores'), nodes: whole('activeNodes') };
}

/** Queue names below a scheduler's answer, leaves only; empty where it has another form. */
export function queuesOf(json: unknown): { name: string; state: string; usedPercent?: number; maxPercent?: number }[] {
  const walk = (node: unknown): { name: string; state: string; usedPercent?: number; maxPercent?: number }[] => {
    const below = listOf(field(field(node, 'queues'), 'queue')), name = textField(node, 'queueName');
    if (below.length > 0) return below.flatMap(walk);
    const percent = (key: string): number | undefined => {
      const value = field(node, key);
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    };
    const usedPercent = percent('absoluteUsedCapacity'), maxPercent = percent('absoluteMaxCapacity');
    return name === undefined ? [] : [{ name, state: textField(node, 'state') ?? '', ...(usedPercent === undefined ? {} : { usedPercent }), ...(maxPercent === undefined ? {} : { maxPercent }) }];
  };
  return walk(field(field(json, 'scheduler'), 'schedulerInfo'));
}

const listOf = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json as unknown[] : json === undefined || json === null ? [] : [json]);
