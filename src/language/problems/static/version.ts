/** What the Spark that the job goes to does not have yet. */
import { registry } from '../../../spark/functions/registry.ts';
import { newerIn } from '../../../syntax/versions.ts';
import type { OwnProblem, Place } from './check.ts';

let since: ReadonlyMap<string, string> | undefined;

/** By the names of PySpark. */
function versions(): ReadonlyMap<string, string> {
  return since ??= new Map([...registry.values()].flatMap((def) => (def.python ?? []).map((signature) => [signature.slice(0, signature.indexOf('(')), def.since] as const)));
}

export function versionProblems({ statement, text, sparkVersion, pandas }: Place): OwnProblem[] {
  return newerIn(sparkVersion, statement.uses, text.slice(statement.from, statement.to), statement.from, pandas, (name) => versions().get(name)).map(({ name, since: came, from, to }) => ({
    newer: name,
    from, to, code: 'spark-version', severity: 'error', message: `${name} came with Spark ${came}, and the target has ${sparkVersion}.`,
    ...(name === 'trigger(availableNow=…)' && { fixes: [{ title: 'Use trigger(once=True)', edits: [trigger(text, from)] }] }),
  }));
}

function trigger(text: string, from: number): { from: number; to: number; insert: string } {
  const found = /availableNow\s*=\s*True/.exec(text.slice(from, from + 200));
  const at = from + (found?.index ?? 0);
  return { from: at, to: at + (found?.[0].length ?? 0), insert: 'once=True' };
}
