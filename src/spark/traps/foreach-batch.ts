/** What a foreachBatch function did with a batch that has no rows. */
import { spanned, type Trap } from './finding.ts';

/** Without an action the batch's plan does not run: no row is read, no watermark moves. */
export const noAction: Trap = ({ trial, span }) => (trial && !trial.acted && !trial.failed ? [{ code: 'foreach-batch-no-action', data: {}, ...spanned(span) }] : []);

/** A view of the batch lives in the query's own session, and `spark.sql` asks the job's. */
export const batchView: Trap = ({ trial, span }) => {
  const missing = /(?:Table or view not found|view or table not found):? `?([^`;\s]+)/i.exec(trial?.failed?.message ?? '')?.[1]?.toLowerCase();
  const view = missing === undefined ? undefined : trial!.views.find(({ name }) => name.toLowerCase() === missing);
  return view ? [{ code: 'foreach-batch-view', data: { view: view.name }, ...spanned(trial!.failed?.span ?? span), ...(view.span && { related: [{ what: 'view', span: view.span }] }) }] : [];
};

/** What Spark's analysis refuses inside is refused whatever rows come. */
export const batchFails: Trap = ({ trial, span }) => {
  const failed = trial?.failed;
  if (!failed || (failed.errorClass !== 'AnalysisException' && failed.errorClass !== 'ParseException') || trial.views.some(({ name }) => failed.message.toLowerCase().includes(name.toLowerCase()))) return [];
  return [{ code: 'spark-analysis', data: { message: failed.message, errorClass: failed.errorClass }, ...spanned(failed.span ?? span) }];
};
