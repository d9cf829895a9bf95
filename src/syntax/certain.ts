/** What a plan-only run, in which every action has no rows, says of the job as it runs on a cluster. */
import type { Problem } from '../protocol/run.ts';

const CERTAIN = new Set(['spark-analysis', 'python-syntax']);
const ABOUT_NAMES = new Set(['NameError', 'UnboundLocalError', 'ImportError', 'AttributeError']);

/** Raised there too, whatever the data: by Spark's analysis, or by Python about names. */
export const isCertain = ({ code, errorClass, message }: Problem): boolean => CERTAIN.has(code) || (code === 'python-exception' && ABOUT_NAMES.has(errorClass ?? '') && !message.includes("'NoneType'"));
