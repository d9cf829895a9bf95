/**
 * Which folder of src/ may import which: `include` in the folder's own tsconfig.json, and nowhere else. The compiler
 * refuses what is not included (the configurations are composite); lint refuses it with words; a test plants violations.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Every tsconfig.json of src/: its folder, what it sees beside its own files, and whether Node, VS Code and a page exist there. */
export function readProjects(top = root) {
  const source = path.join(top, 'src');
  const folders = [source, ...readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => path.join(source, entry.name))];
  return folders.flatMap((folder) => {
    const file = path.join(folder, 'tsconfig.json');
    const has = existsSync(file);
    if (!has && !readdirSync(folder).some((name) => name.endsWith('.ts'))) return [];
    if (!has) throw new Error(`${path.relative(top, folder)} needs a tsconfig.json: it says what the folder may import.`);
    const { include, compilerOptions: { composite, types = [], lib = [] } } = JSON.parse(readFileSync(file, 'utf8'));
    if (composite !== true) throw new Error(`${path.relative(top, file)}: without "composite" the compiler would follow any import.`);
    return [{
      folder, file,
      sees: include.map((each) => path.resolve(folder, each)),
      node: types.includes('node'), vscode: types.includes('vscode'), page: lib.includes('dom'),
    }];
  });
}

const within = (folder, file) => file === folder || file.startsWith(folder + path.sep);
const sourceOf = (file) => (existsSync(file) ? file : [`${file}.ts`, path.join(file, 'index.ts')].find((each) => existsSync(each)) ?? file);

/** Why `file` may not import `specifier`, or undefined. */
export function whyNot(projects, file, specifier) {
  const project = projects.filter((each) => within(each.folder, file)).sort((a, b) => b.folder.length - a.folder.length)[0];
  if (!project) return undefined;
  const here = `src/${path.basename(project.folder) === 'src' ? path.basename(file) : path.basename(project.folder)}`;
  if (specifier.startsWith('.')) {
    const target = sourceOf(path.resolve(path.dirname(file), specifier));
    if (project.sees.some((each) => within(each, target))) return undefined;
    return `${here} may not import ${path.relative(path.join(project.folder, path.basename(project.folder) === 'src' ? '' : '..'), target).split(path.sep).join('/')}`;
  }
  if (specifier === 'vscode') return project.vscode ? undefined : `${here} may not import vscode`;
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return project.node ? undefined : `${here} has no Node: ${specifier}`;
  return project.node || project.page ? undefined : `${here} imports no package: ${specifier}`;
}

/** Folders that import each other, as a path that ends where it began; undefined when there are none. */
export function cycleOf(projects) {
  const name = (file) => projects.find((each) => path.basename(each.folder) !== 'src' && within(each.folder, file))?.folder;
  const edges = new Map(projects.map((each) => [each.folder, new Set(each.sees.map(name).filter((to) => to && to !== each.folder))]));
  const done = new Set();
  const walk = (folder, trail) => {
    if (trail.includes(folder)) return [...trail.slice(trail.indexOf(folder)), folder];
    if (done.has(folder)) return undefined;
    for (const next of edges.get(folder) ?? []) {
      const found = walk(next, [...trail, folder]);
      if (found) return found;
    }
    done.add(folder);
    return undefined;
  };
  for (const folder of edges.keys()) {
    const found = walk(folder, []);
    if (found) return found.map((each) => path.basename(each));
  }
  return undefined;
}

/** The lint rule: static and dynamic imports, re-exports and `import()` in types. */
export function directionRule(projects = readProjects()) {
  return {
    meta: { type: 'problem', schema: [], messages: { direction: '{{why}} (src/*/tsconfig.json says what each folder sees).' } },
    create(context) {
      const check = (node) => {
        if (typeof node?.value !== 'string') return;
        const why = whyNot(projects, context.filename, node.value);
        if (why) context.report({ node, messageId: 'direction', data: { why } });
      };
      return {
        ImportDeclaration: ({ source }) => { check(source); },
        ExportNamedDeclaration: ({ source }) => { check(source); },
        ExportAllDeclaration: ({ source }) => { check(source); },
        ImportExpression: ({ source }) => { check(source); },
        TSImportType: ({ source, argument }) => { check(source ?? argument?.literal); },
        TSExternalModuleReference: ({ expression }) => { check(expression); },
      };
    },
  };
}
