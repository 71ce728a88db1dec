/** Where a page keeps its session, as `sessionStorage` does. */
interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface ExplorerSessionOptions {
  /** The URL of GraphQL. Requests to other URLs never carry a token. */
  endpoint: string;
  store: Store;
  fetch: typeof globalThis.fetch;
  now: () => number;
  /** Called with the scope of the account that is signed in, or with null, whenever that may have changed. */
  onChange: (scope: string | null) => void;
}

export interface ExplorerSession {
  /** As `fetch`. A request to the endpoint carries the access token, unless it has an Authorization header of its own. */
  fetch: typeof globalThis.fetch;
  /** Ends the session at the server and forgets its tokens. */
  signOut(): Promise<void>;
}

/**
 * Keeps the tokens of the last sign-in that a response shows, in `store`, and sends them with later requests. It exchanges an
 * access token that is about to expire, or that the server refuses, if it has a refresh token. It forgets the tokens of a session
 * that has ended, and keeps them when an exchange fails for another reason.
 *
 * GraphiQL's page has the text of this function as a script, so it uses nothing from outside but what browsers have.
 */
export function createExplorerSession(options: ExplorerSessionOptions): ExplorerSession {
  const { endpoint, store, now, onChange } = options;
  const send = options.fetch;
  const key = 'explorer-session';
  /** Milliseconds before its expiry at which an access token is exchanged. */
  const margin = 30_000;

  interface Tokens {
    accessToken: string;
    refreshToken: string | null;
    /** On the clock of `now`. */
    expiresAt: number;
    scope: string;
  }

  const read = (): Tokens | null => JSON.parse(store.getItem(key) ?? 'null');

  function keep(tokens: Tokens | null): Tokens | null {
    if (tokens) store.setItem(key, JSON.stringify(tokens));
    else store.removeItem(key);
    onChange(tokens?.scope ?? null);
    return tokens;
  }

  /** Keeps the tokens of a response. An operation that selects no `refreshToken` is signed in until its access token expires. */
  async function capture(response: Response): Promise<Tokens | null> {
    const body = (await response.json().catch(() => null)) as { data?: object | null } | null;
    for (const payload of Object.values(body?.data ?? {})) {
      const { accessToken, refreshToken, expiresIn, scope } = (payload ?? {}) as Record<string, unknown>;
      if (typeof accessToken !== 'string') continue;
      return keep({
        accessToken,
        refreshToken: typeof refreshToken === 'string' ? refreshToken : null,
        expiresAt: typeof expiresIn === 'number' ? now() + expiresIn * 1_000 : Number.MAX_SAFE_INTEGER,
        scope: typeof scope === 'string' ? scope : 'an account',
      });
    }
    return null;
  }

  const post = (query: string, variables: object, headers: Record<string, string> = {}) =>
    send(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });

  let refreshing: Promise<Tokens | null> | null = null;

  async function exchange(tokens: Tokens): Promise<Tokens | null> {
    const query = `mutation ($input: RefreshTokensInput!) {
      refreshTokens(input: $input) { accessToken refreshToken expiresIn scope }
    }`;
    const response = await post(query, { input: { refreshToken: tokens.refreshToken } });
    const renewed = await capture(response.clone());
    if (renewed) return renewed;
    const { errors = [] } = (await response.json().catch(() => ({}))) as {
      errors?: { extensions?: { code?: string } }[];
    };
    const isOver = errors.some(({ extensions }) =>
      /^(INVALID_REFRESH_TOKEN|ACCOUNT_INACTIVE)$/.test(extensions?.code ?? ''),
    );
    return isOver ? keep(null) : tokens;
  }

  /** Exchanges the refresh token, once for all requests that wait for it. Resolves to the old tokens when the server cannot. */
  function refresh(tokens: Tokens): Promise<Tokens | null> {
    if (tokens.refreshToken === null) return Promise.resolve(keep(null));
    refreshing ??= exchange(tokens).finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  /** GraphiQL subscribes by GET. Proxies log URLs, so the operation and its variables go into the body. */
  function inBody(parameters: URLSearchParams, init: RequestInit): RequestInit {
    const headers = new Headers(init.headers);
    headers.set('content-type', 'application/json');
    const members = [...parameters].map(([name, value]) => [
      name,
      name === 'variables' || name === 'extensions' ? JSON.parse(value) : value,
    ]);
    return { ...init, method: 'POST', headers, body: JSON.stringify(Object.fromEntries(members)) };
  }

  async function authorized(init: RequestInit): Promise<Response> {
    const attempt = ({ accessToken }: Tokens) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${accessToken}`);
      return send(endpoint, { ...init, headers });
    };
    let tokens = read();
    if (tokens && tokens.expiresAt - margin < now()) tokens = await refresh(tokens);
    if (!tokens) return send(endpoint, init);
    const response = await attempt(tokens);
    if (response.status !== 401) return response;
    const renewed = await refresh(tokens);
    return renewed && renewed.accessToken !== tokens.accessToken ? attempt(renewed) : response;
  }

  onChange(read()?.scope ?? null);

  return {
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input, endpoint);
      if (url.origin + url.pathname !== endpoint) return send(input, init);
      const request = url.search === '' ? init : inBody(url.searchParams, init);
      const own = new Headers(request.headers).has('authorization');
      const response = await (own ? send(endpoint, request) : authorized(request));
      // The next operation must find the tokens, so this one waits for them. Other responses are not read here: some never end.
      if (String(request.body).includes('accessToken')) await capture(response.clone());
      return response;
    },

    async signOut() {
      const tokens = read();
      if (!tokens) return;
      const query = 'mutation { signOut(input: {}) { endedSessions } }';
      await post(query, {}, { authorization: `Bearer ${tokens.accessToken}` }).catch(() => {});
      keep(null);
    },
  };
}
