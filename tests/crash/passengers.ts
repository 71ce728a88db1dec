import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import { type GraphQLAnswer, requestGraphQL, type TestKeys } from '#test-kit/subgraph.ts';

const seats = 45;
const pauseMilliseconds = 25;
const newId = idGenerator(systemClock);

/** The seat is booked by another passenger, or an instance crashed after it had cancelled the booking. */
const expectedRefusals = ['SEAT_TAKEN', 'INVALID_TRANSITION'];

class UnexpectedAnswer extends Error {}

/** Passengers who book seats and cancel most of them, and repeat each request until an instance has answered it. */
export class Passengers {
  readonly #urls: readonly string[];
  readonly #keys: TestKeys;
  readonly #tripIds: readonly string[];
  readonly #running: Promise<unknown>;
  #stopped = false;
  /** The bookings that an instance confirmed to a passenger. */
  readonly bookingIds: string[] = [];
  /** The error that ended the passengers. */
  error: unknown;

  constructor(options: { urls: readonly string[]; keys: TestKeys; tripIds: readonly string[]; count: number }) {
    this.#urls = options.urls;
    this.#keys = options.keys;
    this.#tripIds = options.tripIds;
    this.#running = Promise.all(Array.from({ length: options.count }, () => this.#bookAndCancel()));
    this.#running.catch((error) => {
      this.error = error;
    });
  }

  /** Waits for the requests in flight. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #bookAndCancel(): Promise<void> {
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
      const answer = await this.#requestUntilAnswered(book, { input }, token);
      const bookingId: string | undefined = answer.data?.bookSeats?.bookings[0].id;
      if (bookingId) {
        this.bookingIds.push(bookingId);
        const cancel = 'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { booking { id } } }';
        if (Math.random() < 0.8) await this.#requestUntilAnswered(cancel, { id: bookingId }, token);
      }
      await sleep(pauseMilliseconds);
    }
  }

  /** Sends the request to one instance after the other until one accepts or refuses it. */
  async #requestUntilAnswered(
    query: string,
    variables: Record<string, unknown>,
    token: string,
  ): Promise<GraphQLAnswer> {
    for (let attempt = Math.floor(Math.random() * 2); ; attempt++) {
      try {
        const answer = await requestGraphQL(this.#urls[attempt % this.#urls.length] ?? '', query, variables, token);
        const code = answer.errors?.[0]?.extensions.code;
        if (code === undefined || expectedRefusals.includes(code)) return answer;
        if (code !== 'INTERNAL_SERVER_ERROR' && code !== 'SUBGRAPH_UNAVAILABLE')
          throw new UnexpectedAnswer(JSON.stringify(answer));
      } catch (error) {
        // Any other error means that the instance is down.
        if (error instanceof UnexpectedAnswer) throw error;
      }
      await sleep(pauseMilliseconds);
    }
  }
}
