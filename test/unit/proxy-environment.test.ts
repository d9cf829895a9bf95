/** VS Code's settings of a proxy, as threads are told them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tunnelFor } from '../../src/http/tunnel.ts';
import { proxyEnvironment } from '../../src/ui/proxy-environment.ts';

const to = (host: string, ...given: Parameters<typeof proxyEnvironment>): string | undefined => tunnelFor(new URL(`https://${host}`), proxyEnvironment(...given))?.href;

test('http.proxy comes before the environment, http.noProxy adds to it', () => {
  assert.equal(to('a.example.org', { proxy: ' http://p:1 ' }, {}), 'http://p:1/');
  assert.equal(to('a.example.org', { proxy: 'http://p:1' }, { https_proxy: 'http://e:2', HTTPS_PROXY: 'http://f:3' }), 'http://p:1/');
  assert.equal(to('a.example.org', { proxy: '' }, { https_proxy: 'http://e:2', HTTPS_PROXY: 'http://f:3' }), 'http://e:2/');
  assert.equal(to('a.example.org', { proxy: 'http://p:1', noProxy: ['other.org', '.example.org'] }, {}), undefined);
  assert.equal(to('a.example.org', { noProxy: ['other.org'] }, { HTTPS_PROXY: 'http://e:2', NO_PROXY: 'example.org' }), undefined);
  assert.equal(to('other.org', { noProxy: ['other.org'] }, { HTTPS_PROXY: 'http://e:2', NO_PROXY: 'example.org' }), undefined);
  assert.equal(to('third.org', { noProxy: ['other.org'] }, { HTTPS_PROXY: 'http://e:2', NO_PROXY: 'example.org' }), 'http://e:2/');
});

test('http.proxySupport off leaves the environment alone; what is no setting counts for nothing', () => {
  assert.equal(to('a.example.org', { proxy: 'http://p:1', support: 'off' }, {}), undefined);
  assert.equal(to('a.example.org', { proxy: 'http://p:1', support: 'off' }, { HTTPS_PROXY: 'http://e:2' }), 'http://e:2/');
  const odd = { proxy: 5, noProxy: 'x' } as unknown as Parameters<typeof proxyEnvironment>[0];
  assert.deepEqual(proxyEnvironment(odd, { PATH: '/bin', NODE_EXTRA_CA_CERTS: 'ca' }), { PATH: '/bin', NODE_EXTRA_CA_CERTS: 'ca' });
});
