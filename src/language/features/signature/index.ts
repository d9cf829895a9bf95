/** textDocument/signatureHelp. */
import { SignatureHelpRequest, type SignatureHelp } from 'vscode-languageserver';
import { feature } from '../../feature.ts';
import { signatureAt } from './help.ts';

export const signature = feature('signature', 'better', SignatureHelpRequest.type, { signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [','] } }, (job, { position }): SignatureHelp | null => {
  const help = signatureAt(job, job.document.lines.offsetAt(position));
  return help ? { signatures: [{ label: help.label, parameters: help.params.map((label) => ({ label })), ...(help.doc !== undefined && { documentation: help.doc }) }], activeSignature: 0, activeParameter: help.active } : null;
});
