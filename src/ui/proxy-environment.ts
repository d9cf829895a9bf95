/** VS Code's settings of a proxy as the environment says the same to other programs. No VS Code here. */

export interface ProxySettings {
  /** http.proxy */
  proxy?: string | undefined;
  /** http.noProxy */
  noProxy?: readonly string[] | undefined;
  /** http.proxySupport */
  support?: string | undefined;
}

/** The setting comes before the environment, as in VS Code itself. What is no text in the settings counts for nothing. */
export function proxyEnvironment({ proxy, noProxy, support }: ProxySettings, env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const { https_proxy: lower, HTTPS_PROXY: upper, no_proxy: lowerNo, NO_PROXY: upperNo, ...others } = env;
  const own = typeof proxy === 'string' && support !== 'off' ? proxy.trim() : '', named = own === '' ? lower ?? upper : own;
  const without = [lowerNo ?? upperNo ?? '', ...(Array.isArray(noProxy) ? noProxy.filter((each) => typeof each === 'string') : [])].map((each) => each.trim()).filter((each) => each !== '').join(',');
  return { ...others, ...(named !== undefined && { HTTPS_PROXY: named }), ...(without !== '' && { NO_PROXY: without }) };
}
