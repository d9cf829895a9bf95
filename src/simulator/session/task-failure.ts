import { PythonCallbackError } from '../host-types.ts';
import { javaError, SparkError, type SparkErrorClass } from '../../spark/errors.ts';
import { childrenOf, nodesDown, type Plan } from '../../spark/plan/plan.ts';

const javaClasses: Partial<Record<SparkErrorClass, string>> = {
  AnalysisException: 'org.apache.spark.sql.AnalysisException', ParseException: 'org.apache.spark.sql.catalyst.parser.ParseException',
  IllegalArgumentException: 'java.lang.IllegalArgumentException', SparkUpgradeException: 'org.apache.spark.SparkUpgradeException',
};

/**
 * How an action tells what went wrong with a row: tasks evaluate rows, and their failure ends the job. What Spark evaluates
 * on the driver (constant folding over literal rows) is told as it is.
 */
export function actionFailure(e: unknown, plan: Plan): unknown {
  if (e instanceof PythonCallbackError) {
    if (e.pythonClass === 'KeyboardInterrupt') return e;
    return new SparkError('PythonException', `\n  An exception was thrown from the Python worker. Please see the stack trace below.\n${e.traceback}`, { cause: e });
  }
  if (!(e instanceof SparkError) || e.options.planning === true || isLiteral(plan)) return e;
  const javaClass = e.errorClass === 'Py4JJavaError' ? e.options.javaClass : javaClasses[e.errorClass];
  if (javaClass === undefined || e.message.startsWith(JOB_ABORTED)) return e;
  const failure = javaError('org.apache.spark.SparkException', jobAborted(`${javaClass}: ${e.message}`));
  failure.span = e.span;
  return failure;
}

const JOB_ABORTED = 'Job aborted due to stage failure: ';
/** DAGScheduler.abortStage: the only task of a local job failed. */
export const jobAborted = (why: string): string => `${JOB_ABORTED}Task 0 in stage 0.0 failed 1 times, most recent failure: Lost task 0.0 in stage 0.0 (TID 0) (localhost executor driver): ${why}`;

/** ConvertToLocalRelation and ConstantFolding: rows of SQL text below nothing but projections, filters and limits. */
const isLiteral = (plan: Plan): boolean => [...nodesDown(plan)].every((n) => (childrenOf(n).length === 0 ? n.op === 'local' && !n.distributed : n.op === 'project' || n.op === 'filter' || n.op === 'limit' || n.op === 'alias'));
