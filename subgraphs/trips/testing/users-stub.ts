import { startHttpServer } from '#test-kit/http-server.ts';

/** A users subgraph over real HTTP that resolves the entities a test sets. */
export interface UsersStub {
  url: string;
  set(typename: string, id: string, fields: Record<string, unknown>): void;
  /** Makes every request fail. */
  fail(failing: boolean): void;
  lastAuthorization(): string | undefined;
  stop(): Promise<void>;
}

export async function startUsersStub(): Promise<UsersStub> {
  const entities = new Map<string, Record<string, unknown>>();
  let failing = false;
  let authorization: string | undefined;
  const server = await startHttpServer(async (request, response) => {
    authorization = request.headers.authorization;
    if (failing) {
      response.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { variables } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      variables: { references: { __typename: string; id: string }[] };
    };
    const found = variables.references.map(({ __typename, id }) => entities.get(`${__typename} ${id}`) ?? null);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: { _entities: found } }));
  });
  return {
    url: `${server.origin}/graphql`,
    set: (typename, id, fields) => entities.set(`${typename} ${id}`, fields),
    fail: (value) => {
      failing = value;
    },
    lastAuthorization: () => authorization,
    stop: () => server.stop(),
  };
}
