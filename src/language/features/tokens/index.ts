/** textDocument/semanticTokens/full. */
import { SemanticTokensBuilder, SemanticTokensRequest, type SemanticTokens } from 'vscode-languageserver';
import { feature } from '../../feature.ts';
import { tokensOf, TYPES } from './tokens.ts';

export const tokens = feature('tokens', 'better', SemanticTokensRequest.type, { semanticTokensProvider: { full: true, legend: { tokenTypes: [...TYPES], tokenModifiers: [] } } }, (job): SemanticTokens => {
  const builder = new SemanticTokensBuilder();
  for (const { from, to, type } of tokensOf(job)) {
    const { line, character } = job.document.lines.positionAt(from);
    builder.push(line, character, to - from, TYPES.indexOf(type), 0);
  }
  return builder.build();
});
