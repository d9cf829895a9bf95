/** Problems as SARIF 2.1.0, with a rule and its page for each code that occurs. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROBLEM_CODES, type CheckedProblem, type Place, type ProblemCode } from '../language/check.ts';

const LEVEL = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const;

export async function sarifOf(problems: readonly CheckedProblem[]): Promise<object> {
  const codes = [...new Set(problems.map(({ code }) => code))].sort(), { version } = JSON.parse(await readFile(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'weir', version, rules: await Promise.all(codes.map(ruleOf)) } },
      columnKind: 'utf16CodeUnits', originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(process.cwd()).href}/` } },
      results: problems.map((problem) => {
        const { code, severity, message, related, fix } = problem, artifact = artifactOf(problem.file);
        return {
          ruleId: code, ruleIndex: codes.indexOf(code), level: LEVEL[severity], message: { text: message }, locations: [{ physicalLocation: { artifactLocation: artifact, region: regionOf(problem) } }],
          ...(related.length > 0 && { relatedLocations: related.map((each, id) => ({ id, message: { text: each.message }, physicalLocation: { artifactLocation: artifact, region: regionOf(each) } })) }),
          ...(fix && { fixes: [{ description: { text: fix.title }, artifactChanges: [{ artifactLocation: artifact, replacements: fix.edits.map((edit) => ({ deletedRegion: regionOf(edit), insertedContent: { text: edit.insert } })) }] }] }),
        };
      }),
    }],
  };
}

const regionOf = ({ line, column, endLine, endColumn }: Place): object => ({ startLine: line, startColumn: column, endLine, endColumn });

/** Below the folder in which weir was called, where that is so. */
function artifactOf(file: string): { uri: string; uriBaseId?: string } {
  const from = relative(process.cwd(), resolve(file));
  if (from.startsWith('..') || isAbsolute(from)) return { uri: pathToFileURL(resolve(file)).href };
  return { uri: from.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' };
}

async function ruleOf(code: ProblemCode): Promise<object> {
  const page = join(__dirname, '..', 'docs', 'problems', `${code}.md`), markdown = await readFile(page, 'utf8');
  return { id: code, shortDescription: { text: PROBLEM_CODES[code] }, helpUri: pathToFileURL(page).href, help: { text: markdown, markdown } };
}
