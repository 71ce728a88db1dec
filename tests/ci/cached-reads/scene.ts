import { freePort } from '#test-kit/free-port.ts';
import { type SignedIn, startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { startRedis, type TestRedis } from '#test-kit/redis.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../../cli/seed/demo-accounts.ts';
import { createGateway, type RunningGateway } from '../../../gateway/gateway.ts';
import type { GatewaySettings } from '../../../gateway/settings.ts';

export const driver = demoAccounts.drivers[0];
export const vehicle = driver.vehicle;

const tripFields = `id fromCity toCity departureTime arrivalTime description price status totalSeats availableSeats bookingApproval
  waitlistLength updatedAt seats { number status } stops { id location stopTime stopOrder description }
  driver { id fullName updatedAt } vehicle { id name isActive updatedAt }`;
const driverFields = `id fullName profilePictureUrl isActive isPhoneVerified isProfileComplete updatedAt`;
const vehicleFields = `id name model isActive updatedAt vehicleType { id name seatCapacity }`;

/** What anyone may see of one trip, its driver and its vehicle. */
export const pages: Record<string, string> = {
  trip: `query ($trip: ID!) { trip(id: $trip) { ${tripFields} } }`,
  search: `query ($driver: ID!) { trips(filter: { driverId: $driver }, first: 50) {
    totalCount edges { cursor node { id fromCity departureTime price status availableSeats } } } }`,
  driver: `query ($driver: ID!) { driver(id: $driver) { ${driverFields} vehicles { ${vehicleFields} }
    trips(first: 50) { totalCount edges { node { id departureTime status price } } } } }`,
  vehicle: `query ($vehicle: ID!) { vehicle(id: $vehicle) { ${vehicleFields} driver { ${driverFields} } } }`,
  vehicleTypes: '{ vehicleTypes { id name seatCapacity } }',
};

/** A platform over Redis behind two gateways that cache, and one that does not. */
export interface CachedScene {
  platform: TestPlatform;
  gateways: readonly [string, string];
  uncached: string;
  admin: string;
  readonly driver: SignedIn;
  /** Signs the driver in again. */
  signInDriver(): Promise<void>;
  passengers: readonly [SignedIn, SignedIn];
  /** Creates a trip of the driver's. Returns its id. */
  createTrip(changes?: Record<string, unknown>): Promise<string>;
  /** Sends an operation that has to succeed. Returns its data. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the fields that it selected
  send(url: string, query: string, variables: Record<string, unknown>, token?: string): Promise<any>;
  /** The value of a metric of a gateway. */
  metric(url: string, name: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startCachedScene(): Promise<CachedScene> {
  const redis: TestRedis = await startRedis();
  let settings: GatewaySettings | undefined;
  const platform = await startTestPlatform(
    { REDIS_URL: redis.url },
    {
      adjust: (adjusted) => {
        settings = adjusted.gateway;
        return adjusted;
      },
    },
  );
  const others: RunningGateway[] = [];
  const start = async (changes: Partial<GatewaySettings>) => {
    if (!settings) throw new Error('the platform has no gateway');
    const usage = { ...settings.usage, registry: null };
    const gateway = await createGateway({
      settings: { ...settings, usage, ...changes, port: await freePort() },
      log: silent,
    });
    others.push(gateway);
    return gateway.url;
  };
  const second = await start({});
  const uncached = await start({ cacheBytes: 0 });

  const send: CachedScene['send'] = async (url, query, variables, token) => {
    const { data, errors } = await requestGraphQL(url, query, variables, token ?? null);
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return data;
  };
  const metric: CachedScene['metric'] = async (url, name) => {
    const metrics = await (await fetch(new URL('/metrics', url))).text();
    const line = metrics.split('\n').find((each) => new RegExp(`^${name}(\\{.*\\})? `).test(each));
    return Number(line?.split(' ').at(-1) ?? Number.NaN);
  };
  const gateways = [platform.url, second] as const;
  await until(async () => {
    const current = await Promise.all(gateways.map((url) => metric(url, 'response_cache_current')));
    return current.every((each) => each === 1);
  });
  let signedIn = await platform.signIn(driver.phoneNumber, 'DRIVER');
  const [first, other] = demoAccounts.passengers;
  const passengers = [
    await platform.signIn(first.phoneNumber, 'PASSENGER'),
    await platform.signIn(other.phoneNumber, 'PASSENGER'),
  ] as const;
  return {
    platform,
    gateways,
    uncached,
    admin: await platform.signInAdmin(),
    get driver() {
      return signedIn;
    },
    signInDriver: async () => {
      signedIn = await platform.signIn(driver.phoneNumber, 'DRIVER');
    },
    passengers,
    createTrip: async (changes = {}) => {
      const input = {
        fromCity: 'Riyadh',
        toCity: 'Jeddah',
        departureTime: new Date(Date.now() + 86_400_000).toISOString(),
        price: '100.00',
        totalSeats: 4,
        vehicleId: vehicle.id,
        ...changes,
      };
      const query = 'mutation ($input: CreateTripInput!) { createTrip(input: $input) { trip { id } } }';
      const { createTrip } = await send(uncached, query, { input }, signedIn.accessToken);
      return createTrip.trip.id;
    },
    send,
    metric,
    stop: async () => {
      for (const gateway of others) await gateway.stop();
      await platform.stop();
      await redis.stop();
    },
  };
}
