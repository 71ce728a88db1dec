import { scriptJson } from './script-json.ts';
import type { StarterOperation } from './starter-operations.ts';

/** The page with Apollo Sandbox, which loads from Apollo's CDN, and a link to GraphiQL, which needs no internet. */
export function sandboxPage(starter: StarterOperation | null): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Masar Eagle</title>
    <style>
      body { margin: 0; height: 100vh; display: flex; flex-direction: column; font-family: system-ui, sans-serif }
      p { margin: 0; padding: 0.5rem 1rem; background: #f3f4f6 }
      #sandbox { flex: 1 }
      #sandbox iframe { border: 0; width: 100%; height: 100% }
    </style>
  </head>
  <body>
    <p>
      Apollo Sandbox needs the internet. Without it: <a href="/graphiql">GraphiQL, served by this gateway</a>, which keeps you signed in.
      Both open with the same operations.
    </p>
    <div id="sandbox"></div>
    <script src="https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js"></script>
    <script>
      if (window.EmbeddedSandbox) {
        new window.EmbeddedSandbox({
          target: '#sandbox',
          initialRequestQueryPlan: true,
          initialEndpoint: new URL('/graphql', location.href).href,
          initialSubscriptionEndpoint: new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
          initialState: ${scriptJson(starter ?? {})},
        });
      }
    </script>
  </body>
</html>
`;
}
