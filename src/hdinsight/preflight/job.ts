/** The job itself: its plan, what it is made of, and how new it is. */
import { isCertain } from '../../syntax/certain.ts';
import { newerThan } from '../../syntax/versions.ts';
import { DEFAULT_SPARK } from '../submit/body.ts';
import { check, spanAt, type Check } from './input.ts';

export const planCheck: Check = ({ plan, prepared }) => {
  if (!plan) return prepared.kind === 'jar' ? [check('plan', 'unknown', 'A jar has no plan that could be looked at from here.')] : [check('plan', 'unknown', 'The job is on the cluster already: its plan was not looked at.')];
  if (plan.timedOut) return [check('plan', 'unknown', 'The plan-only run did not come to its end in time.', 'A job that waits or loops before its first query cannot be looked at.')];
  const failed = plan.problems.find(({ severity }) => severity === 'error');
  if (!failed) {
    const { queries } = plan;
    return [check('plan', 'ok', queries.length === 0 ? 'The job goes through. It starts no streaming query.' : `The job goes through with ${queries.length === 1 ? 'one query' : `${queries.length} queries`}: ${queries.map(({ label, asked }) => `${label}${asked ? ` (${asked.sources.map(({ format }) => format).join(', ')} → ${asked.sink.format})` : ''}`).join(', ')}.`)];
  }
  const hint = failed.hint ?? '';
  const raised = `${failed.errorClass ? `${failed.errorClass}: ` : ''}${firstLine(failed.message)}`;
  if (isCertain(failed)) return [check('plan', 'error', raised, hint === '' ? 'Mend it there: it would fail on the cluster as well.' : hint, failed.span)];
  // An action has no rows in a plan-only run: what the job makes of that says nothing of its data.
  if (failed.code === 'python-exception') return [check('plan', 'warning', `${raised}, in a run in which every action has no rows; what comes after it was not looked at.`, 'If it is not about missing rows, it fails on the cluster as well: look at the arguments and at that line.', failed.span)];
  const why = failed.code === 'missing-module' ? 'A module that is not here was imported' : 'The simulator cannot run all of the job';
  return [check('plan', 'unknown', `${why}, so the rest was not looked at: ${firstLine(failed.message)}`, hint, failed.span)];
};

const firstLine = (text: string): string => text.split('\n')[0]!;

export const modulesCheck: Check = ({ prepared }) => {
  const needed = prepared.missing.filter(({ optional }) => !optional);
  const sent = prepared.uploads.filter(({ name }) => /\.(py|zip)$/.test(name)).length - 1;
  if (prepared.kind === 'jar') return [];
  if (needed.length === 0) return [check('modules', 'ok', sent > 0 ? `${sent === 1 ? 'One module or package of the job is' : `${sent} modules and packages of the job are`} sent along.` : 'The job imports nothing that the cluster does not have.')];
  return needed.map(({ name, file, line }) => check('modules', 'warning', `${name} is neither beside the job nor part of Python or Spark.`,
    'The cluster must have it installed; or name a wheel, an egg or a zip in pyFiles of the profile.', { file, line, column: 0, endLine: line, endColumn: 0 }));
};

export const substitutionsCheck: Check = ({ prepared, profile }) => {
  const all = Object.keys(profile.substitutions);
  if (all.length === 0) return [];
  return prepared.unmatched.length === 0 ? [check('substitutions', 'ok', `All ${all.length} substitutions stand in the job and were made in the uploaded copy.`)]
    : prepared.unmatched.map((literal) => check('substitutions', 'warning', `The substitution of ${JSON.stringify(literal)} matches nothing: no string of the job or of its modules is exactly that.`, 'A substitution replaces whole string literals: write it as it stands in the job, or take it away.'));
};

export const versionCheck: Check = ({ prepared, profile, functionSince, job }) => {
  if (!prepared.source) return [];
  const source = prepared.source.here, cluster = profile.sparkVersion ?? DEFAULT_SPARK;
  const newer = newerThan(cluster, source, functionSince).map(({ name, since, from, to }) => (name.startsWith('trigger(')
    ? check('spark-version', 'error', `${name} came with Spark ${since}, and the cluster has ${cluster}.`, 'Use trigger(once=True) there.', spanAt(job, source, from, to))
    : check('spark-version', 'error', `${name} came with Spark ${since}, and the cluster has ${cluster}.`, 'Write it with what that Spark has, or choose a cluster with a newer one ("sparkVersion" in the profile).', spanAt(job, source, from, to))));
  return newer.length > 0 ? newer : [check('spark-version', 'ok', `Nothing in the job is newer than Spark ${cluster}${profile.sparkVersion === undefined ? ', which is assumed' : ''}.`)];
};
