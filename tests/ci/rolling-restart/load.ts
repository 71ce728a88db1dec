import { setTimeout as sleep } from 'node:timers/promises';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../../cli/seed/demo-accounts.ts';

/** The pause of each client between two requests, in milliseconds. */
const pause = 10;

/** Faults that are kept: the first ones show what went wrong. */
const maxFaults = 20;

const signInMutation = `mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken } }`;

/** Clients that send queries and mutations without a retry, until they are stopped. */
export class Load {
  /** What clients have seen other than success. */
  readonly faults: string[] = [];
  /** Successful requests by client. */
  readonly counts: Record<string, number> = {};
  readonly #url: string;
  readonly #running: Promise<void>[] = [];
  #isStopped = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Repeats a piece of work. Each run is a request, or several that belong together. */
  repeat(name: string, work: (run: number) => Promise<void>): void {
    this.counts[name] = 0;
    const loop = async () => {
      for (let run = 0; !this.#isStopped; run++) {
        try {
          await work(run);
          this.counts[name] = run + 1;
        } catch (error) {
          if (this.faults.length < maxFaults) this.faults.push(`${name}: ${error} ${(error as Error).cause ?? ''}`);
        }
        await sleep(pause);
      }
    };
    this.#running.push(loop());
  }

  /** Sends a request, and rejects unless it succeeds completely. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the fields that it selected
  async request(query: string, variables = {}, token?: string): Promise<any> {
    const { data, errors } = await requestGraphQL(this.#url, query, variables, token);
    if (errors || !data) throw new Error(JSON.stringify(errors?.map(({ path, extensions }) => ({ path, extensions }))));
    return data;
  }

  async signIn(phoneNumber: string, accountType: 'PASSENGER' | 'DRIVER'): Promise<string> {
    const input = { phoneNumber, accountType, code: '000000' };
    return (await this.request(signInMutation, { input })).signInWithOtp.accessToken;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running);
  }
}

/** Clients of every service: each request below needs the ones that it is named after. */
export function startClients(load: Load, tripId: string, tokens: { passenger: string; driver: string }): void {
  const id = { id: tripId };
  for (let client = 0; client < 8; client++)
    load.repeat(`trips and users ${client}`, async () => {
      await load.request('query ($id: ID!) { trip(id: $id) { availableSeats driver { fullName } } }', id);
    });
  load.repeat('users and notifications', async () => {
    await load.request(
      '{ me { ... on Driver { fullName notifications(first: 5) { edges { node { title } } } } } }',
      {},
      tokens.driver,
    );
  });
  load.repeat('auth and users', async () => {
    await load.signIn(demoAccounts.passengers[1].phoneNumber, 'PASSENGER');
  });
  load.repeat('bookings', async (run) => {
    const input = { tripId, seatNumbers: [1 + (run % 12)], idempotencyKey: `rolling-${run}` };
    const book = 'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }';
    const { bookSeats } = await load.request(book, { input }, tokens.passenger);
    const cancel = 'mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) { booking { status } } }';
    await load.request(cancel, { input: { bookingId: bookSeats.bookings[0].id } }, tokens.passenger);
  });
}
