/**
 * `npm run types`: type-checks each folder of src/ with its own tsconfig.json, where only what the folder may see exists,
 * then the tests. Each file is checked once, in the configuration of its own folder.
 */
import path from 'node:path';
import ts from 'typescript';
import { cycleOf, readProjects, root } from './directions.mjs';

/** Reads and parses a file once for all configurations. */
function sharedHost() {
  const sources = new Map();
  return (options) => {
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (file, version, ...rest) => {
      if (!sources.has(file)) sources.set(file, read(file, version, ...rest));
      return sources.get(file);
    };
    return host;
  };
}

/** The problems of one configuration in the files that `isOwn` names. */
function check(file, hostFor, isOwn) {
  const config = ts.getParsedCommandLineOfConfigFile(file, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => { throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n')); } });
  const program = ts.createProgram({ rootNames: config.fileNames, options: config.options, host: hostFor(config.options), configFileParsingDiagnostics: config.errors });
  return [
    ...program.getConfigFileParsingDiagnostics(), ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(),
    ...program.getSourceFiles().filter((source) => isOwn(path.resolve(source.fileName))).flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]),
  ];
}

/** Checks the tree at `top`; returns what the compiler says. */
export function checkTypes(top = root) {
  const projects = readProjects(top);
  const cycle = cycleOf(projects);
  if (cycle) throw new Error(`Folders import each other: ${cycle.join(' → ')}`);
  const hostFor = sharedHost();
  const owner = (file) => projects.filter(({ folder }) => file.startsWith(folder + path.sep)).sort((a, b) => b.folder.length - a.folder.length)[0];
  const problems = projects.flatMap((project) => check(project.file, hostFor, (file) => owner(file) === project));
  problems.push(...check(path.join(top, 'tsconfig.json'), hostFor, (file) => file.startsWith(path.join(top, 'test') + path.sep)));
  return ts.sortAndDeduplicateDiagnostics(problems);
}

if (process.argv[1]?.endsWith('types.mjs')) {
  const problems = checkTypes();
  if (problems.length > 0) {
    console.log(ts.formatDiagnosticsWithColorAndContext(problems, { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' }));
    console.log(`${problems.length} type errors`);
    process.exitCode = 1;
  }
}
