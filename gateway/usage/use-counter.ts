import type { InputSink } from './variable-inputs.ts';

/** The requests of one client for one operation. */
export class UseCounter implements InputSink {
  requests = 0;
  readonly #inputs = new Map<string, { requests: number; last: number }>();

  /** Counts a coordinate, once for each request. */
  use(coordinate: string): void {
    const input = this.#inputs.get(coordinate);
    if (input === undefined) this.#inputs.set(coordinate, { requests: 1, last: this.requests });
    else if (input.last !== this.requests) {
      input.requests++;
      input.last = this.requests;
    }
  }

  /** The coordinates that the requests used, with the number of those requests. */
  *inputs(): Iterable<[coordinate: string, requests: number]> {
    for (const [coordinate, { requests }] of this.#inputs) yield [coordinate, requests];
  }
}
