/** `weir doctor`. */
import { diagnose } from '../kafka/doctor/doctor.ts';
import type { DoctorStep } from '../protocol/kafka-doctor.ts';
import { tokenOf } from './azure-token.ts';
import { Exit } from './exit.ts';
import { exitOf } from './interruptible.ts';
import { BROKER_OPTIONS, CAPTURES_OPTION, describedIn } from './kafka-description.ts';
import type { OptionSpec } from './options.ts';
import { choiceOf, isSet, optionHelp, parseOptions, UsageError } from './options.ts';
import { plainJson, plainText } from './plain.ts';
import { out } from './say.ts';
import { styleFor, type Style } from './style.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'format', value: 'table|json', help: 'json gives one object a step', fallback: 'table' },
  ...BROKER_OPTIONS, CAPTURES_OPTION,
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir doctor: says which step of a connection to Kafka fails, and what to do

Usage: weir doctor --brokers <host:port,…> [options]
       weir doctor --rest <url> [options]

Name, socket, TLS, what the listener is and how one signs in, the brokers that the cluster names, and what this user may see; of a REST proxy name,
socket, TLS, the token, whether the proxy answers, topics and a message: each step with what was seen. Nothing is changed. The exit code is not 0 when a step fails.

Options:
${optionHelp(OPTIONS)}
`;

export async function doctor(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS);
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  if (parsed.rest.length > 0) throw new UsageError(`What is ${parsed.rest[0]}? weir doctor --brokers <host:port>.`);
  const { description, secrets, ...more } = describedIn(parsed, process.env), json = choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json', style = styleFor(process.stdout.isTTY, process.env);
  const steps: DoctorStep[] = [];
  for await (const step of diagnose(description, secrets, { ...more, ...tokenOf(description) })) {
    steps.push(step);
    if (!json) out(stepText(step, style));
  }
  if (json) out(plainJson(`${JSON.stringify(steps, undefined, 2)}\n`));
  const failed = steps.find(({ state }) => state === 'failed');
  return failed ? exitOf({ kind: failed.kind ?? '' }) : Exit.done;
}

const marks: Record<DoctorStep['state'], [sign: string, style: keyof Style]> = { ok: ['✓', 'good'], warning: ['!', 'warn'], failed: ['✗', 'bad'], skipped: ['-', 'dim'] };
const line = (text: string): string => plainText(text).replace(/\s+/g, ' ');

/** One line, and below it what to do. Names and words of other machines do not steer the terminal. */
export function stepText({ step, target, state, seen, hint, took }: DoctorStep, style: Style): string {
  const [sign, colour] = marks[state], time = took >= 100 ? style.dim(`  ${took} ms`) : '';
  return `${style[colour](sign)} ${step.padEnd(12)}  ${line(target)}  ${line(seen)}${time}\n${hint === '' ? '' : `${' '.repeat(16)}${line(hint)}\n`}`;
}
