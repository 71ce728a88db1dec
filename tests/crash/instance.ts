import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, command } from '#test-kit/process.ts';
import { until } from '#test-kit/until.ts';
import { deathNotice, type Point, points, type Role } from './points.ts';

/** How long a process may take to come to the point where it is to die. */
const patience = 8_000;

/** Which points processes of a role are to die at: each as often as the others, in a random order. */
export class Deck {
  readonly #role: Role;
  #points: Point[] = [];

  constructor(role: Role) {
    this.#role = role;
  }

  next(): Point {
    if (this.#points.length === 0) {
      this.#points = points[this.#role]
        .map((point) => ({ point, at: Math.random() }))
        .sort(byPlace)
        .map(pointOf);
    }
    return this.#points.shift() as Point;
  }

  putBack(point: Point): void {
    this.#points.push(point);
  }
}

const byPlace = (a: { at: number }, b: { at: number }) => a.at - b.at;
const pointOf = ({ point }: { point: Point }) => point;

export interface InstanceOptions {
  role: Role;
  environment: Record<string, string>;
  deck: Deck;
  /** It died there. */
  onDeath: (role: Role, point: Point) => void;
}

/** One place at which a process runs, dies, and is started again, until it is told to let it live. */
export class Instance {
  readonly #options: InstanceOptions;
  readonly #running: Promise<void>;
  #process: Command | undefined;
  #toLive = false;

  constructor(options: InstanceOptions) {
    this.#options = options;
    this.#running = this.#run();
    // It is told by `live`, which may be called much later.
    this.#running.catch(() => {});
  }

  /** Lets the process that runs now die, and the next one live. Throws when one of them had ended by itself. */
  async live(): Promise<void> {
    this.#toLive = true;
    await this.#running;
    this.#process = this.#start();
    await this.#process.prints('ready\n');
  }

  /** Nothing runs there any more. */
  async stop(): Promise<void> {
    this.#toLive = true;
    this.#process?.signal('SIGKILL');
    await this.#process?.exited();
    await this.#running.catch(() => {});
  }

  async #run(): Promise<void> {
    while (!this.#toLive) {
      const point = this.#options.deck.next();
      const process = this.#start(point);
      this.#process = process;
      if (await this.#dies(process, point)) this.#options.onDeath(this.#options.role, point);
      else this.#options.deck.putBack(point);
    }
  }

  #start(point?: Point): Command {
    const { role, environment } = this.#options;
    const fate: Record<string, string> = point
      ? { DIE_AT: point, DIE_AT_TIME: String(1 + Math.floor(Math.random() * 4)) }
      : {};
    return command('node', ['tests/crash/service.ts'], { ...environment, ...fate, ROLE: role });
  }

  /** Whether it was where it was to be when it died. */
  async #dies(process: Command, point: Point): Promise<boolean> {
    const notice = deathNotice(point);
    let over = false;
    const ended = process.exited().then((how) => {
      over = true;
      return how;
    });
    const spoke = (text: string) => over || process.output().includes(text);
    await until(() => spoke('ready\n') || spoke(notice), 60_000);
    if (point === 'anywhere') await sleep(Math.random() * 1_000);
    else await until(() => over || this.#toLive, patience).catch(() => {});
    if (!over) process.signal('SIGKILL');
    if ((await ended) !== 'SIGKILL') throw new Error(`ended by itself: ${process.output()}`);
    return point === 'anywhere' || process.output().includes(notice);
  }
}
