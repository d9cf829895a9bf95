/** `docs/problems.md`: every problem's page by its title, written by the build from the pages themselves. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../docs/', import.meta.url);

export function problemsPage() {
  const rows = readdirSync(new URL('problems/', folder)).filter((name) => name.endsWith('.md')).sort().map((name) => {
    const code = name.slice(0, -3), text = readFileSync(new URL(`problems/${name}`, folder), 'utf8').replaceAll('\r\n', '\n');
    return `| [\`${code}\`](problems/${name}) | ${/^# (.+)$/m.exec(text)?.[1] ?? code} |`;
  });
  return `# Problems

What is wrong with a job, or seldom meant, stands at its place while you type, and \`weir check\` prints it. Each kind has a code, and each code a page.
In VS Code the code is a link, and Quick Fix → *Read about* opens the same page. In a terminal, the page is \`docs/problems/<code>.md\` of the package.

| code | what it says |
|---|---|
${rows.join('\n')}

Most are found by running the job's plan without data: nothing is read and nothing is written. In an untrusted workspace, and with \`weir check --no-run\`,
only the text is looked at. The setting \`weir.language.enabled\` switches them off; \`weir.language.sparkVersion\` says which Spark the jobs go to.
`;
}

export const writeProblemsPage = () => { writeFileSync(new URL('problems.md', folder), problemsPage()); };
