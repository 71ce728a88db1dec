import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import { type GraphQLAnswer, requestGraphQL, type TestKeys } from '#test-kit/subgraph.ts';

const seats = 45;
const pause = 25;
const newId = idGenerator(systemClock);

/** A seat that another has; and a booking that was cancelled already, by an instance that died before it said so. */
const refusals = ['SEAT_TAKEN', 'INVALID_TRANSITION'];

class Unexpected extends Error {}

/** Passengers who book seats and cancel them again, whatever dies under them. */
export class Crowd {
  readonly #urls: readonly string[];
  readonly #keys: TestKeys;
  readonly #tripIds: readonly string[];
  readonly #running: Promise<unknown>;
  #stopped = false;
  /** The bookings that they were told they have. */
  readonly booked: string[] = [];
  /** What ended them. */
  broken: unknown;

  constructor(options: { urls: readonly string[]; keys: TestKeys; tripIds: readonly string[]; passengers: number }) {
    this.#urls = options.urls;
    this.#keys = options.keys;
    this.#tripIds = options.tripIds;
    this.#running = Promise.all(Array.from({ length: options.passengers }, () => this.#passenger()));
    this.#running.catch((error) => {
      this.broken = error;
    });
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #passenger(): Promise<void> {
    while (!this.#stopped) {
      const token = await this.#keys.sign({
        sub: newId('p'),
        scope: 'passenger',
        name: 'Sara',
        phone_number: '+966500000001',
      });
      const input = {
        tripId: this.#tripIds[Math.floor(Math.random() * this.#tripIds.length)],
        seatNumbers: [1 + Math.floor(Math.random() * seats)],
        idempotencyKey: randomUUID(),
      };
      const book = 'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }';
      const answer = await this.#insist(book, { input }, token);
      const bookingId: string | undefined = answer.data?.bookSeats?.bookings[0].id;
      if (bookingId) {
        this.booked.push(bookingId);
        const cancel = 'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { booking { id } } }';
        if (Math.random() < 0.8) await this.#insist(cancel, { id: bookingId }, token);
      }
      await sleep(pause);
    }
  }

  /** Asks one instance after the other until one has answered: done, or refused. */
  async #insist(query: string, variables: Record<string, unknown>, token: string): Promise<GraphQLAnswer> {
    for (let at = Math.floor(Math.random() * 2); ; at++) {
      try {
        const answer = await requestGraphQL(this.#urls[at % this.#urls.length] ?? '', query, variables, token);
        const code = answer.errors?.[0]?.extensions.code;
        if (code === undefined || refusals.includes(code)) return answer;
        if (code !== 'INTERNAL_SERVER_ERROR') throw new Unexpected(JSON.stringify(answer));
      } catch (error) {
        // Otherwise nobody is there at the moment.
        if (error instanceof Unexpected) throw error;
      }
      await sleep(pause);
    }
  }
}
