/** textDocument/semanticTokens/full. */
import { SemanticTokensBuilder, SemanticTokensRequest, type SemanticTokens } from 'vscode-languageserver';
import { feature } from '../../feature.ts';
import { inSlices } from '../../steps.ts';
import { tokenSteps, TYPES } from './tokens.ts';

export const tokens = feature('tokens', 'better', SemanticTokensRequest.type, { semanticTokensProvider: { full: true, legend: { tokenTypes: [...TYPES], tokenModifiers: [] } } }, async (job, _, cancel): Promise<SemanticTokens | null> => {
  const builder = new SemanticTokensBuilder(), found = await inSlices(tokenSteps(job), cancel);
  if (!found) return null;
  for (const { from, to, type } of found) {
    const { line, character } = job.document.lines.positionAt(from);
    builder.push(line, character, to - from, TYPES.indexOf(type), 0);
  }
  return builder.build();
});
