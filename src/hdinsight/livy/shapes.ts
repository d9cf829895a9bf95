/** What Livy answers. Its version decides which fields there are: each but the id may be missing. */
import { HttpFault } from '../../http/fault.ts';
import { digitsField, field, listField, numberField, textField } from '../http/json.ts';

export interface LivyBatch {
  /** Digits as they came. */
  id: string;
  /** As it came: a state that is not known here is no end. */
  state: string;
  name?: string;
  owner?: string;
  proxyUser?: string;
  appId?: string;
  sparkUiUrl?: string;
  driverLogUrl?: string;
  /** The last lines, what Livy's own header lines aside. */
  log: string[];
}

export interface BatchPage { from: number; total: number; batches: LivyBatch[] }
export interface LogPage { from: number; total: number; lines: string[] }

const ENDS = new Set(['error', 'dead', 'killed', 'success']);
/** Whether nothing changes any more. */
export const isEnd = (state: string): boolean => ENDS.has(state);

export const otherShape = (what: string, name: string): HttpFault => new HttpFault('protocol', `The answer of ${name} is not as Livy's: ${what}.`, 'Is it the address of a Livy, or of the gateway of a cluster with Spark?');

export function batchOf(json: unknown, name: string): LivyBatch {
  const id = digitsField(json, 'id'), state = textField(json, 'state');
  if (id === undefined || id.startsWith('-')) throw otherShape('a batch has no whole number as its id', name);
  if (state === undefined || state === '') throw otherShape(`batch ${id} has no state`, name);
  const info = field(json, 'appInfo'), text = (key: string, of: unknown = json): Record<string, string> => {
    const value = textField(of, key);
    return value === undefined || value === '' ? {} : { [key]: value };
  };
  return { id, state, ...text('name'), ...text('owner'), ...text('proxyUser'), ...text('appId'), ...text('sparkUiUrl', info), ...text('driverLogUrl', info), log: linesOf(json) };
}

export function pageOf(json: unknown, name: string): BatchPage {
  const sessions = listField(json, 'sessions'), from = numberField(json, 'from'), total = numberField(json, 'total');
  if (!sessions || from === undefined || total === undefined || from < 0 || total < 0) throw otherShape('a list of batches has no from, total and sessions', name);
  return { from, total, batches: sessions.map((each) => batchOf(each, name)) };
}

export function logOf(json: unknown, name: string): LogPage {
  if (!listField(json, 'log')) throw otherShape('a log has no lines', name);
  return { from: numberField(json, 'from') ?? 0, total: numberField(json, 'total') ?? 0, lines: linesOf(json) };
}

const linesOf = (json: unknown): string[] => (listField(json, 'log') ?? []).filter((line): line is string => typeof line === 'string');
