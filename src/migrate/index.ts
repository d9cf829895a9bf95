/** Batch to streaming, and back. */
export { unifiedDiff } from './edits.ts';
export { migrate } from './migrate.ts';
export { DEFAULTS, durationProblem, optionsProblem } from './options.ts';
export { topicProblem } from './topic-name.ts';
