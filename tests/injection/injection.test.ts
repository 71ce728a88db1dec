import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isErrorCode } from '#contract/error-codes.ts';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import type { GraphQLAnswer } from '#test-kit/subgraph.ts';
import { type PlatformWithViewers, startPlatformWithViewers, type ViewerName } from '../authorization/viewers.ts';
import { leakIn } from '../fuzz/faults.ts';
import { type StringArgument, stringArguments } from './string-arguments.ts';

// The platform runs as in development, where errors must reveal as little.
let platform: PlatformWithViewers;
/** A host of an attacker, which no service has a reason to contact. */
let host: TestHttpServer;
let contacted = 0;
beforeAll(async () => {
  host = await startHttpServer((_request, response) => {
    contacted++;
    response.end();
  });
  // The requests come as fast as the machine allows.
  platform = await startPlatformWithViewers({ MEASURE_LIMITS: 'overload' });
});
afterAll(async () => {
  await platform.stop();
  await host.stop();
});

/** What ends the text, the statement, the command, the line or the document of another interpreter. */
const injections = [
  "' or '1'='1' -- ",
  "'); drop table users.accounts cascade; --",
  "\\'; select pg_sleep(30); --",
  '" or ""="$1 $2 ? :name',
  '$(touch masar) `touch masar` ; touch masar',
  'x\r\nset-cookie: injected=1\r\n\r\n',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>',
  '__proto__',
  'a\0b',
];

const codesOf = ({ errors = [] }: GraphQLAnswer): string[] => errors.map(({ extensions }) => extensions.code);

/** The viewers that get past the directives of the field. */
async function allowedViewers({ query, variablesWith }: StringArgument): Promise<ViewerName[]> {
  const allowed: ViewerName[] = [];
  for (const viewer of ['passenger', 'driver', 'admin'] as const) {
    const answer = await platform.requestAs(platform.url, viewer, query, variablesWith('x'));
    if (!codesOf(answer).includes('FORBIDDEN')) allowed.push(viewer);
  }
  return allowed;
}

test('no text in any argument of the schema becomes a part of a statement or a request, or reveals what reads it', async () => {
  const places = stringArguments(platform.ids);
  expect(places.length).toBeGreaterThan(40);
  const faults: string[] = [];
  const unreached: string[] = [];
  for (const place of places) {
    const [viewer] = await allowedViewers(place);
    if (!viewer) unreached.push(place.name);
    for (const text of [...injections, `${host.origin}/secret`]) {
      const variables = place.variablesWith(text);
      const answer = await platform.requestAs(platform.url, viewer ?? 'admin', place.query, variables);
      const isCoded = codesOf(answer).every((code) => isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR');
      const leak = leakIn(JSON.stringify(answer), JSON.stringify(variables));
      if (answer.status !== 200 || !isCoded || leak !== null)
        faults.push(`${place.name} = ${JSON.stringify(text)}: ${leak} ${JSON.stringify(answer)}`);
    }
  }
  expect(faults).toEqual([]);
  expect(unreached).toEqual([]);
  expect(contacted).toBe(0);
}, 60_000);

test('a text that looks like SQL is stored and read as it is', async () => {
  const fullName = "Robert'); drop table users.accounts; --";
  const written = await platform.requestAs(
    platform.url,
    'passenger',
    'mutation ($name: String) { updatePassengerProfile(input: { fullName: $name }) { passenger { fullName } } }',
    { name: fullName },
  );
  expect(written.data.updatePassengerProfile.passenger.fullName).toBe(fullName);
  const read = await platform.requestAs(platform.url, 'passenger', '{ me { ... on Passenger { fullName } } }');
  expect(read.data.me.fullName).toBe(fullName);
});
