/** What the Spark that the job goes to does not have yet. */
import { registry } from '../../../spark/functions/registry.ts';
import { newerThan } from '../../../syntax/versions.ts';
import type { Job } from '../../world.ts';
import type { JobProblem } from '../problem.ts';

let since: ReadonlyMap<string, string> | undefined;

/** By the names of PySpark. */
function versions(): ReadonlyMap<string, string> {
  return since ??= new Map([...registry.values()].flatMap((def) => (def.python ?? []).map((signature) => [signature.slice(0, signature.indexOf('(')), def.since] as const)));
}

export function versionProblems({ document, around }: Job): JobProblem[] {
  return newerThan(around.sparkVersion, document.text, (name) => versions().get(name)).map(({ name, since: came, from, to }) => ({
    from, to, code: 'spark-version', severity: 'error', message: `${name} came with Spark ${came}, and the target has ${around.sparkVersion}.`,
    ...(name === 'trigger(availableNow=…)' && { fixes: [{ title: 'Use trigger(once=True)', edits: [trigger(document.text, from)] }] }),
  }));
}

function trigger(text: string, from: number): { from: number; to: number; insert: string } {
  const found = /availableNow\s*=\s*True/.exec(text.slice(from, from + 200));
  const at = from + (found?.index ?? 0);
  return { from: at, to: at + (found?.[0].length ?? 0), insert: 'once=True' };
}
