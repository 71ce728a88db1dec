import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, command } from '#test-kit/process.ts';
import { until } from '#test-kit/until.ts';
import { type CrashPoint, crashNotice, crashPoints, type Role } from './crash-points.ts';

/** Milliseconds in which a process must reach its crash point before it is killed anyway. */
const patience = 8_000;

/** The points at which the processes of a role crash: each point equally often, in random order. */
export class PointQueue {
  readonly #role: Role;
  #points: CrashPoint[] = [];

  constructor(role: Role) {
    this.#role = role;
  }

  next(): CrashPoint {
    if (this.#points.length === 0) {
      this.#points = crashPoints[this.#role]
        .map((point) => ({ point, order: Math.random() }))
        .sort((a, b) => a.order - b.order)
        .map(({ point }) => point);
    }
    return this.#points.shift() as CrashPoint;
  }

  putBack(point: CrashPoint): void {
    this.#points.push(point);
  }
}

export interface InstanceOptions {
  role: Role;
  environment: Record<string, string>;
  points: PointQueue;
  /** Called after a process crashed at the point. */
  onCrash: (role: Role, point: CrashPoint) => void;
}

/** One instance of a service: its process starts, crashes and is started again until `keepRunning`. */
export class Instance {
  readonly #options: InstanceOptions;
  readonly #crashing: Promise<void>;
  #process: Command | undefined;
  #isCrashing = true;

  constructor(options: InstanceOptions) {
    this.#options = options;
    this.#crashing = this.#crashAgainAndAgain();
    // `keepRunning` reports the error, perhaps much later.
    this.#crashing.catch(() => {});
  }

  /** Lets the current process crash, and starts one that does not. Throws if a process has exited by itself. */
  async keepRunning(): Promise<void> {
    this.#isCrashing = false;
    await this.#crashing;
    this.#process = this.#start();
    await this.#process.prints('ready\n');
  }

  /** Kills the process and starts no other. */
  async stop(): Promise<void> {
    this.#isCrashing = false;
    this.#process?.signal('SIGKILL');
    await this.#process?.exited();
    await this.#crashing.catch(() => {});
  }

  async #crashAgainAndAgain(): Promise<void> {
    while (this.#isCrashing) {
      const point = this.#options.points.next();
      const process = this.#start(point);
      this.#process = process;
      if (await this.#crashesAt(process, point)) this.#options.onCrash(this.#options.role, point);
      else this.#options.points.putBack(point);
    }
  }

  #start(point?: CrashPoint): Command {
    const { role, environment } = this.#options;
    const crash: Record<string, string> = point
      ? { CRASH_AT: point, CRASH_AT_VISIT: String(1 + Math.floor(Math.random() * 4)) }
      : {};
    return command('node', ['tests/crash/service.ts'], { ...environment, ...crash, ROLE: role });
  }

  /** Waits for the end of the process. Returns whether it was at the point. */
  async #crashesAt(process: Command, point: CrashPoint): Promise<boolean> {
    const notice = crashNotice(point);
    let isOver = false;
    const exit = process.exited().then((result) => {
      isOver = true;
      return result;
    });
    const hasPrinted = (text: string) => isOver || process.output().includes(text);
    await until(() => hasPrinted('ready\n') || hasPrinted(notice), 60_000);
    if (point === 'anywhere') await sleep(Math.random() * 1_000);
    else await until(() => isOver || !this.#isCrashing, patience).catch(() => {});
    if (!isOver) process.signal('SIGKILL');
    if ((await exit) !== 'SIGKILL') throw new Error(`the process exited by itself: ${process.output()}`);
    return point === 'anywhere' || process.output().includes(notice);
  }
}
