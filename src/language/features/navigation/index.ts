/** textDocument/definition, references, prepareRename and rename. */
import { DefinitionRequest, PrepareRenameRequest, ReferencesRequest, RenameRequest, ResponseError, ErrorCodes, type Location, type Range as LspRange, type WorkspaceEdit } from 'vscode-languageserver';
import type { Range } from '../../../syntax/line-index.ts';
import { feature } from '../../feature.ts';
import type { Job } from '../../world.ts';
import { definitionOf, referencesOf } from './places.ts';
import { renamable, rename } from './rename.ts';

const rangeIn = ({ document: { lines } }: Job, { from, to }: Range): LspRange => ({ start: lines.positionAt(from), end: lines.positionAt(to) });
const refusal = (text: string): ResponseError => new ResponseError(ErrorCodes.InvalidRequest, text);

export const definition = feature('definition', 'better', DefinitionRequest.type, { definitionProvider: true }, (job, { position }): Location | null => {
  const found = definitionOf(job, job.document.lines.offsetAt(position));
  return found ? { uri: job.uri, range: rangeIn(job, found) } : null;
});

export const references = feature('references', 'better', ReferencesRequest.type, { referencesProvider: true }, (job, { position }): Location[] | null =>
  referencesOf(job, job.document.lines.offsetAt(position)).map((range) => ({ uri: job.uri, range: rangeIn(job, range) })));

export const prepareRename = feature('prepareRename', 'only', PrepareRenameRequest.type, {}, (job, { position }): { range: LspRange; placeholder: string } | null => {
  const found = renamable(job, job.document.lines.offsetAt(position));
  if (found && 'refused' in found) throw refusal(found.refused);
  return found ? { range: rangeIn(job, found), placeholder: found.name } : null;
});

export const renaming = feature('rename', 'only', RenameRequest.type, { renameProvider: { prepareProvider: true } }, (job, { position, newName }): WorkspaceEdit | null => {
  const made = rename(job, job.document.lines.offsetAt(position), newName);
  if ('refused' in made) throw refusal(made.refused);
  return { changes: { [job.uri]: made.edits.map((edit) => ({ range: rangeIn(job, edit), newText: edit.insert })) } };
});
