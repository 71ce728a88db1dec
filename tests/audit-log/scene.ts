import { expect } from '@jest/globals';
import { mutationText } from '#test-kit/mutation-text.ts';
import { type SignedIn, startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { values } from '../canary/values.ts';
import { type Outboxes, openOutboxes } from './outboxes.ts';

/** The address of the admin's client, behind a proxy that the gateway trusts. */
export const clientAddress = '203.0.113.7';

/** A platform with people whose personal data are the canaries. */
export interface Scene {
  platform: TestPlatform;
  outboxes: Outboxes;
  admin: string;
  driver: SignedIn;
  passenger: SignedIn;
  /** Runs a mutation with an input, through the gateway. Returns its payload, or the code of its refusal. */
  run(
    mutation: string,
    input: object,
    selection: string,
    token?: string,
  ): Promise<{ payload?: Payload; code?: string }>;
  /** As {@link run}, for a mutation that must succeed. */
  succeed(mutation: string, input: object, selection: string, token?: string): Promise<Payload>;
  /** Makes a trip of the driver. */
  newTrip(): Promise<string>;
  /** Books seats for the passenger, as the passenger. Returns the ids of the bookings. */
  book(tripId: string, ...seatNumbers: number[]): Promise<string[]>;
  stop(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows the fields that it selected
type Payload = any;

export async function startScene(): Promise<Scene> {
  const platform = await startTestPlatform();
  const outboxes = await openOutboxes(platform);
  const [{ phoneNumber, vehicle }] = demoAccounts.drivers;
  const admin = await platform.signInAdmin();
  const driver = await platform.signIn(phoneNumber, 'DRIVER');
  const passenger = await platform.signIn(values.phone, 'PASSENGER');

  const run: Scene['run'] = async (mutation, input, selection, token = admin) => {
    const text = mutationText(mutation, selection);
    const headers = { 'x-forwarded-for': clientAddress };
    const { data, errors } = await requestGraphQL(platform.url, text, { input }, token, headers);
    const code = errors?.[0]?.extensions.code;
    return code === undefined ? { payload: data[mutation] } : { code };
  };
  const succeed: Scene['succeed'] = async (mutation, input, selection, token) => {
    const { payload, code } = await run(mutation, input, selection, token);
    expect([mutation, code]).toEqual([mutation, undefined]);
    return payload;
  };
  await succeed('updatePassengerProfile', { fullName: values.name }, '{ passenger { id } }', passenger.accessToken);
  return {
    platform,
    outboxes,
    admin,
    driver,
    passenger,
    run,
    succeed,
    newTrip: async () => {
      const input = {
        fromCity: 'Riyadh',
        toCity: 'Jeddah',
        departureTime: new Date(Date.now() + 7 * 86_400_000).toISOString(),
        price: '120.00',
        totalSeats: 4,
        vehicleId: vehicle.id,
      };
      return (await succeed('createTrip', input, '{ trip { id } }', driver.accessToken)).trip.id;
    },
    book: async (tripId, ...seatNumbers) => {
      // As the passenger is called in a token of now.
      const { accessToken } = await platform.signIn(values.phone, 'PASSENGER');
      const payload = await succeed('bookSeats', { tripId, seatNumbers }, '{ bookings { id } }', accessToken);
      return payload.bookings.map(({ id }: { id: string }) => id);
    },
    stop: async () => {
      await outboxes.stop();
      await platform.stop();
    },
  };
}
