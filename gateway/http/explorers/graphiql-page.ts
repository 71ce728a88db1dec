import { randomBytes } from 'node:crypto';
import { createExplorerSession } from './explorer-session.ts';
import { openingTexts } from './opening-texts.ts';
import { scriptJson } from './script-json.ts';
import type { StarterOperation } from './starter-operations.ts';

export interface GraphiQLPage {
  html: string;
  headers: Record<string, string>;
}

/**
 * The page with GraphiQL. It has all of its scripts, and sends requests to this gateway alone.
 *
 * The first call imports GraphiQL, which takes 45 MB of memory.
 */
export async function graphiqlPage(starter: StarterOperation | null): Promise<GraphiQLPage> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const nonce = randomBytes(16).toString('base64');
  const { editorWorkerService, jsonWorker, graphqlWorker } = graphiql;
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Masar Eagle GraphiQL</title>
    <link rel="icon" href="${graphiql.favicon}" />
    <style>
      ${graphiql.css}
      body { display: flex; flex-direction: column; height: 100vh }
      #session { margin: 0; padding: 0.25rem 1rem; font: 14px system-ui, sans-serif; background: #f3f4f6; color: #111827 }
      #root { flex: 1; min-height: 0 }
      #root .graphiql-container { height: 100% }
    </style>
  </head>
  <body class="no-focus-outline">
    <p id="session"><span id="viewer"></span> <button id="sign-out" hidden>Sign out</button></p>
    <div id="root"></div>
    <script nonce="${nonce}">
      const workerUrl = (source) => URL.createObjectURL(new Blob([source], { type: 'application/javascript' }));
      const workers = {
        editorWorkerService: workerUrl(${JSON.stringify(editorWorkerService)}),
        json: workerUrl(${JSON.stringify(jsonWorker)}),
        graphql: workerUrl(${JSON.stringify(graphqlWorker)}),
      };
      self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => workers[label] };
      ${graphiql.js}
    </script>
    <script nonce="${nonce}">
      (() => {
        const createExplorerSession = ${createExplorerSession};
        const openingTexts = ${openingTexts};
        const [viewer, signOut] = ['viewer', 'sign-out'].map((id) => document.getElementById(id));
        const session = createExplorerSession({
          endpoint: new URL('/graphql', location.href).href,
          store: sessionStorage,
          fetch: fetch.bind(window),
          now: Date.now,
          onChange: (scope) => {
            viewer.textContent = scope === null ? 'Not signed in.' : 'Signed in as ' + scope + '.';
            signOut.hidden = scope === null;
          },
        });
        signOut.addEventListener('click', () => session.signOut());
        window.fetch = session.fetch;
        const opening = openingTexts({
          search: location.search,
          starter: ${scriptJson(starter)},
          keptTabs: sessionStorage.getItem('graphiql:tabState'),
        });
        // The address bar and the history keep no header and no variable.
        history.replaceState(null, '', location.pathname);
        YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
          title: 'Masar Eagle GraphiQL',
          endpoint: '/graphql',
          storage: sessionStorage,
          defaultTabs: opening ? [opening] : undefined,
          // GraphiQL selects the tab with these texts, and adds one where there is none.
          initialQuery: opening?.query,
          initialVariables: opening?.variables,
          initialHeaders: opening?.headers,
          onEditQuery: () => {},
        });
      })();
    </script>
  </body>
</html>
`;
  return { html, headers: pageHeaders(nonce) };
}

/** The page has a token, so no script, frame or request of another origin gets near it. */
function pageHeaders(nonce: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
