/** The root exception in a driver's log or in YARN's diagnostics, and the line of the user's own file that it came through. */
import type { JobFailure } from '../../protocol/hdinsight.ts';
import { masked } from '../mask.ts';

type Found = Omit<JobFailure, 'from'>;

const MOST_TRACE = 60, LONGEST = 2000;
const PYTHON_HEAD = /Traceback \(most recent call last\):\s*$/;
const PYTHON_FRAME = /^\s*File "([^"]{1,1000})", line (\d{1,9})(?:, in (.{1,200}))?$/;
const PYTHON_ERROR = /^\s*([A-Za-z_][\w.]{0,200}(?:Error|Exception|Interrupt|Exit|Warning|Iteration|[A-Z]\w*))(?::\s?(.*))?$/;
/** Files that are not the user's. */
const LIBRARY = /(?:^|\/)(?:site-packages|dist-packages|pyspark|py4j|python\d(?:\.\d+)?)\/|pyspark\.zip\/|py4j-[\w.-]+\.zip\/|^<|\/spark\/python\//;
const JAVA_HEAD = /^(?:.*?\b(?:ERROR|FATAL|WARN)\b.*?: )?(?:Exception in thread "[^"]*" )?(Caused by: )?((?:[a-z_][\w$]*\.)+[A-Z][\w$]*)(?:: (.*))?$/;
const JAVA_FRAME = /^\s*at ([\w.$<>/@-]{1,500})\(([^():]{1,200})(?::(\d{1,9}))?\)/;
const JAVA_LIBRARY = /^(?:java|javax|jdk|sun|com\.sun|scala|org\.apache|py4j|org\.eclipse|io\.netty)\b|^java\.base\//;
/** What Spark says where the job ended by itself: true, and no cause. */
const NO_CAUSE = /SparkUserAppException|User application exited with|ERROR ApplicationMaster|awaitResult|ApplicationMaster|SparkContextInitialized|ExecutorLostFailure|^Shutdown/;

/** Undefined: nothing in these lines looks like one. The last failure counts. */
export function failureIn(lines: readonly string[]): Found | undefined {
  return pythonFailure(lines) ?? javaFailure(lines);
}

interface Python { at: number; end: number; exception: string; message: string; frames: { file: string; line: number; function?: string }[] }

/**
 * A traceback may stand in another one's message: Python calls the JVM, which calls Python (foreachBatch, a UDF). The one that names a file
 * of the user and begins last is the innermost; those that "another exception occurred" or "direct cause" join are one failure, and the
 * first of them is its root.
 */
function pythonFailure(lines: readonly string[]): Found | undefined {
  const all: Python[] = [];
  lines.forEach((line, i) => {
    if (!PYTHON_HEAD.test(line)) return;
    const frames: Python['frames'] = [];
    for (let at = i + 1; at < lines.length && at < i + 500; at++) {
      const text = lines[at]!, [, file, number, name] = PYTHON_FRAME.exec(text) ?? [];
      if (file !== undefined) frames.push({ file, line: Number(number), ...(name === undefined ? {} : { function: name.trim() }) });
      else if (PYTHON_HEAD.test(text)) return;
      else if (!/^\s/.test(text) || (frames.length > 0 && PYTHON_ERROR.test(text) && !followsFrame(lines, at))) {
        const [, exception, message = ''] = PYTHON_ERROR.exec(text) ?? [];
        if (exception !== undefined) all.push({ at: i, end: at, exception, message, frames });
        return;
      }
    }
  });
  const last = all.at(-1);
  if (!last) return undefined;
  // What belongs together stands together; a job may fail more than once in a log.
  const group = all.filter((_, i) => all.slice(i).every((next, n, rest) => n === 0 || next.at - rest[n - 1]!.end < 400)), own = group.filter(({ frames }) => frames.some(({ file }) => !LIBRARY.test(file)));
  const inner = own.filter(({ exception }) => !/(?:^|\.)(?:Py4JJavaError|Py4JError|StreamingQueryException|PythonException|SystemExit)$/.test(exception));
  const root = inner[0] !== undefined && joinedBelow(lines, inner) ? inner[0] : inner.at(-1) ?? own.at(-1) ?? last;
  const java = /Py4JJavaError|StreamingQueryException|AnalysisException/.test(root.exception) ? javaFailure(lines.slice(root.end)) : undefined, at = [...root.frames].reverse().find(({ file }) => !LIBRARY.test(file));
  const found: Found = { kind: 'python', exception: root.exception, message: said(root.message), trace: traceOf(lines, root.at, root.end), ...(at ? { at: { ...at, file: masked(at.file) } } : {}) };
  return java && root.message === '' ? { ...found, message: java.message, ...(java.exception === undefined ? {} : { exception: java.exception }) } : found;
}

