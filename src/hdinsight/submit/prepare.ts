/** A job made ready for a cluster: what is uploaded where, with the substitutions made, and Livy's body. */
import { createHash } from 'node:crypto';
import { HttpFault } from '../../http/fault.ts';
import type { AddedConf, LivyBatchRequest, Profile } from '../../protocol/submit.ts';
import type { Problem } from '../../protocol/run.ts';
import { stringLiterals } from '../../syntax/literals.ts';
import { addressed } from '../storage/place.ts';
import { buildBody } from './body.ts';
import { decode, dependenciesOf, type Artefact, type LocalFiles, type MissingModule } from './dependencies.ts';
import { checkBody } from './rules.ts';
import { substitute, unifiedDiff } from './substitute.ts';

export interface PrepareOptions {
  /** The job: a .py or .jar, native and absolute; or one that the cluster has already, with its scheme. */
  job: string;
  /** Its folder. */
  folder: string;
  /** Where relative paths of the profile begin. */
  profileFolder: string;
  profile: Profile;
  files: LocalFiles;
  tag: string;
  /** Files of the progress helper, for a Python job that is to carry them. */
  helper?: readonly { name: string; bytes: Uint8Array }[];
}

/** A file with the place that it gets: named by its bytes, so that the same bytes are uploaded once. */
export interface Upload extends Artefact {
  remote: string;
}

export interface Prepared {
  kind: 'python' | 'jar';
  /** The text of a Python job as it is uploaded, and as it is here. */
  source?: { here: string; uploaded: string };
  uploads: Upload[];
  body: LivyBatchRequest;
  added: AddedConf[];
  missing: MissingModule[];
  /** Unified diff of all files with substitutions; '' without. */
  diff: string;
  /** Those files, as they are uploaded. */
  copies: { file: string; text: string }[];
  /** Literals of substitutions that stand nowhere. */
  unmatched: string[];
  readsKafka: boolean;
  problems: Problem[];
}

const HAS_SCHEME = /^[a-z][a-z0-9+.-]+:\//i;
/** Stands for the storage location where none is known yet. */
export const NO_STORAGE = 'storage:///not-chosen';

/** `plan`: what a plan-only run of the uploaded copy told. @throws DependencyError */
export function prepare(options: PrepareOptions, plan: { checkpoints: readonly string[]; usesKafka: boolean } = { checkpoints: [], usesKafka: false }): Prepared {
  const { job, profile, files } = options, kind = /\.jar$/i.test(job) ? 'jar' : 'python';
  const parts = new Parts(options);
  const remoteJob = HAS_SCHEME.test(job);
  let source: Prepared['source'], missing: MissingModule[] = [], modules: Artefact[] = [], readsKafka = plan.usesKafka;
  let main: Artefact | undefined;
  if (!remoteJob && kind === 'python') {
    const here = decode(job, files.read(job)), uploaded = parts.rewrite(job, here);
    source = { here, uploaded };
    main = { name: plainName(job), bytes: new TextEncoder().encode(uploaded), origin: job };
    ({ pyFiles: modules, missing } = dependenciesOf(job, options.folder, here, { files, rewrite: (file, text) => parts.rewrite(file, text), provided: new Set(profile.pyFiles.map((path) => baseName(path).replace(/\.(py|zip|egg)$/i, ''))) }));
    readsKafka ||= usesKafka(here) || modules.some(({ name, bytes }) => name.endsWith('.py') && usesKafka(new TextDecoder().decode(bytes)));
  } else if (!remoteJob) main = { name: plainName(job), bytes: files.read(job), origin: job };
  const file = main ? parts.upload(main) : job;
  const helper = kind === 'python' && (profile.helper ?? hidesProgress(source?.here ?? '')) && !modules.some(({ name }) => name === 'sitecustomize.py') ? options.helper ?? [] : [];
  const pyFiles = [...modules.map((each) => parts.upload(each)), ...profile.pyFiles.map((path) => parts.given(path, 'pyFiles')), ...helper.map(({ name, bytes }) => parts.upload({ name, bytes, origin: "Weir's progress helper" }))];
  const { body, added } = buildBody(profile, {
    file, pyFiles, files: profile.files.map((path) => parts.given(path, 'files')), jars: profile.jars.map((path) => parts.given(path, 'jars')),
    archives: profile.archives.map((path) => parts.given(path, 'archives')), tag: options.tag, checkpoints: plan.checkpoints, readsKafka,
  });
  if (helper.length > 0) added.push({ key: 'pyFiles', value: helper.map(({ name }) => name).join(', '), why: profile.helper ? 'the profile asks for it: each progress of a query is a line in the driver\'s log, at any log level' : 'the job turns its log down, which hides the progress of its queries; these tell it ("helper": false leaves them out)' });
  return { kind, ...(source ? { source } : {}), uploads: parts.uploads, body, added, missing, diff: parts.diff, copies: parts.copies, unmatched: parts.unmatched(), readsKafka, problems: [...parts.problems, ...checkBody({ ...body })] };
}

