/** The plan-only run before a submit. */
import { dirname } from 'node:path';
import type { PlanPort, PlanReport } from '../hdinsight/preflight/plan.ts';
import { Runner } from '../simulator/runner.ts';

/** A job may sleep or loop before its first query; what it would do on the cluster then is not seen. */
const LONGEST_SECONDS = 30;

export const planOnly: PlanPort = ({ file, source, args, env }) => new Promise((done) => {
  const report: PlanReport = { queries: [], problems: [], exitCode: 0, timedOut: false };
  const runner = new Runner({ folder: __dirname }, (message) => {
    if (message.type === 'event' && message.event.kind === 'query') report.queries.push(message.event.query);
    if (message.type === 'event' && message.event.kind === 'problem') {
      if (message.event.problem.code === 'timed-out') report.timedOut = true;
      else report.problems.push(message.event.problem);
    }
    if (message.type !== 'end') return;
    report.exitCode = message.exitCode;
    runner.dispose();
    done(report);
  });
  runner.run({ file, source, args, cwd: dirname(file), env: { ...defined(process.env), ...env }, inputs: {}, outputs: {}, planOnly: true, timeoutSeconds: LONGEST_SECONDS }, { output: 'events', stdin: false });
});

const defined = (env: NodeJS.ProcessEnv): Record<string, string> => Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
