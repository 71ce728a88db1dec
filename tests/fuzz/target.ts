import { Writable } from 'node:stream';
import { createLog } from '#platform/log.ts';
import { freePorts } from '#test-kit/free-port.ts';
import { startTestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import type { PlatformSettings } from '../../cli/start/settings.ts';
import { type SubgraphName, subgraphNames } from '../../subgraphs/list.ts';
import type { FuzzInput, Vocabulary } from './input.ts';

/** The platform under attack. */
export interface FuzzTarget {
  portOf(name: FuzzInput['port']): number;
  /** The ports of the subgraphs, which no response may name. */
  ports: readonly number[];
  vocabulary(): Vocabulary;
  /** Signs in again, because inputs sign out. */
  renewTokens(): Promise<void>;
  /** The errors that were logged since the last call: each is a failure that nobody expected. */
  takeErrors(): string[];
  stop(): Promise<void>;
}

/** Far above what a campaign sends from one address. */
const unlimited = '1000000000';

/** Starts the whole platform in this process, with demo data, as production runs it but for its limits, keys and sign-in codes. */
export async function startFuzzTarget(): Promise<FuzzTarget> {
  const errors: string[] = [];
  const stream = new Writable({
    write: (line, _encoding, done) => {
      errors.push(String(line));
      done();
    },
  });
  const [metricsPort = 0] = await freePorts(subgraphNames.length + 1);
  const platform = await startTestPlatform(
    {
      ADDRESS_REQUESTS_PER_MINUTE: unlimited,
      ACCOUNT_REQUESTS_PER_MINUTE: unlimited,
      ADDRESS_COST_PER_MINUTE: unlimited,
      ACCOUNT_COST_PER_MINUTE: unlimited,
      SIGN_INS_PER_MINUTE: unlimited,
      // A campaign that waited for refusals would take longer.
      SIGN_IN_REFUSAL_MILLISECONDS: '0',
      // The clients run in the same process.
      MEASURE_LIMITS: 'overload',
    },
    {
      log: createLog({ name: 'fuzz', level: 'error', stream }),
      adjust: (settings) => asInProduction(settings, metricsPort),
    },
  );
  const { passengers, drivers } = demoAccounts;
  let tokens: string[] = [];
  const renewTokens = async () => {
    const signedIn = await Promise.all([
      platform.signIn(passengers[0].phoneNumber, 'PASSENGER'),
      platform.signIn(drivers[0].phoneNumber, 'DRIVER'),
    ]);
    tokens = [...signedIn.map(({ accessToken }) => accessToken), await platform.signInAdmin()];
  };
  await renewTokens();
  const ids = [...(await tripIds(platform.url)), drivers[0].vehicle.id, passengers[4].id, drivers[2].id];
  const portOf = (name: FuzzInput['port']) =>
    Number(name === 'gateway' ? platform.issuer.port : new URL(platform.urlOf(name)).port);
  return {
    portOf,
    ports: subgraphNames.map((name: SubgraphName) => portOf(name)),
    vocabulary: () => ({ host: platform.issuer.host, tokens, ids }),
    renewTokens,
    takeErrors: () => errors.splice(0),
    stop: () => platform.stop(),
  };
}

function asInProduction(settings: PlatformSettings, metricsPort: number): PlatformSettings {
  const { gateway } = settings;
  return {
    ...settings,
    gateway: {
      ...gateway,
      production: true,
      metricsPort,
      http: { ...gateway.http, introspection: 'admins', explorers: false },
    },
    settingsOf: (name, ...others) => ({
      ...settings.settingsOf(name, ...others),
      production: true,
      metricsPort: metricsPort + 1 + subgraphNames.indexOf(name),
    }),
  };
}

async function tripIds(url: string): Promise<string[]> {
  const { data } = await requestGraphQL(url, '{ trips(first: 20) { edges { node { id } } } }');
  return data.trips.edges.map(({ node }: { node: { id: string } }) => node.id);
}
