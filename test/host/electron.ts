/** `npm run test:electron`: the same host tests in a desktop VS Code, for whoever can download one. */
import { runTests } from '@vscode/test-electron';
import { buildHostTests, root } from './build';

async function main(): Promise<void> {
  const { tests, workspace } = await buildHostTests();
  await runTests({ extensionDevelopmentPath: root, extensionTestsPath: tests, launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'] });
}
main().catch((error: unknown) => { console.error(error); process.exitCode = 1; });
