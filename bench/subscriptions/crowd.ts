import { setTimeout as sleep } from 'node:timers/promises';
import { Subscriber, type SubscriberOptions } from './subscriber.ts';

export interface CrowdOptions {
  port: number;
  size: number;
  /** The present round. */
  round: number;
  /** Milliseconds without any message after which those that have not arrived are lost. Default a minute. */
  lostAfter?: number;
  subscriberOf(index: number): Omit<SubscriberOptions, 'port' | 'localAddress'>;
}

/** Subscribers that connect at once; few enough for the queue of a listening socket. */
const connecting = 64;
/** The addresses that they connect from, because each has a limited number of ports. */
const addresses = 40;
const defaultLostAfter = 60_000;
/** Milliseconds in which a message that came twice shows. */
const quiet = 200;

/** Subscribers that get one message each in every round. Any wrong, repeated or lost message fails the current round. */
export class Crowd {
  readonly #subscribers: Subscriber[] = [];
  readonly #size: number;
  readonly #lostAfter: number;
  #round: number;
  #isJoining = true;
  #got = 0;
  #failure: Error | null = null;
  #waiting: PromiseWithResolvers<void> | null = null;

  private constructor({ size, round, lostAfter = defaultLostAfter }: CrowdOptions) {
    this.#size = size;
    this.#lostAfter = lostAfter;
    this.#round = round;
  }

  /** Connects all subscribers and waits until each has the present of its trip. */
  static async join(options: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd(options);
    try {
      await crowd.#join(options);
    } catch (error) {
      await crowd.close();
      throw error;
    }
    return crowd;
  }

  get round(): number {
    return this.#round;
  }

  /** Begins the next round, calls `publish`, and waits until every subscriber has its message. */
  async next(publish: (round: number) => unknown): Promise<void> {
    this.#round++;
    this.#got = 0;
    // A failure must not go unnoticed while `publish` waits.
    await Promise.all([this.#all(), publish(this.#round)]);
  }

  /** Waits for messages that nobody should get. */
  async settle(): Promise<void> {
    await sleep(quiet);
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    await Promise.all(this.#subscribers.map((subscriber) => subscriber.close()));
  }

  async #join({ port, size, subscriberOf }: CrowdOptions): Promise<void> {
    const all = this.#all();
    let started = 0;
    const startNext = () => {
      if (started >= size || this.#failure) return;
      const index = started++;
      const localAddress = `127.0.0.${2 + (index % addresses)}`;
      const subscriber = new Subscriber(
        { ...subscriberOf(index), port, localAddress },
        {
          round: () => this.#round,
          mayRepeat: () => this.#isJoining,
          onMessage: () => {
            this.#got++;
            if (this.#isJoining) startNext();
            if (this.#got === this.#size) this.#waiting?.resolve();
          },
          onFailure: (error) => this.#fail(error),
        },
      );
      this.#subscribers.push(subscriber);
    };
    for (let index = 0; index < connecting; index++) startNext();
    await all;
    await this.settle();
    this.#isJoining = false;
  }

  /** Resolves when every subscriber has the message of this round. */
  async #all(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const waiting = Promise.withResolvers<void>();
    this.#waiting = waiting;
    let before = this.#got;
    const check = setInterval(() => {
      if (this.#got === before) this.#fail(new Error(`${this.#size - this.#got} of ${this.#size} messages are lost`));
      before = this.#got;
    }, this.#lostAfter);
    try {
      await waiting.promise;
    } finally {
      clearInterval(check);
      this.#waiting = null;
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
  }
}
