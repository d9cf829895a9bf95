/** Checks of what is typed into the connection form: undefined when it is right, else one sentence that says what is wrong. */

export function brokersProblem(text: string): string | undefined {
  const servers = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (servers.length === 0) return 'Give at least one broker as host:port.';
  for (const server of servers) {
    const match = /^(?:[A-Za-z0-9_]+:\/\/)?(?:\[[0-9A-Fa-f:.%]+\]|[^\s:/[\]@]+)(?::(\d*))?$/.exec(server);
    if (!match) return `${server} is no host:port.`;
    if (match[1] === undefined || match[1] === '') return `${server} needs a port, such as ${server.replace(/:$/, '')}:9092.`;
    if (Number(match[1]) < 1 || Number(match[1]) > 65535) return `${match[1]} is no port: it must be between 1 and 65535.`;
  }
  return undefined;
}

export const neededProblem = (what: string) => (text: string): string | undefined => (text.trim() === '' ? `${what} is needed.` : undefined);

/** The characters of a bearer token (RFC 6750). */
export const tokenProblem = (text: string): string | undefined =>
  (text.trim() === '' ? 'A token is needed.' : /^[A-Za-z0-9._~+/-]+=*$/.test(text.trim()) ? undefined : 'A token has no quotes, spaces or line breaks.');

export function topicNameProblem(text: string): string | undefined {
  if (text === '') return 'The topic needs a name.';
  if (text.length > 249) return 'A topic name has at most 249 characters.';
  if (text === '.' || text === '..') return 'A topic cannot be called . or ..';
  return /^[A-Za-z0-9._-]+$/.test(text) ? undefined : 'A topic name has letters, digits, . _ and - only.';
}

export const wholeProblem = (least: number, most: number) => (text: string): string | undefined =>
  (/^\d{1,9}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most ? undefined : `A whole number from ${least} to ${most}.`);

/** The token goes with each request, so that it must be https. */
export function proxyUrlProblem(text: string): string | undefined {
  try {
    const { protocol, username, password, search, hash } = new URL(text.trim());
    if (username !== '' || password !== '') return 'One signs in there with a token: no user and no password in the address.';
    if (protocol !== 'https:') return 'The address begins with https://.';
    return search === '' && hash === '' ? undefined : 'The address ends with its path.';
  } catch {
    return 'This is no address such as https://cluster-kafkarest.azurehdinsight.net.';
  }
}

export function urlProblem(text: string): string | undefined {
  try {
    const { protocol, username, password } = new URL(text.trim());
    // The address is kept in the settings.
    if (username !== '' || password !== '') return 'User and password are asked for next, apart from the address.';
    return protocol === 'http:' || protocol === 'https:' ? undefined : 'An address begins with https:// or http://.';
  } catch {
    return 'This is no address such as https://host:8081.';
  }
}
