import { createHash } from 'node:crypto';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { identifiers, operationsOf } from './operations.ts';
import type { Scene, Viewers } from './scene.ts';
import { foreignJwt, textFor, values } from './values.ts';

/** Fields that end the session of who calls them: they come last. */
const ending = ['signOut', 'deleteMyAccount'];

/** Every query and mutation of the schema, by each viewer. */
export async function sendOperations({ client }: Scene, viewers: Viewers): Promise<string[]> {
  const introspection = { field: '__schema', query: getIntrospectionQuery() };
  const { data } = await client.operation(introspection);
  const schema = buildClientSchema(data as unknown as IntrospectionQuery);
  const operations = [...operationsOf(schema, 'query', textFor), ...operationsOf(schema, 'mutation', textFor)];
  const isEnding = ({ field }: { field: string }) => ending.includes(field);
  const sendAll = async (token: string | null) => {
    for (const operation of operations) if (!isEnding(operation)) await client.operation(operation, token);
  };
  await Promise.all([null, ...Object.values(viewers)].map(sendAll));
  return operationsOf(schema, 'subscription', textFor).map(({ query }) => query);
}

/** The fields that end a session, and then its tokens. */
export async function endSessions({ client }: Scene, { passenger, driver }: Viewers): Promise<void> {
  await client.operation(
    { field: 'signOut', query: 'mutation { signOut(input: { everywhere: true }) { endedSessions } }' },
    driver,
  );
  await client.operation({ field: 'deleteMyAccount', query: 'mutation { deleteMyAccount { accountId } }' }, passenger);
  for (const token of [driver, passenger]) await client.operation({ field: 'me', query: '{ me { id } }' }, token);
}

const json = { 'content-type': 'application/json' };

/** Canaries in headers, paths, query strings and bodies, most of which are refused. */
export async function sendRequests({ client, platform }: Scene): Promise<void> {
  const { token, phone, email, name, sentence, password, code, digits } = values;
  const headers: Record<string, string>[] = [
    ...[token, foreignJwt, `Bearer ${token}`, `Bearer ${foreignJwt}`, `Basic ${btoa(`${email}:${password}`)}`].map(
      (authorization) => ({ authorization }),
    ),
    { cookie: `session=${token}; _interaction=${token}; csrf=${password}` },
    ...[token, digits, name, phone].map((id) => ({ 'x-request-id': id })),
    { traceparent: token, tracestate: `masar=${token}`, baggage: `phone=${digits}` },
    {
      'accept-language': `${token};q=${digits}`,
      'user-agent': `${name} ${token}`,
      referer: `https://x.example/?token=${token}`,
    },
    { 'apollographql-client-name': name, 'apollographql-client-version': token, 'x-masar-debug': token },
    { origin: `https://${digits}.example`, 'x-forwarded-for': `${token}, ${phone}`, 'x-forwarded-host': token },
    { accept: `application/${token}` },
    { 'content-type': `application/${token}` },
    { 'content-type': `application/json; charset=${token}` },
    { 'content-encoding': token, 'x-deadline-ms': token, 'sec-fetch-site': token },
  ];
  for (const each of headers) {
    await client.operation({ field: 'vehicleTypes', query: '{ vehicleTypes { id } }' }, null, each).catch(() => {});
    await client.send('a subgraph with headers', platform.urlOf('users'), {
      method: 'POST',
      headers: { ...json, ...each },
      body: '{"query":"{ vehicleTypes { id } }"}',
    });
  }
  const query = `query ${identifiers.operation} { ${identifiers.alias}: trip(id: "${token}") { id } }`;
  const paths = [
    ...['/', '/graphql/', '/health/', '/metrics/', '/connect/', '/.well-known/', '/graphiql/'].map(
      (path) => path + token,
    ),
    ...['/graphql', '/unknown', '/graphiql', '/health/ready', '/metrics', '/connect/auth'].map(
      (path) => `${path}?access_token=${token}&phone=${encodeURIComponent(phone)}&code=${code}`,
    ),
    `/graphql?${new URLSearchParams({ query, variables: JSON.stringify({ phone }), operationName: identifiers.operation })}`,
    `/graphql?${new URLSearchParams({ query: '{ me { id } }', variables: `{"password":"${password}` })}`,
    `/graphql?${new URLSearchParams({ query: '{ me { id } }', extensions: `{"persistedQuery":"${token}"}` })}`,
    `/graphql?documentId=${token}`,
    `/%${token}`,
    `/connect/%zz${token}`,
  ];
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS']) {
      const init = method === 'POST' ? { body: JSON.stringify({ query }) } : {};
      await client.send(`${method} of a path`, path, { method, headers: { ...json, 'x-token': token }, ...init });
      await client.send(`${method} of a path of auth`, new URL(path, platform.urlOf('auth')).href, {
        method,
        headers: json,
        ...init,
      });
    }
  }
  const wrongHash = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(token).digest('hex') } };
  const bodies = [
    `{"query": "{ me { id } }", "variables": {"phone": "${phone}"`,
    `${token}`,
    `"${token}"`,
    `[{"query":"${token}"}]`,
    `{"query": 5, "operationName": "${token}", "extensions": "${token}"}`,
    `{"${token}": "${sentence}"}`,
    JSON.stringify({ query: '{ me { id } }', variables: token }),
    JSON.stringify({ query: '{ me { id } }', operationName: identifiers.alias }),
    JSON.stringify({ query: '{ me { id } }', documentId: token }),
    JSON.stringify({ query, extensions: wrongHash }),
    JSON.stringify({ extensions: wrongHash }),
    JSON.stringify({ query: '{ me { id } }', extensions: { persistedQuery: { version: 1, sha256Hash: token } } }),
    `{"query": "{ me { id } }", "variables": {"a\u0000": "${token}"}}`,
  ];
  for (const body of bodies) {
    for (const url of ['/graphql', platform.urlOf('trips')])
      await client.send('a body', url, { method: 'POST', headers: json, body });
  }
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
    const body = `phone=${phone}&token=${token}`;
    await client.send(`a body of ${type}`, '/graphql', { method: 'POST', headers: { 'content-type': type }, body });
  }
}

