/** The editor's own environment as a job sees it: without what VS Code and Electron set for themselves. */
export function environment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own = /^(VSCODE_|ELECTRON_|CHROME_DESKTOP$|NODE_OPTIONS$)/i;
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !own.test(entry[0])));
}
