import { setTimeout as sleep } from 'node:timers/promises';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../../cli/seed/demo-accounts.ts';
import type { Ledger } from './ledger.ts';

/** The pause of each client between two requests, in milliseconds. */
const pause = 50;

/** The time in which a request that is repeated must be answered, in milliseconds. */
const patience = 60_000;

/** Of the driver whose trips have twelve seats. */
const seats = 12;

/** Bookings that a passenger keeps at once. */
const keptAtOnce = 4;

/** Faults that are kept: the first ones show what went wrong. */
const maxFaults = 20;

export interface LoadOptions {
  url: string;
  ledger: Ledger;
  /**
   * Whether a request that gets no answer, or that of a fault, is repeated with the same idempotency key, as an application does when a
   * server has failed. Otherwise it is a fault.
   */
  isRepeating: boolean;
}

type Variables = Record<string, unknown>;

/** Codes that say that a service has failed, or that it is busy. The request may have been executed. */
const temporary = ['INTERNAL_SERVER_ERROR', 'SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'RATE_LIMITED'];

/** Passengers who book, cancel and wait for seats, an admin who changes trips, and visitors who search. */
export class PassengerLoad {
  readonly faults: string[] = [];
  /** Runs of each client that succeeded. */
  readonly counts: Record<string, number> = {};
  readonly #options: LoadOptions;
  readonly #running: Promise<void>[] = [];
  #isStopped = false;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Starts the clients. */
  async start(): Promise<void> {
    const [waiting, ...bookers] = await Promise.all(
      demoAccounts.passengers.map((each) => this.signIn(each.phoneNumber, 'PASSENGER')),
    );
    const admin = await this.#signInAdmin();
    const { tripIds, smallTripId } = this.#options.ledger;
    const tripOf = (run: number) => tripIds[run % tripIds.length] ?? '';
    for (const [at, token] of bookers.slice(0, 3).entries()) {
      const seatOf = (run: number) => 1 + ((at * 4 + run) % seats);
      this.#repeat(`passenger ${at}`, (run) => this.#bookAndCancel(`${at}-${run}`, tripOf(run), seatOf(run), token));
    }
    this.#repeat('waiting list', (run) => this.#waitForSeat(String(run), smallTripId, bookers[3] ?? '', waiting ?? ''));
    this.#repeat('admin', (run) => this.#changeTrip(run, tripOf(run), admin));
    this.#repeat('search', async () => {
      const query = `{ trips(filter: { fromCity: "Riyadh" }, first: 5) { edges { node { id availableSeats driver { fullName } } } } }`;
      await this.request(query, {});
    });
    this.#repeat('sign-in', async () => {
      await this.signIn(demoAccounts.passengers[1].phoneNumber, 'PASSENGER');
    });
  }

  /** Waits until each client has succeeded once more. @throws Error with the faults of all clients when one does not. */
  async progress(): Promise<void> {
    const before = { ...this.counts };
    const behind = () => Object.keys(this.counts).filter((name) => (this.counts[name] ?? 0) <= (before[name] ?? 0));
    await until(() => behind().length === 0, patience).catch(() => {
      throw new Error(`no success of ${behind().join()} in ${patience} ms; faults:\n${this.faults.join('\n')}`);
    });
  }

  /** Waits for the requests in flight. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running);
  }

  async signIn(phoneNumber: string, accountType: 'PASSENGER' | 'DRIVER'): Promise<string> {
    const mutation = 'mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken } }';
    const input = { phoneNumber, accountType, code: '000000' };
    return (await this.request(mutation, { input })).data.signInWithOtp.accessToken;
  }

  /** Sends a request. Returns the answer, with data or one of the expected codes; repeats it, or throws, at any other. */
  async request(
    query: string,
    variables: Variables,
    token?: string,
    expected: readonly string[] = [],
  ): Promise<GraphQLAnswer> {
    const { url, isRepeating } = this.#options;
    const deadline = Date.now() + patience;
    for (;;) {
      let fault: string;
      try {
        const answer = await requestGraphQL(url, query, variables, token);
        const code = answer.errors?.[0]?.extensions.code;
        if (code === undefined ? answer.data : expected.includes(code)) return answer;
        fault = JSON.stringify(answer.errors?.map(({ path, extensions }) => ({ path, extensions })) ?? answer);
        if (code !== undefined && !temporary.includes(code)) throw new Unexpected(fault);
      } catch (error) {
        if (error instanceof Unexpected) throw error;
        fault = `${error} ${(error as Error).cause ?? ''}`;
      }
      if (!isRepeating || Date.now() > deadline) throw new Error(fault);
      await sleep(pause);
    }
  }

  #repeat(name: string, work: (run: number) => Promise<void>): void {
    this.counts[name] = 0;
    const loop = async () => {
      for (let run = 0; !this.#isStopped; run++) {
        try {
          await work(run);
          this.counts[name] = (this.counts[name] ?? 0) + 1;
        } catch (error) {
          if (this.faults.length < maxFaults) this.faults.push(`${name}: ${(error as Error).message}`);
        }
        await sleep(pause);
      }
    };
    this.#running.push(loop());
  }

  async #signInAdmin(): Promise<string> {
    const mutation =
      'mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { accessToken } }';
    const { email, password } = demoAccounts.admin;
    return (await this.request(mutation, { input: { email, password } })).data.signInWithPassword.accessToken;
  }

  /** Books a seat, which another passenger may have, and cancels an older booking. */
  async #bookAndCancel(key: string, tripId: string, seat: number, token: string): Promise<void> {
    const { ledger } = this.#options;
    const id = await this.#book({ tripId, seatNumbers: [seat], idempotencyKey: `load-${key}` }, token);
    if (id === undefined) return;
    ledger.keep(token, id);
    const kept = ledger.keptBy(token);
    if (kept.length > keptAtOnce && kept[0]) await this.#cancel(kept[0], token);
  }

  /** Books with a key, twice. Returns the booking, or nothing if the seat is taken. */
  async #book(input: Variables, token: string): Promise<string | undefined> {
    const mutation = 'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }';
    const first = await this.request(mutation, { input }, token, ['SEAT_TAKEN']);
    const id: string | undefined = first.data?.bookSeats?.bookings[0].id;
    if (id === undefined) return undefined;
    const again = await this.request(mutation, { input }, token);
    const same: string = again.data.bookSeats.bookings[0].id;
    if (same !== id) throw new Error(`one key has made the bookings ${id} and ${same}`);
    return id;
  }

  /** A cancellation that is repeated may find the booking cancelled. */
  async #cancel(bookingId: string, token: string): Promise<void> {
    const { ledger, isRepeating } = this.#options;
    ledger.startCancelling(token, bookingId);
    const mutation = 'mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) { booking { status } } }';
    await this.request(mutation, { input: { bookingId } }, token, isRepeating ? ['INVALID_TRANSITION'] : []);
    ledger.cancelled(bookingId);
  }

  /** A passenger fills a small trip, another one joins its waiting list, and is booked when the first one cancels. */
  async #waitForSeat(run: string, tripId: string, first: string, second: string): Promise<void> {
    const ids: string[] = [];
    for (let seat = 1; seat <= 4; seat++) {
      const id = await this.#book({ tripId, seatNumbers: [seat], idempotencyKey: `waiting-${run}-${seat}` }, first);
      if (id === undefined) throw new Error(`seat ${seat} of the small trip is taken`);
      this.#options.ledger.keep(first, id);
      ids.push(id);
    }
    const join = 'mutation ($input: JoinWaitlistInput!) { joinWaitlist(input: $input) { entry { id status } } }';
    const joined = await this.request(join, { input: { tripId, seatCount: 1, idempotencyKey: `join-${run}` } }, second);
    const { id: entryId } = joined.data.joinWaitlist.entry;
    for (const id of ids) await this.#cancel(id, first);
    const list = '{ myWaitlist { id status bookings { id } } }';
    const deadline = Date.now() + patience;
    for (;;) {
      const { data } = await this.request(list, {}, second);
      const entry = data.myWaitlist.find(({ id }: { id: string }) => id === entryId);
      if (entry?.status === 'BOOKED') {
        this.#options.ledger.keep(second, entry.bookings[0].id);
        return this.#cancel(entry.bookings[0].id, second);
      }
      if (Date.now() > deadline) throw new Error(`the entry ${entryId} got no seat: ${JSON.stringify(entry)}`);
      await sleep(pause);
    }
  }

  async #changeTrip(run: number, tripId: string, token: string): Promise<void> {
    const mutation = 'mutation ($input: UpdateTripInput!) { updateTrip(input: $input) { trip { id } } }';
    await this.request(mutation, { input: { tripId, description: `Change ${run}` } }, token);
    this.#options.ledger.changes++;
  }
}

class Unexpected extends Error {}
