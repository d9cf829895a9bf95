/** Links to the pages of the documentation that the extension brings along. Knows no VS Code. */
import { Commands } from '../../contract';

/** A link that works inside the editor, also without a network: VS Code lets a problem's code be one. */
export const pageLink = (page: string): string => `command:${Commands.OpenDocs}?${encodeURIComponent(JSON.stringify([page]))}`;

/** The page that a link from outside means, as `vscode://weir.weir/docs/tasks` or `…/problems/sql-syntax`; undefined: another link. */
export function pageOf(path: string): string | undefined {
  const page = /^\/(?:docs\/)?((?:problems\/)?[a-z-]+)$/.exec(path)?.[1];
  return path.startsWith('/docs/') || path.startsWith('/problems/') ? page : undefined;
}
