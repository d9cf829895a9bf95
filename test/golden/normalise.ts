/** The only place where something of a golden case is not compared. Each rule says why. Normalising twice changes nothing. */
import type { CaseRecord } from './run.ts';

export interface Golden {
  name: string;
  queries?: unknown[];
  value?: unknown;
  files?: Record<string, unknown>;
  stdout?: string;
  error?: unknown;
}

type Json = Record<string, unknown>;

/** Numbers of a progress that say how long something took on this machine, or how much memory the JVM used for it. */
const MEASURED = new Set(['allUpdatesTimeMs', 'allRemovalsTimeMs', 'commitTimeMs', 'memoryUsedBytes', 'loadedMapCacheHitCount',
  'loadedMapCacheMissCount', 'stateOnCurrentVersionSizeBytes']);
/** Made anew by each run. */
const FRESH = new Set(['id', 'runId', 'timestamp']);
/** Rates: left out by Spark when the time between two triggers is 0 ms, so even whether they are there depends on the machine. */
const RATES = new Set(['inputRowsPerSecond', 'processedRowsPerSecond']);

export function normalise(record: CaseRecord): Golden {
  const text = (value: string) => cleanText(value, record.folder ?? '');
  const golden: Golden = { name: record.name };
  if (record.queries) golden.queries = record.queries.map((query) => ({ ...walk(query, text) as Json, progress: progresses(query, text) }));
  if (record.value !== undefined) golden.value = walk(record.value, text);
  if (record.files) golden.files = files(record.files, text);
  if (record.stdout) golden.stdout = text(record.stdout);
  if (record.error) golden.error = walk(record.error, text);
  return golden;
}

function progresses(query: unknown, text: (value: string) => string): unknown {
  const list = (query as { progress?: unknown[] }).progress ?? [];
  return list.map((progress) => walk(strip(progress), text));
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (!value || typeof value !== 'object') return value;
  const kept: Json = {};
  for (const [key, item] of Object.entries(value)) {
    if (FRESH.has(key) || RATES.has(key)) continue;
    if (MEASURED.has(key)) kept[key] = 0;
    // Which phases a trigger had is compared, how long each took is not.
    else if (key === 'durationMs') kept[key] = Object.fromEntries(Object.keys(item as Json).map((phase) => [phase, 0]));
    else kept[key] = strip(item);
  }
  return kept;
}

/** Cleans every text, sorts rows that no query sorted, and cuts an AnalysisException where its plan begins. */
function walk(value: unknown, text: (value: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, text));
  if (!value || typeof value !== 'object') return value;
  const kept: Json = {};
  for (const [key, item] of Object.entries(value)) kept[key] = walk(item, text);
  // Order inside a batch follows the engine's hash partitioning; a query that sorts says so.
  if (Array.isArray(kept['rows']) && kept['ordered'] !== true) kept['rows'] = sorted(kept['rows']);
  if (typeof kept['type'] === 'string' && typeof kept['message'] === 'string') kept['message'] = withoutPlan(kept['type'], kept['message']);
  return kept;
}

/**
 * The plan after the message of an AnalysisException, also where it ended a query, carries ids and class names of the JVM. In a
 * traceback of Python the plan or Java's stack trace stands before the last line break, and was cut with it.
 */
function withoutPlan(type: string, whole: string): string {
  const message = whole.includes('py4j.protocol.Py4JJavaError: ') || / Trace:\npy4j\.Py4JException: .*\n$/.test(whole) || /\npyspark\.sql\.utils\.AnalysisException: .*\n$/.test(whole) ? whole.replace(/\n$/, '') : whole;
  const cut = message.indexOf(';\n');
  return cut >= 0 && (type === 'AnalysisException' || /\n[ :]*[+:]- /.test(message.slice(cut))) ? message.slice(0, cut) : message;
}

function sorted(rows: unknown[]): unknown[] {
  return rows.map((row) => JSON.stringify(row)).sort().map((row) => JSON.parse(row) as unknown);
}

function cleanText(value: string, folder: string): string {
  let text = value;
  // The case's own folder is another one in each run.
  if (folder) {
    for (const form of [folder.replaceAll('\\', '/'), folder]) text = text.replaceAll(form, '');
  }
  return frames(text)
    // Query ids and run ids.
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    // Ids that the JVM counts up: of objects handed to Python, of attributes in a plan.
    .replace(/\bo\d+\./g, 'o<n>.').replace(/#\d+L?\b/g, '#<n>')
    // Identity hashes of Java objects.
    .replace(/([$\w])@[0-9a-f]{5,8}\b/g, '$1@<hash>')
    // Numbers of stages and tasks count up through the session; the host is this machine.
    .replace(/\bstage \d+\.\d+/g, 'stage <n>').replace(/\(TID \d+\) \([^()]* executor driver\)/g, '(TID <n>) (<host> executor driver)')
    // The clock in the offset log.
    .replace(/"batchTimestampMs":\d+/g, '"batchTimestampMs":0')
    .replace(/"timestamp":\d{13}/g, '"timestamp":0').replace(/"modificationTime":\d+/g, '"modificationTime":0');
}

/** A Python traceback inside a message: the frames of the case stay, those of libraries and of the harness do not. */
function frames(text: string): string {
  if (!text.includes('Traceback (most recent call last):')) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const frame = /^\s*File "([^"]*)", line \d+, in /.exec(lines[i]!);
    if (!frame) {
      kept.push(lines[i]!);
      continue;
    }
    const own = /[\\/]golden[\\/]cases[\\/]\w+\.py$/.test(frame[1]!);
    if (own) kept.push(lines[i]!.replace(/"[^"]*[\\/]golden[\\/]/, '"/golden/').replaceAll('\\', '/'));
    // A frame's source line is indented deeper; Python 3.11 and later put carets below it, 3.10 does not.
    while (/^\s{4,}/.test(lines[i + 1] ?? '') && !/^\s*File "/.test(lines[i + 1]!)) {
      i += 1;
      if (own && !/^[\s~^]+$/.test(lines[i]!)) kept.push(lines[i]!);
    }
  }
  return kept.join('\n');
}

function files(all: Record<string, string>, text: (value: string) => string): Json {
  const kept: [string, unknown][] = [];
  for (const [name, content] of Object.entries(all)) {
    // State is kept in a format of Weir's own; what it holds shows in the rows and in the progress.
    if (/(^|\/)state\//.test(name)) continue;
    // A file sink names its files with a UUID.
    kept.push([text(name), text(content)]);
  }
  return Object.fromEntries(kept.sort(([a], [b]) => a < b ? -1 : 1));
}