/** Documents that are wrong next to a canary. */
export async function sendDocuments({ client, platform }: Scene, { admin }: Viewers): Promise<void> {
  const { token, password, name, phone, code } = values;
  const quoted = JSON.stringify(token);
  const documents = [
    `{ me "${token}" }`,
    `{ me """${token}""" }`,
    `{ me(${quoted}) { id } }`,
    `{ trip(id: ${quoted} { id } }`,
    `{ trip(id: ${quoted}`,
    `{ trip(id: "${token}) { id } }`,
    `{ trip(id: "${token}\\q") { id } }`,
    `{ trip(id: [${quoted}, ${quoted}]) { id } }`,
    `{ trip(id: {token: ${quoted}}) { id } }`,
    `{ trips(orderBy: ${quoted}) { totalCount } }`,
    `{ trips(first: ${quoted}) { totalCount } }`,
    `{ trips(filter: ${quoted}) { totalCount } }`,
    `{ trips(filter: {departureAfter: ${quoted}, maxPrice: ${quoted}}) { totalCount } }`,
    `{ trips(filter: {departureAfter: {token: ${quoted}}}) { totalCount } }`,
    `{ trip(id: "1", token: ${quoted}) { id } }`,
    `{ trip(id: "1") @include(if: ${quoted}) { id } }`,
    `query ($a: String = ${quoted}, $b: Int = ${quoted}) { trip(id: "1") { id } }`,
    `mutation { signInWithPassword(input: {email: "${phone}", password: ["${password}"]}) { accessToken } }`,
    `mutation { signInWithOtp(input: {phoneNumber: "${phone}", accountType: "${name}", code: ${code}}) { accessToken } }`,
    `mutation { refreshTokens(input: {refreshToken: {value: ${quoted}}}) { accessToken } }`,
    `mutation { refreshTokens(input: {refreshToken: ${quoted}, more: ${quoted}}) { accessToken } }`,
    `mutation { refreshTokens(input: {refreshToken: ${quoted}, refreshToken: ${quoted}}) { accessToken } }`,
    `{ a: trip(id: ${quoted}) { id } a: trip(id: "2") { id } }`,
    `# ${token}\n{ me { id ${identifiers.alias} } }`,
    `{ trip(id: "1") { id } } ${quoted}`,
    `{ trip(id: "1") { ...${identifiers.alias} } }`,
    `query A($canary: RefreshTokensInput = {refreshToken: [${quoted}]}) { me { id } }`,
    `{ ${Array.from({ length: 2_100 }, (_, at) => `${identifiers.alias}${at}: trip(id: ${quoted}) { id }`).join(' ')} }`,
    `{ trips(first: 100) { edges { node { driver { trips(first: 100, after: ${quoted}) { edges { node { seats { number } } } } } } } } }`,
  ];
  for (const query of documents) {
    for (const language of ['en', 'ar']) {
      await client.operation({ field: 'a document', query }, admin, { 'accept-language': language });
      await client.send('a document at a subgraph', platform.urlOf('trips'), {
        method: 'POST',
        headers: { ...json, 'accept-language': language },
        body: JSON.stringify({ query }),
      });
    }
  }
  const variables: [string, unknown][] = [
    ['ID!', { token }],
    ['ID!', [token]],
    ['TripFilter', token],
    ['TripFilter', { departureAfter: token, maxPrice: token, token }],
    ['TripFilter', { [token]: token }],
    ['TripOrder', token],
    ['Int', token],
  ];
  for (const [type, value] of variables) {
    const argument =
      type === 'ID!' ? 'id' : type === 'TripFilter' ? 'filter' : type === 'TripOrder' ? 'orderBy' : 'first';
    const field = type === 'ID!' ? 'trip(id: $value) { id }' : `trips(${argument}: $value) { totalCount }`;
    const operation = {
      field: `a variable of ${type}`,
      query: `query ($value: ${type}) { ${field} }`,
      variables: { value },
    };
    await client.operation(operation, admin);
    await client.send('a variable at a subgraph', platform.urlOf('trips'), {
      method: 'POST',
      headers: json,
      body: JSON.stringify(operation),
    });
  }
}
