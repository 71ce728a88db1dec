import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import { startHttpServer } from '#test-kit/http-server.ts';
import type { AccountFacts } from '../domain/account.ts';

/** A failure of the stub: it closes the connection, or answers with an error. */
export type Failure = 'hangs up' | 'internal error' | 'refuses the token' | 'is overloaded';

/** The fields that auth requests of users. */
export type UsersField = 'ensureAccount' | 'adminByPassword' | '_entities';

/** A users subgraph for tests, over real HTTP, with the accounts that the test adds. */
export interface UsersStub {
  url: string;
  /** Returns the account of a phone number, and creates it first if it does not exist. */
  account(phoneNumber: string, accountType: string): AccountFacts;
  addAdmin(email: string, password: string): AccountFacts;
  remove(id: string): void;
  fail(failure: Failure | null): void;
  /** Withholds the answers to the next `count` requests for this field until the function that it returns is called. */
  withhold(field: UsersField, count?: number): () => void;
  /** The requests that it received, newest last. */
  requests: { query: string; token: string; traceparent: string | undefined }[];
  stop(): Promise<void>;
}

interface UsersRequest {
  query: string;
  variables: {
    input?: { phoneNumber: string; accountType: string };
    email?: string;
    password?: string;
    references?: { __typename: string; id: string }[];
  };
}

const errorOf: Record<Exclude<Failure, 'hangs up'>, object> = {
  'internal error': { code: 'INTERNAL_SERVER_ERROR' },
  'refuses the token': { code: 'UNAUTHENTICATED' },
  'is overloaded': { code: 'RATE_LIMITED', retryAfter: 2 },
};

const prefixes: Record<string, string> = { DRIVER: 'd', PASSENGER: 'p' };
const typenames: Record<string, string> = { d: 'Driver', p: 'Passenger', a: 'Admin' };
const newId = idGenerator(systemClock);

export async function startUsersStub(): Promise<UsersStub> {
  const byPhone = new Map<string, AccountFacts>();
  const byCredentials = new Map<string, AccountFacts>();
  const byId = new Map<string, AccountFacts>();
  const requests: UsersStub['requests'] = [];
  let failure: Failure | null = null;
  let withheld: { field: UsersField; left: number; until: Promise<void> } | undefined;

  const add = (account: AccountFacts) => {
    byId.set(account.id, account);
    return account;
  };
  const account = (phoneNumber: string, accountType: string) => {
    const key = `${phoneNumber} ${accountType}`;
    const found = byPhone.get(key);
    if (found) return found;
    const created = add({ id: newId(prefixes[accountType] ?? 'x'), isActive: true, fullName: 'Mona' });
    byPhone.set(key, created);
    return created;
  };
  const answer = ({ query, variables: { input, email, password, references } }: UsersRequest) => {
    if (query.includes('ensureAccount(') && input) {
      return { ensureAccount: { account: account(input.phoneNumber, input.accountType) } };
    }
    if (query.includes('adminByPassword(')) {
      return { adminByPassword: byCredentials.get(`${email?.trim().toLowerCase()} ${password}`) ?? null };
    }
    const rightType = ({ __typename, id }: { __typename: string; id: string }) =>
      typenames[id.slice(0, 1)] === __typename;
    return { _entities: references?.map((each) => (rightType(each) ? (byId.get(each.id) ?? null) : null)) };
  };

  const server = await startHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as UsersRequest;
    const { authorization = '', traceparent } = request.headers;
    requests.push({
      query: body.query,
      token: authorization.replace('Bearer ', ''),
      traceparent: Array.isArray(traceparent) ? traceparent[0] : traceparent,
    });
    if (withheld && withheld.left > 0 && body.query.includes(`${withheld.field}(`)) {
      withheld.left--;
      await withheld.until;
    }
    if (failure === 'hangs up') return void response.destroy();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(failure ? { errors: [{ extensions: errorOf[failure] }] } : { data: answer(body) }));
  });
  return {
    url: `${server.origin}/graphql`,
    account,
    addAdmin: (email, password) => {
      const admin = add({ id: newId('a'), isActive: true, fullName: 'Sara' });
      byCredentials.set(`${email.toLowerCase()} ${password}`, admin);
      return admin;
    },
    remove: (id) => void byId.delete(id),
    fail: (value) => {
      failure = value;
    },
    withhold: (field, count = Number.POSITIVE_INFINITY) => {
      const gate = Promise.withResolvers<void>();
      withheld = { field, left: count, until: gate.promise };
      return () => {
        withheld = undefined;
        gate.resolve();
      };
    },
    requests,
    stop: () => server.stop(),
  };
}
