import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { alone } from './alone';
import { output } from './npm';

const places: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge', '/snap/bin/chromium'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap((base) => base === undefined ? [] : [path.win32.join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'), path.win32.join(base, 'Microsoft', 'Edge', 'Application', 'msedge.exe')]),
};

export const findBrowser = (): string | undefined => [process.env.WEIR_BROWSER, ...places[process.platform] ?? []].find((file) => file !== undefined && existsSync(file));

/** Chrome, Edge or Chromium; as root on Debian Chromium is installed when there is none. @throws naming what is missing. */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  if (debianRoot()) {
    await alone('apt', async () => {
      await output('apt-get', ['update', '-q'], {});
      await output('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    });
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error('Missing: Chrome, Edge or Chromium. Install one, or name its program in WEIR_BROWSER.');
}

function debianRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/os-release') && /ID(_LIKE)?=.*debian/.test(readFileSync('/etc/os-release', 'utf8'));
}
