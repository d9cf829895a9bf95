/** The progress of a job on a cluster as the terminal shows it. */
import type { AttemptFailure, FollowStatus, QuerySample, Verdict } from '../protocol/cluster-run.ts';
import type { QueryInfo } from '../protocol/run.ts';
import { plainText } from './plain.ts';
import type { Style } from './style.ts';
import { cut, pad, table, width, type Column } from './table.ts';
import { utc } from './when.ts';
import { count, duration } from './words.ts';

export interface QueryNow { info: QueryInfo; newest?: QuerySample }

const COLUMNS: readonly Column[] = [
  { name: 'query', numeric: false }, { name: 'batch', numeric: true }, { name: 'time (UTC)', numeric: false }, { name: 'in', numeric: true }, { name: 'in/s', numeric: true }, { name: 'processed/s', numeric: true },
  { name: 'watermark', numeric: false }, { name: 'state', numeric: true }, { name: 'took', numeric: true },
];
/** Of a line by itself: what usually comes fits. */
const WIDTHS = [0, 7, 19, 9, 9, 11, 19, 10, 8];

const rate = (value: number | undefined): string => (value === undefined ? '-' : value < 10 ? String(Number(value.toFixed(1))) : count(Math.round(value)));
const whole = (value: number | undefined): string => (value === undefined ? '-' : count(value));
const moment = (ms: number): string => utc(Math.floor(ms)).slice(0, 19);

function cells(label: string, { batchId, at, inputRows, inputRate, processedRate, watermark, stateRows, tookMs }: QuerySample): string[] {
  return [cut(label, 40), whole(batchId), moment(at), whole(inputRows), rate(inputRate), rate(processedRate), watermark === undefined ? '-' : moment(watermark / 1000), whole(stateRows), tookMs === undefined ? '-' : duration(tookMs * 1000)];
}

/** Which reader it is from and how old, each query with its newest batch, and what is wrong. Nothing in it steers the terminal. */
export function progressText({ job, progress, verdicts, failures }: FollowStatus, queries: readonly QueryNow[], now: number, { dim, warn, bad }: Style): string {
  const { reader, at, failed, better, doubts } = progress;
  const said = [
    line(`${job.batch === undefined ? '' : `batch ${job.batch}, `}${job.app ?? 'no application yet'}: ${job.state}`),
    ...(reader === undefined ? [] : [dim(line(`from ${reader}${at === undefined ? '' : `, ${duration(Math.max(0, now - at) * 1000)} ago`}`))]),
    ...(failed === undefined ? [] : [line(`nothing${reader === undefined ? '' : ' new'} could be read: ${failed}`)]),
    ...better.filter(({ reason }) => reason !== failed).map((each) => dim(line(`not from ${each.reader}: ${each.reason}`))), ...doubts.map((doubt) => warn(line(doubt))),
    ...failures.map((each) => bad(line(failureText(each)))),
  ];
  const known = queries.filter((query): query is Required<QueryNow> => query.newest !== undefined), { head, lines } = table([...COLUMNS], known.map(({ info, newest }) => cells(info.label, newest)));
  return [...said, ...(known.length === 0 ? [] : ['', dim(head), ...lines]), ...verdicts.map((verdict) => warn(line(`${verdictText(verdict, queries)} ${verdict.hint}`)))].map((each) => `${each}\n`).join('');
}

const line = (text: string): string => plainText(text.replace(/\s+/g, ' '));

/** `ValueError: could not convert string to float (job.py, line 58)` */
export const failureText = ({ failure: { exception, message, at } }: AttemptFailure): string => `${exception === undefined ? '' : `${exception}: `}${message}${at ? ` (${at.file}, line ${at.line})` : ''}`;

/** Writes a line for each sample, with a heading where the lines become wider. */
export function samplePrinter(write: (text: string) => void, style: Style): (query: QueryNow, sample: QuerySample, all: readonly QueryNow[]) => void {
  let shown = '';
  return ({ info }, sample, all) => {
    const labels = all.map((each) => each.info.label), head = style.dim(aligned(labels, COLUMNS.map(({ name }) => name)));
    write(`${head === shown ? '' : `${head}\n`}${aligned(labels, cells(info.label, sample))}\n`);
    shown = head;
  };
}

function aligned(labels: readonly string[], texts: readonly string[]): string {
  const name = Math.max(...['query', ...labels.map((label) => cut(label, 40))].map(width));
  return texts.map((text, i) => pad(text, i === 0 ? name : WIDTHS[i]!, COLUMNS[i]!.numeric)).join('  ').trimEnd();
}

/** `alerts: falling behind by 430 rows/s for 6 min.` */
export function verdictText({ id, text, queryId }: Verdict, queries: readonly QueryNow[]): string {
  const label = queryId === undefined ? undefined : queries.find(({ info }) => info.id === queryId)?.info.label ?? queryId;
  return `${label === undefined ? '' : `${cut(label, 40)}: `}${id.replace(/-/g, ' ')}: ${text}.`;
}

/** A sample as plain data, with times as ISO-8601. */
export function sampleJson({ info: { id, label } }: Pick<QueryNow, 'info'>, { at, watermark, newestEvent, ...figures }: QuerySample): object {
  const iso = (micros: number): string => new Date(micros / 1000).toISOString();
  return { queryId: id, query: label, at: iso(at * 1000), ...figures, ...(watermark !== undefined && { watermark: iso(watermark) }), ...(newestEvent !== undefined && { newestEvent: iso(newestEvent) }) };
}
