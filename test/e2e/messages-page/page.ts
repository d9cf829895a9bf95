/** The viewer in a plain page. What it says goes to the test process, where the thread that holds messages is the real one. */
declare const toHost: (message: unknown) => Promise<void>;

document.body.className = `vscode-${new URLSearchParams(location.search).get('theme') ?? 'dark'}`;
const before = new URLSearchParams(location.search).get('kept');
let state: unknown = before === null ? undefined : JSON.parse(before);
Object.assign(window, {
  kept: () => JSON.stringify(state),
  fromHost: (message: unknown) => { window.postMessage(message, '*'); },
  acquireVsCodeApi: () => ({ postMessage: (message: unknown) => { void toHost(message); }, getState: () => state, setState: (kept: unknown) => { state = structuredClone(kept); } }),
});
