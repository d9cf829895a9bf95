import * as vscode from 'vscode';
import type { MigrateOptions, MigratedMode, Migrations, MigrateTo } from '../../protocol/migrate';
import { askChoice, askText, walk, type Step } from '../steps';

/** As a user says it: everything has a default, and what is wrong is said while it is typed. */
interface Draft { topic: string; brokers: string; checkpoint: string; start: string; results: Results; column: string; delay: string }
type Results = 'plan' | 'watermark' | MigratedMode;

const FRESH: Draft = { topic: '', brokers: 'localhost:9092', checkpoint: 'checkpoints', start: 'earliest', results: 'plan', column: '', delay: '10 minutes' };

export function optionsOf(to: MigrateTo, given: Partial<MigrateOptions> = {}): MigrateOptions {
  return { to, topics: {}, brokers: FRESH.brokers, startingOffsets: FRESH.start, endingOffsets: 'latest', checkpoint: FRESH.checkpoint, streams: [], ...given };
}

/** Undefined: the form was closed. A batch job asks nothing: all of it stands in the job. */
export async function askOptions(to: MigrateTo, { optionsProblem }: Migrations): Promise<MigrateOptions | undefined> {
  if (to === 'batch') return optionsOf(to);
  const draft = { ...FRESH }, title = vscode.l10n.t('Turn into a Streaming Job');
  const options = (): MigrateOptions => optionsOf(to, {
    topics: draft.topic === '' ? {} : { '': draft.topic }, brokers: draft.brokers, checkpoint: draft.checkpoint, startingOffsets: draft.start,
    ...(draft.results === 'watermark' ? { watermark: { column: draft.column, delay: draft.delay } } : draft.results === 'plan' ? {} : { outputMode: draft.results }),
  });
  const text = (key: 'topic' | 'brokers' | 'checkpoint' | 'column' | 'delay', prompt: string, problem: (value: string) => string | undefined, placeholder = ''): Step => async (place) => {
    const answer = await askText({ ...place, title }, { prompt, placeholder, value: draft[key], check: (value) => problem(value.trim()) });
    if (answer !== undefined && answer !== 'back') draft[key] = answer.value.trim();
    return answer;
  };
  const begins: Step = async (place) => {
    const answer = await askChoice({ ...place, title }, vscode.l10n.t('Where does the first run begin?'), [
      { label: vscode.l10n.t('With the earliest message'), detail: vscode.l10n.t('As the batch had all files'), value: 'earliest' }, { label: vscode.l10n.t('With what comes from now on'), detail: 'startingOffsets latest', value: 'latest' },
    ], draft.start);
    if (answer !== undefined && answer !== 'back') draft.start = answer.value;
    return answer;
  };
  const results: Step = async (place) => {
    const answer = await askChoice<Results>({ ...place, title }, vscode.l10n.t('How do results come out?'), [
      { label: vscode.l10n.t('As each plan asks for'), detail: vscode.l10n.t('Rows once (append); totals so far with every micro-batch (complete)'), value: 'plan' },
      { label: vscode.l10n.t('Once and for all, by a watermark'), detail: vscode.l10n.t('A window comes out when it is closed, and its state is let go of; later rows are dropped'), value: 'watermark' },
      { label: 'complete', detail: vscode.l10n.t('All totals so far with every micro-batch'), value: 'complete' }, { label: 'update', detail: vscode.l10n.t('The totals that changed'), value: 'update' }, { label: 'append', detail: vscode.l10n.t('Rows that never change'), value: 'append' },
    ], draft.results);
    if (answer !== undefined && answer !== 'back') draft.results = answer.value;
    return answer;
  };
  const done = await walk(() => [
    text('topic', vscode.l10n.t('Topic of the messages'), (value) => (value === '' ? undefined : optionsProblem(optionsOf(to, { topics: { '': value } }))), vscode.l10n.t('Empty: named as the variable of the read')),
    text('brokers', vscode.l10n.t('Bootstrap servers'), (value) => optionsProblem(optionsOf(to, { brokers: value }))),
    begins,
    text('checkpoint', vscode.l10n.t('Folder of the checkpoints: each query has one of its own there'), (value) => optionsProblem(optionsOf(to, { checkpoint: value }))),
    results,
    ...(draft.results === 'watermark' ? [
      text('column', vscode.l10n.t('Column of the event time'), (value) => (value === '' ? vscode.l10n.t('A column of the messages, of type timestamp.') : undefined)),
      text('delay', vscode.l10n.t('How long are rows waited for?'), (value) => optionsProblem(optionsOf(to, { watermark: { column: 'at', delay: value } }))),
    ] : []),
  ]);
  return done ? options() : undefined;
}
