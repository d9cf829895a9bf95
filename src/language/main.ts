/** The language server's process: `language-server.js --stdio`, or forked by the editor's client. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { Simulator } from '../simulator/client.ts';
import { LanguageServer } from './server.ts';
import { SimulatorPlanner } from './plan/simulator-planner.ts';

const connection = createConnection(ProposedFeatures.all);

new LanguageServer({
  connection,
  planner: ({ limitSeconds, env, python }) => {
    const simulator = new Simulator({ folder: __dirname, onNotice: (text) => { connection.console.warn(text); } });
    const planner = new SimulatorPlanner({ simulator, limitSeconds, env, python: () => python });
    planner.prepare();
    process.once('exit', () => { planner.close(); });
    return planner;
  },
});
connection.listen();
