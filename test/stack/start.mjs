/** `npm start`: installs what is missing, builds, and opens the sample in a VS Code with the extension. */
import path from 'node:path';
import { build, install, root, run } from './fresh.mjs';

install();
build();
run(['--import', 'tsx', path.join(root, 'test', 'stack', 'start.ts'), ...process.argv.slice(2)]);