/** The line of source that Python shows below a frame is no error. */
const followsFrame = (lines: readonly string[], at: number): boolean => PYTHON_FRAME.test(lines[at - 1] ?? '');

const joinedBelow = (lines: readonly string[], group: readonly Python[]): boolean => group.slice(1).every(({ at }, i) => lines.slice(group[i]!.end, at).some((line) => /direct cause of the following exception|another exception occurred/.test(line)));

function javaFailure(lines: readonly string[]): Found | undefined {
  let chain: { at: number; exception: string; message: string }[] = [], best: { chain: typeof chain; end: number } | undefined;
  lines.forEach((line, i) => {
    const [, caused, exception, message = ''] = JAVA_HEAD.exec(line) ?? [];
    if (exception === undefined || !/(?:Exception|Error|Throwable|Failure)$/.test(exception) || !(caused !== undefined || JAVA_FRAME.test(lines[i + 1] ?? '') || line.startsWith(exception))) return;
    if (caused === undefined) chain = [];
    chain.push({ at: i, exception, message });
    const root = chain.at(-1)!;
    if (!NO_CAUSE.test(`${root.exception}: ${root.message}`)) best = { chain: [...chain], end: endOfFrames(lines, i) };
  });
  if (!best) return undefined;
  const root = best.chain.at(-1)!, frames = lines.slice(best.chain[0]!.at, best.end).flatMap((line) => {
    const [, place, file, number] = JAVA_FRAME.exec(line) ?? [];
    return place === undefined || file === undefined || number === undefined || JAVA_LIBRARY.test(place) ? [] : [{ file, line: Number(number), function: place.replace(/^.*\//, '') }];
  });
  return { kind: 'java', exception: root.exception, message: said(root.message), trace: traceOf(lines, best.chain[0]!.at, best.end), ...(frames[0] ? { at: frames[0] } : {}) };
}

function endOfFrames(lines: readonly string[], from: number): number {
  let end = from + 1;
  while (end < lines.length && (JAVA_FRAME.test(lines[end]!) || /^\s*\.\.\. \d+ (?:more|common frames)/.test(lines[end]!))) end++;
  return end;
}

const said = (text: string): string => masked(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Its beginning and its end where it is long: both say more than the middle. */
function traceOf(lines: readonly string[], from: number, to: number): string[] {
  const trace = lines.slice(from, to + 1).map(said);
  return trace.length <= MOST_TRACE ? trace : [...trace.slice(0, MOST_TRACE / 2 - 1), `… ${trace.length - MOST_TRACE + 1} lines …`, ...trace.slice(-MOST_TRACE / 2)];
}

/** YARN's own sentence: what it killed or could not start. Undefined where it only says that the job ended. */
export function yarnReason(diagnostics: string): string | undefined {
  const reason = /[^.\n]*\b(?:running beyond (?:physical|virtual) memory limits|Killed by external signal|exit(?:ed with)?\s+(?:status\s+)?(?:code:? ?)?(?:137|143|52)|not enough|exceeds|Queue|invalid|does not have permission|FileNotFoundException|No such file|preempted|killed by user|Diagnostics: )[^\n]*/i.exec(diagnostics)?.[0] ?? diagnostics.split('\n').find((line) => line.trim() !== '');
  return reason === undefined ? undefined : said(reason.trim());
}
