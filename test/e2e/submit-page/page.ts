/** The form in a plain page. What it says goes to the test process, where the session and its thread are the real ones. */
declare const toHost: (message: unknown) => Promise<void>;

document.body.className = `vscode-${new URLSearchParams(location.search).get('theme') ?? 'dark'}`;
let state: unknown;
Object.assign(window, {
  fromHost: (message: unknown) => { window.postMessage(message, '*'); },
  acquireVsCodeApi: () => ({ postMessage: (message: unknown) => { void toHost(message); }, getState: () => state, setState: (kept: unknown) => { state = structuredClone(kept); } }),
});
