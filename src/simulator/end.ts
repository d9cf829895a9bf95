/** What a script's end means to whoever watches the run. */
import type { PythonEnd } from '../python/host.ts';
import type { Problem, RunEvent } from '../protocol/run.ts';

/** 69: a server cannot be reached; 77: not permitted. */
const UNREACHABLE = new Set(['connection', 'timeout', 'ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'EAI_AGAIN', 'unreachable']);
const DENIED = new Set(['authentication', 'authorization', 'tls', 'denied']);

/** Sets the exit code on `end` where a server was the cause, and says how the run ended. */
export function endEvents(end: PythonEnd, run: { stopped: boolean; lastFailure?: string | undefined }): RunEvent[] {
  const events: RunEvent[] = [];
  if (end.kind === 'exception' && run.lastFailure !== undefined && end.exitCode === 1) {
    if (UNREACHABLE.has(run.lastFailure)) end.exitCode = 69;
    else if (DENIED.has(run.lastFailure)) end.exitCode = 77;
  }
  const problem = problemOf(end);
  if (problem) events.push({ kind: 'problem', problem });
  const { exitCode } = end;
  if (end.kind === 'interrupt' || (run.stopped && end.kind !== 'refusal')) events.push({ kind: 'state', state: 'stopped', exitCode });
  else if (exitCode === 0) events.push({ kind: 'state', state: 'succeeded', exitCode });
  else events.push({ kind: 'state', state: 'failed', message: problem?.message ?? `The job ended with exit code ${exitCode}.`, exitCode });
  return events;
}

function problemOf(end: PythonEnd): Problem | undefined {
  const rest = { ...(end.wayOut === undefined ? {} : { hint: end.wayOut }), ...(end.place ? { span: end.place } : {}) };
  const named = end.class === undefined ? {} : { errorClass: end.class };
  switch (end.kind) {
    case 'exception': return { severity: 'error', code: codeOf(end), message: end.message || end.class || 'The job failed.', ...named, ...rest };
    case 'refusal': return { severity: 'error', code: 'not-simulated', message: end.message ?? '', ...rest };
    case 'missing': return { severity: 'error', code: 'no-such-file', message: end.message ?? '' };
    case 'crash': return { severity: 'error', code: 'python-crash', message: `Python broke down: ${end.message ?? ''}`, ...named };
    default: return undefined;
  }
}

function codeOf(end: PythonEnd): string {
  if (end.class === 'SyntaxError' || end.class === 'IndentationError' || end.class === 'TabError') return 'python-syntax';
  if (end.module !== undefined) return 'missing-module';
  if (end.class === 'AnalysisException' || end.class === 'ParseException') return 'spark-analysis';
  if (end.class === 'MemoryError') return 'out-of-memory';
  return end.class === 'StreamingQueryException' ? 'spark-query-failed' : 'python-exception';
}
