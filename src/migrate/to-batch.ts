/** Which edits turn a streaming job into a batch one. */
import type { PlanFacts } from '../protocol/language.ts';
import type { MigrateOptions, Migration } from '../protocol/migrate.ts';
import type { PythonDocument } from '../syntax/python-document.ts';
import { Job } from './job.ts';

export function toBatch(document: PythonDocument, facts: PlanFacts, _options: MigrateOptions): Migration {
  return new Job(document, facts).refuse(undefined, 'not yet', 'not yet');
}
