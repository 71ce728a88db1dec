import { beforeEach, expect, test } from '@jest/globals';
import { createExplorerSession, type ExplorerSession } from './explorer-session.ts';

const endpoint = 'http://gateway.test/graphql';

interface SentRequest {
  url: string;
  token: string | null;
  body: { query: string; variables?: Record<string, unknown> };
}

let stored: Map<string, string>;
let now: number;
let sent: SentRequest[];
let scopes: (string | null)[];
/** The access tokens that the server accepts. */
let valid: Set<string>;
/** The refresh token that the server exchanges, for the token of the next number. */
let refreshable: string | null;
/** The code with which the server refuses any other refresh token. */
let refusal: string;
/** Whether the server cannot be reached. */
let offline: boolean;

beforeEach(() => {
  stored = new Map();
  now = 0;
  sent = [];
  scopes = [];
  valid = new Set(['access-1', 'access-2']);
  refreshable = 'refresh-1';
  refusal = 'INVALID_REFRESH_TOKEN';
  offline = false;
});

const tokens = (number: number) => ({
  accessToken: `access-${number}`,
  refreshToken: `refresh-${number}`,
  expiresIn: 600,
  scope: 'passenger',
});

/** A server that signs everyone in, exchanges one refresh token, and refuses access tokens that are not valid. */
const serve: typeof fetch = async (input, init = {}) => {
  if (offline) throw new TypeError('Failed to fetch');
  const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? null;
  const body = JSON.parse(String(init.body));
  sent.push({ url: String(input), token, body });
  if (body.query.includes('signInBriefly'))
    return Response.json({ data: { alias: { accessToken: 'access-1', expiresIn: 600 } } });
  if (body.query.includes('signIn')) return Response.json({ data: { alias: tokens(1) } });
  if (body.query.includes('refreshTokens')) {
    if (body.variables.input.refreshToken === refreshable) return Response.json({ data: { refreshTokens: tokens(2) } });
    return Response.json({ data: null, errors: [{ extensions: { code: refusal } }] });
  }
  if (token !== null && !valid.has(token)) return Response.json({ errors: [{}] }, { status: 401 });
  return Response.json({ data: {} });
};

function open(): ExplorerSession {
  return createExplorerSession({
    endpoint,
    store: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
      removeItem: (key) => stored.delete(key),
    },
    fetch: serve,
    now: () => now,
    onChange: (scope) => scopes.push(scope),
  });
}

const run = (session: ExplorerSession, query: string, headers: Record<string, string> = {}) =>
  session.fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) });
const signIn = (session: ExplorerSession) => run(session, 'mutation { alias: signIn { accessToken } }');
const tokensSent = () => sent.map(({ token }) => token);

test('sends the token of a sign-in with the requests that follow, also after the page was reloaded', async () => {
  const session = open();
  await run(session, '{ a }');
  expect((await (await signIn(session)).json()).data.alias.accessToken).toBe('access-1');
  await run(session, '{ b }');
  await run(open(), '{ c }');
  expect(tokensSent()).toEqual([null, null, 'access-1', 'access-1']);
  expect(scopes).toEqual([null, 'passenger', 'passenger']);
});

test('sends no token to another URL', async () => {
  const session = open();
  await signIn(session);
  for (const url of [
    'http://other.test/graphql',
    'http://gateway.test/graphql/x',
    'http://gateway.test/connect/token',
  ]) {
    await session.fetch(url, { method: 'POST', body: '{"query":"{ a }"}' });
  }
  expect(tokensSent()).toEqual([null, null, null, null]);
});

test("leaves a request's own Authorization header", async () => {
  const session = open();
  await signIn(session);
  await run(session, '{ a }', { Authorization: 'Bearer access-2' });
  expect(tokensSent()).toEqual([null, 'access-2']);
});

test('exchanges a token that is about to expire, once for concurrent requests', async () => {
  const session = open();
  await signIn(session);
  now = 570_001;
  await Promise.all([run(session, '{ a }'), run(session, '{ b }')]);
  expect(sent.filter(({ body }) => body.query.includes('refreshTokens'))).toHaveLength(1);
  expect(tokensSent().slice(2)).toEqual(['access-2', 'access-2']);
});

test('exchanges a token that is refused, and repeats the request', async () => {
  const session = open();
  await signIn(session);
  valid.delete('access-1');
  expect((await run(session, '{ a }')).status).toBe(200);
  expect(tokensSent()).toEqual([null, 'access-1', null, 'access-2']);
});

test('forgets an expired token that no refresh token can exchange', async () => {
  const session = open();
  await run(session, 'mutation { alias: signInBriefly { accessToken expiresIn } }');
  now = 570_001;
  await run(session, '{ a }');
  expect([tokensSent(), stored.size, scopes.at(-1)]).toEqual([[null, null], 0, null]);
});

test('keeps the tokens when the server cannot exchange them now', async () => {
  const session = open();
  await signIn(session);
  refreshable = null;
  refusal = 'SUBGRAPH_UNAVAILABLE';
  now = 570_001;
  expect((await run(session, '{ a }')).status).toBe(200);
  valid.clear();
  expect((await run(session, '{ b }')).status).toBe(401);
  expect(sent.filter(({ body }) => body.query === '{ b }')).toHaveLength(1);
  expect([stored.size, scopes.at(-1)]).toEqual([1, 'passenger']);
});

test.each(['INVALID_REFRESH_TOKEN', 'ACCOUNT_INACTIVE'])(
  'forgets the tokens of a session that has ended by %s',
  async (code) => {
    const session = open();
    await signIn(session);
    valid.clear();
    refreshable = null;
    refusal = code;
    expect((await run(session, '{ a }')).status).toBe(401);
    expect((await run(session, '{ a }')).status).toBe(200);
    expect([stored.size, scopes.at(-1)]).toEqual([0, null]);
  },
);

test('signs out at the server and forgets the tokens', async () => {
  const session = open();
  await signIn(session);
  await session.signOut();
  expect(sent.at(-1)).toMatchObject({ token: 'access-1', body: { query: expect.stringContaining('signOut') } });
  await session.signOut();
  expect([stored.size, sent.length, scopes.at(-1)]).toEqual([0, 2, null]);
});

test('signs out in the browser when the server cannot be reached', async () => {
  const session = open();
  await signIn(session);
  offline = true;
  await session.signOut();
  expect([stored.size, scopes.at(-1)]).toEqual([0, null]);
});

test('puts the operation of a GET into the body of a POST', async () => {
  const parameters = new URLSearchParams({ query: 'subscription { a }', variables: '{"code":"1"}' });
  await open().fetch(`${endpoint}?${parameters}`, { headers: { accept: 'text/event-stream' } });
  expect(sent).toMatchObject([{ url: endpoint, body: { query: 'subscription { a }', variables: { code: '1' } } }]);
});
