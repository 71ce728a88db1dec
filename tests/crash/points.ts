import { writeSync } from 'node:fs';

/** The places between commit, publishing, delivery and acknowledgement at which a process of each kind is made to die. */
export const points = {
  trips: [
    'committed, not relayed',
    'read from the outbox, not appended',
    'half of it appended',
    'appended, not marked as sent',
    'marked as sent',
    'anywhere',
  ],
  notifications: ['read from the bus', 'being handled', 'handled, not acknowledged', 'acknowledged', 'anywhere'],
} as const;

export type Role = keyof typeof points;
export type Point = (typeof points)[Role][number];

/** How a process says where it dies. */
export const deathNotice = (point: Point): string => `died: ${point}`;

/** Kills the process at one of the points, the nth time that it comes there. */
export class Fate {
  readonly #point: Point;
  #left: number;

  constructor(point: Point, time: number) {
    this.#point = point;
    this.#left = time;
  }

  /** Does not return where it is the time to die. */
  reach(point: Point): void {
    if (point !== this.#point || --this.#left > 0) return;
    writeSync(1, `${deathNotice(point)}\n`);
    process.kill(process.pid, 'SIGKILL');
    // Nothing more happens, whenever the signal comes.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }

  awaits(point: Point): boolean {
    return point === this.#point;
  }
}
