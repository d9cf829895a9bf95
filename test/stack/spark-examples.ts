/** Spark's own streaming examples, as the pip package that `test/stack/spark.ts` installs has them. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './maven.ts';

const BELOW = join('pyspark', 'examples', 'src', 'main', 'python', 'sql', 'streaming');

/** Empty where Spark was not installed yet. */
export function sparkExamples(): string[] {
  const lib = join(CACHE, 'spark331', process.platform === 'win32' ? 'Lib' : 'lib');
  const roots = [join(lib, 'site-packages'), ...(existsSync(lib) ? readdirSync(lib).map((name) => join(lib, name, 'site-packages')) : [])];
  const folder = roots.map((root) => join(root, BELOW)).find((each) => existsSync(each));
  return folder ? readdirSync(folder).filter((name) => name.endsWith('.py')).sort().map((name) => join(folder, name)) : [];
}
