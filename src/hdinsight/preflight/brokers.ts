/** Whether the cluster reaches the brokers that the job names. */
import type { PreflightCheck } from '../../protocol/submit.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import { stringLiterals } from '../../syntax/literals.ts';
import { check, isHere, isLoopback, spanAt, type Check, type NetworkVerdict } from './input.ts';

interface Named { servers: string; span?: SourceSpan }

export const brokersCheck: Check = ({ plan, prepared, livy, machine, network, job }) => {
  if (!prepared.readsKafka) return [];
  const named = plan ? namedBy(plan.queries) : [];
  // A plan that did not come to its queries: what stands in the job as an address.
  if (named.length === 0 && prepared.source) named.push(...literalsOf(prepared.source.uploaded, job));
  if (named.length === 0) return [check('brokers', 'unknown', 'Which brokers the job asks is not known from here.')];
  const servers = named.filter((each, i) => named.findIndex((other) => other.servers === each.servers) === i);
  return servers.flatMap(({ servers: text, span }) => text.split(',').map((server) => verdict(server.trim(), { here: isHere(livy), machine, network, span })));
};

const namedBy = (queries: readonly { asked?: { sources: { format: string; options: Record<string, string>; span?: SourceSpan }[]; sink: { format: string; options: Record<string, string> } } | undefined; span?: SourceSpan }[]): Named[] => queries.flatMap(({ asked, span }) => {
  if (!asked) return [];
  const sides = [...asked.sources, { ...asked.sink, ...(span ? { span } : {}) }];
  return sides.flatMap((side): Named[] => {
    const servers = side.options['kafka.bootstrap.servers'], place = 'span' in side ? side.span : undefined;
    return side.format !== 'kafka' || servers === undefined ? [] : [{ servers, ...(place ? { span: place } : {}) }];
  });
});

const ADDRESSES = /^(?:\[[0-9a-f:]+\]|[A-Za-z0-9][\w.-]*):\d{2,5}(?:\s*,\s*(?:\[[0-9a-f:]+\]|[A-Za-z0-9][\w.-]*):\d{2,5})*$/i;
const literalsOf = (source: string, job: string): Named[] => stringLiterals(source).filter(({ value }) => ADDRESSES.test(value)).map(({ value, from, to }) => ({ servers: value, span: spanAt(job, source, from, to) }));

function verdict(server: string, { here, machine, network, span }: { here: boolean; machine: readonly string[]; network: NetworkVerdict | undefined; span: SourceSpan | undefined }): PreflightCheck {
  const match = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(server), host = match?.[1] ?? server;
  const say = (of: PreflightCheck['verdict'], evidence: string, wayOut = ''): PreflightCheck => check('brokers', of, evidence, wayOut, of === 'ok' ? undefined : span);
  const substitute = `Let the profile substitute it: "substitutions": { ${JSON.stringify(server)}: "<brokers that the cluster reaches>" }, or take it from the environment.`;
  if (server === '' || match?.[2] === undefined) return say('error', `${JSON.stringify(server)} is no broker: host:port.`, 'Write host:port, with commas between.');
  if (Number(match[2]) < 1 || Number(match[2]) > 65_535) return say('error', `${server} has a port that does not exist.`, 'Kafka listens on 9092 where nothing else was chosen.');
  if (isLoopback(host)) return here ? say('ok', `${server} is this machine, and so is the cluster.`) : say('error', `${server} is, on the cluster, the worker itself: no broker of yours.`, substitute);
  if (machine.some((name) => name.toLowerCase() === host.toLowerCase())) return here ? say('ok', `${server} is this machine, and so is the cluster.`) : say('warning', `${server} is this machine: a cluster hardly reaches it.`, substitute);
  if (/\.(local|lan|home|internal|localdomain|fritz\.box)$/i.test(host) && !/\.internal\.cloudapp\.net$/i.test(host)) return say('warning', `${server} is a name of a local network: a cluster hardly knows it.`, substitute);
  if (/\.internal\.cloudapp\.(net|cn)$/i.test(host) || isPrivate(host)) {
    const what = isPrivate(host) ? 'a private address' : "a name of one Azure network";
    if (network?.reaches === 'yes') return say('ok', `${server} is ${what}, and ${network.reason}`);
    if (network?.reaches === 'no') return say('error', `${server} is ${what}, and ${network.reason}`, 'Submit to a Spark cluster in the network of the Kafka cluster, or peer the two networks.');
    return say('unknown', `${server} is ${what}: whether the cluster reaches it depends on its network${network ? `: ${network.reason}` : '.'}`, 'Spark and Kafka clusters belong into one virtual network, or into two that are peered.');
  }
  if (!host.includes('.')) return say('unknown', `${server} is a name without a domain: only the cluster's own network can know it.`, 'Use the full name of the broker.');
  return say('ok', `${server} is neither this machine nor a private address.`);
}

const isPrivate = (host: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:)/i.test(host);
