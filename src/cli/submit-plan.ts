/** The plan-only run before a submit. */
import { dirname } from 'node:path';
import { LONGEST_PLAN_SECONDS, reportOf, type PlanPort } from '../hdinsight/preflight/plan.ts';
import type { PlanRun } from '../protocol/submit-thread.ts';
import { Runner } from '../simulator/runner.ts';
import { jobEnvironment } from './environment.ts';

export const planOnly: PlanPort = ({ file, source, args, env }) => new Promise((done) => {
  const events: PlanRun['events'] = [];
  const runner = new Runner({ folder: __dirname }, (message) => {
    if (message.type === 'event' && (message.event.kind === 'query' || message.event.kind === 'problem')) events.push(message.event);
    if (message.type !== 'end') return;
    runner.dispose();
    done(reportOf({ events, exitCode: message.exitCode }));
  });
  runner.run({ file, source, args, cwd: dirname(file), env: { ...jobEnvironment(process.env), ...env }, inputs: {}, outputs: {}, planOnly: true, timeoutSeconds: LONGEST_PLAN_SECONDS }, { output: 'events', stdin: false });
});
