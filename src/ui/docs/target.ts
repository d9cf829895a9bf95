import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { pageLink } from './link';

/**
 * What a problem's code leads to, with `{code}` where the code goes. A desktop VS Code hands a link of its own scheme to this extension, from
 * the Problems panel and from a hover; in a browser there is no such scheme, and a command works in the Problems panel.
 */
export function problemTarget({ extension }: vscode.ExtensionContext): string {
  const code = '{code}';
  return vscode.env.uiKind === vscode.UIKind.Desktop ? `${vscode.env.uriScheme}://${extension.id}/problems/${code}` : pageLink(`problems/${code}`).replace(encodeURIComponent(code), code);
}

/** The link of a problem that has a page. */
export function problemLinks(context: vscode.ExtensionContext): (code: string) => vscode.Uri | undefined {
  const target = problemTarget(context);
  let known: Set<string> | undefined;
  return (code) => {
    known ??= new Set(readdirSync(path.join(context.extensionPath, 'docs', 'problems')).map((name) => path.basename(name, '.md')));
    return known.has(code) ? vscode.Uri.parse(target.replace('{code}', code)) : undefined;
  };
}