/** At these levels Spark writes no progress into its log. */
const hidesProgress = (source: string): boolean => /\.setLogLevel\(\s*["'](?:WARN|ERROR|FATAL|OFF)["']\s*\)/i.test(source);

/** `.format("kafka")` is written with a literal. */
const usesKafka = (source: string): boolean => stringLiterals(source).some(({ value }) => value.toLowerCase() === 'kafka');

/** The job's own name matters to nobody: what a URI cannot hold is left out. */
const plainName = (path: string): string => baseName(path).replace(/[^\p{L}\p{N}._-]/gu, '_');
const baseName = (path: string): string => path.split(/[\\/]/).at(-1)!;

class Parts {
  readonly uploads: Upload[] = [];
  readonly problems: Problem[] = [];
  readonly #matches: Map<string, number>;
  readonly #rewritten = new Map<string, string>();
  readonly copies: Prepared['copies'] = [];
  diff = '';

  constructor(readonly options: PrepareOptions) {
    this.#matches = new Map(Object.keys(options.profile.substitutions).map((literal) => [literal, 0]));
  }

  rewrite(file: string, source: string): string {
    const before = this.#rewritten.get(file);
    if (before !== undefined) return before;
    const { text, matches, edits } = substitute(source, this.options.profile.substitutions);
    for (const [literal, times] of matches) this.#matches.set(literal, this.#matches.get(literal)! + times);
    this.diff += unifiedDiff(file, source, edits);
    if (text !== source) this.copies.push({ file, text });
    this.#rewritten.set(file, text);
    return text;
  }

  unmatched(): string[] {
    return [...this.#matches].filter(([, times]) => times === 0).map(([literal]) => literal);
  }

  upload(artefact: Artefact): string {
    const hash = createHash('sha256').update(artefact.bytes).digest('hex');
    const remote = this.#remote(hash, artefact.name);
    if (!this.uploads.some((each) => each.remote === remote)) this.uploads.push({ ...artefact, remote });
    return remote;
  }

  #remote(sha256: string, name: string): string {
    const { storage } = this.options.profile;
    try {
      return addressed(storage ?? NO_STORAGE, sha256, name);
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
      if (!this.problems.some(({ code }) => code === 'storage')) this.problems.push({ severity: 'error', code: 'storage', message: error.message, hint: error.hint });
      return `${storage}/weir/${sha256}/${name}`;
    }
  }

  /** A path of the profile: with a scheme the cluster has it; else it is a file of this machine. `#alias` stays. */
  given(path: string, field: string): string {
    if (HAS_SCHEME.test(path)) return path;
    const { files, profileFolder } = this.options, [file = '', alias] = path.split('#');
    const native = /^([\\/]|[A-Za-z]:[\\/])/.test(file) ? file : files.join(profileFolder, file);
    if (files.kind(native) !== 'file') {
      this.problems.push({ severity: 'error', code: 'missing-file', message: `${field}: there is no file ${native}.`, hint: 'Paths of a profile begin at its folder; what the cluster has already is named with its scheme.' });
      return path;
    }
    const remote = this.upload({ name: baseName(native), bytes: files.read(native), origin: native });
    return alias === undefined ? remote : `${remote}#${alias}`;
  }
}
