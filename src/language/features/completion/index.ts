/** textDocument/completion. */
import { CompletionItemKind, CompletionRequest, InsertTextFormat, type CompletionItem, type CompletionList } from 'vscode-languageserver';
import { feature } from '../../feature.ts';
import { complete } from './complete.ts';
import type { ItemKind } from './item.ts';

const KINDS: Readonly<Record<ItemKind, CompletionItemKind>> = {
  column: CompletionItemKind.Field, field: CompletionItemKind.Field, method: CompletionItemKind.Method, property: CompletionItemKind.Property, function: CompletionItemKind.Function, view: CompletionItemKind.Struct,
  topic: CompletionItemKind.Reference, format: CompletionItemKind.EnumMember, option: CompletionItemKind.Property, value: CompletionItemKind.Value, keyword: CompletionItemKind.Keyword, path: CompletionItemKind.Text,
};

export const completion = feature('completion', 'better', CompletionRequest.type, { completionProvider: { triggerCharacters: ['.', '"', "'", '`'] } }, async (job, { position }): Promise<CompletionList | null> => {
  const { document } = job, offset = document.lines.offsetAt(position), found = await complete(job, offset);
  if (!found) return null;
  const range = { start: document.lines.positionAt(found.replace.from), end: document.lines.positionAt(Math.min(found.replace.to, document.lines.endOf(document.lines.lineAt(found.replace.from)))) };
  const typed = document.text.slice(found.replace.from, offset);
  const items = found.items.map(({ label, kind, detail, doc, insert, rank }): CompletionItem => ({
    label, kind: KINDS[kind], sortText: `${rank}${label.toLowerCase()}`, filterText: typed.startsWith('`') ? `\`${label}` : label, insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range, newText: insert ?? label }, ...(detail !== undefined && { detail }), ...(doc !== undefined && { documentation: doc }),
  }));
  return { isIncomplete: false, items };
});
