import type { ClientSocket } from './client-socket.ts';

/** The groups of sockets that are pinged in turn, so that thousands of pings are not sent at once. */
const groups = 12;

/** Pings every socket of a server once in an interval, with one timer for all, and so detects lost clients. */
export class Pinger {
  readonly #groups = Array.from({ length: groups }, () => new Set<ClientSocket>());
  readonly #timer: NodeJS.Timeout;
  #added = 0;
  #turn = 0;

  /** @param interval in milliseconds. */
  constructor(interval: number) {
    this.#timer = setInterval(() => this.#pingNext(), interval / groups);
  }

  /** Pings the socket until it ends. */
  add(socket: ClientSocket): void {
    const group = this.#groups[this.#added++ % groups];
    group?.add(socket);
    socket.onEnd(() => void group?.delete(socket));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #pingNext(): void {
    for (const socket of this.#groups[this.#turn++ % groups] ?? []) socket.ping();
  }
}
