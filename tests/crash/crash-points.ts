import { writeSync } from 'node:fs';

/** The places between commit and acknowledgement at which a process of each role is killed. */
export const crashPoints = {
  trips: [
    'committed, not relayed',
    'read from the outbox, not appended',
    'half of them appended',
    'appended, not marked as sent',
    'marked as sent',
    'anywhere',
  ],
  notifications: ['read from the bus', 'being handled', 'handled, not acknowledged', 'acknowledged', 'anywhere'],
} as const;

export type Role = keyof typeof crashPoints;
export type CrashPoint = (typeof crashPoints)[Role][number];

/** The line that a process prints before it kills itself. */
export const crashNotice = (point: CrashPoint): string => `crashed: ${point}`;

/** Kills the process the nth time that it reaches one crash point. */
export class CrashTrigger {
  readonly #point: CrashPoint;
  #remaining: number;

  constructor(point: CrashPoint, visit: number) {
    this.#point = point;
    this.#remaining = visit;
  }

  /** Marks that the process has reached a point. Does not return if the process is to die there. */
  reach(point: CrashPoint): void {
    if (point !== this.#point || --this.#remaining > 0) return;
    writeSync(1, `${crashNotice(point)}\n`);
    process.kill(process.pid, 'SIGKILL');
    // The signal may arrive later. Until then this thread must do nothing more.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }

  isAt(point: CrashPoint): boolean {
    return point === this.#point;
  }
}
