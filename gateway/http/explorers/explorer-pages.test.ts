import { expect, test } from '@jest/globals';
import { graphiqlPage } from './graphiql-page.ts';
import { sandboxPage } from './sandbox-page.ts';

const starter = { document: 'query A { a(b: "</script>") }', variables: { a: 1 } };

/** The options with which the page at a URL makes a Sandbox. */
function sandboxAt(href: string): unknown {
  const [, script] = /<script>([\s\S]*?)<\/script>/.exec(sandboxPage(starter)) ?? [];
  let given: unknown;
  class EmbeddedSandbox {
    constructor(options: unknown) {
      given = options;
    }
  }
  new Function('window', 'location', script ?? '')({ EmbeddedSandbox }, { href });
  return given;
}

test('Sandbox queries and subscribes at the gateway of its page, and opens with the starter', () => {
  expect(sandboxAt('https://api.example:8443/graphql?x=1')).toMatchObject({
    initialEndpoint: 'https://api.example:8443/graphql',
    initialSubscriptionEndpoint: 'wss://api.example:8443/graphql',
    initialState: starter,
  });
});

test("GraphiQL's page runs no script but its own, sends nothing elsewhere, and is in no frame and no cache", async () => {
  const { html, headers } = await graphiqlPage(starter);
  const [, nonce = ''] = /<script nonce="([^"]+)">/.exec(html) ?? [];
  expect(headers['content-security-policy']?.split('; ').sort()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    'font-src data:',
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    'worker-src blob:',
  ]);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect((await graphiqlPage(starter)).headers['content-security-policy']).not.toContain(nonce);
  expect(html).not.toContain('</script>\\"');
});
