/**
 * What the tests need on the machine beyond Node: Java 17, Maven, a Python 3.10 for the real Spark, a browser. Names
 * everything that is missing at once. As root on Debian it first installs what Debian has a package for.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findBrowser } from './stack/browser.ts';
import { findPython } from './stack/spark.ts';
import { hasMaven, javaVersion } from './stack/tools.ts';

interface Prerequisite {
  name: string;
  help: string;
  present: () => boolean;
  /** Debian's package, where it has one that suits. */
  debian?: string;
}

const PREREQUISITES: Prerequisite[] = [
  { name: 'Java 17', help: 'install a JDK 17, and set JAVA_HOME to it when another java comes first on PATH', present: () => javaVersion() === 17, debian: 'openjdk-17-jdk-headless' },
  { name: 'Maven', help: 'install Apache Maven 3.6 or later', present: hasMaven, debian: 'maven' },
  { name: 'Python 3.10', help: 'PySpark 3.3.1 needs one: install it (pyenv will do), or name one in WEIR_PYTHON', present: hasPython },
  { name: 'Chrome, Edge or Chromium', help: 'install one, or name its program in WEIR_BROWSER', present: () => findBrowser() !== undefined, debian: 'chromium' },
];

function hasPython(): boolean {
  try {
    findPython();
    return true;
  } catch {
    return false;
  }
}

function debianRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/os-release') && /ID(_LIKE)?=.*debian/.test(readFileSync('/etc/os-release', 'utf8'));
}

function apt(args: readonly string[]): void {
  for (let attempt = 1; attempt <= 3; attempt++) {
    if (spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0) return;
  }
}

let missing = PREREQUISITES.filter(({ present }) => !present());
const packages = missing.flatMap(({ debian }) => debian ?? []);
if (packages.length > 0 && debianRoot()) {
  apt(['update', '-q']);
  for (const name of packages) apt(['install', '-y', '-q', '--no-install-recommends', name]);
  missing = missing.filter(({ present }) => !present());
}
for (const { name, help } of missing) process.stdout.write(`Missing: ${name} (${help}).\n`);
process.exitCode = missing.length > 0 ? 1 : 0;
