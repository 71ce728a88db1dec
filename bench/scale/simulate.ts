import { percentile } from '../report.ts';

/** A service: instances with queues of their own, each of which works on `servers` pieces of work at once, first come, first served. */
export interface Station {
  name: string;
  instances: number;
  servers: number;
}

/** One kind of request: the mean times, in milliseconds, that it needs at the stations that it passes. */
export interface Kind {
  name: string;
  route: readonly { station: string; milliseconds: number }[];
}

/** Clients that send a request after each answer, or requests that arrive at random at a rate. */
export type Load = { clients: number; kind: Kind } | { perSecond: ReadonlyMap<Kind, number> };

export interface Outcome {
  perSecond: number;
  p50: number;
  p99: number;
}

/**
 * The standard deviation of the time of a piece of work, as a multiple of its mean. With 2, the share of slow answers in `bench/results`
 * comes out: most requests are quick, and some meet a garbage collection or a full batch.
 */
const variation = 2;

interface Job {
  kind: Kind;
  step: number;
  begun: number;
  client: boolean;
}

interface Queue {
  waiting: Job[];
  head: number;
  free: number;
}

/** Simulates this many milliseconds of a load on stations, of which the first fifth is not counted. The same seed gives the same outcome. */
export function simulate(stations: readonly Station[], load: Load, milliseconds: number, seed = 1): Outcome {
  const random = randomOf(seed);
  const timeline = new Timeline();
  const queues = new Map(
    stations.map(({ name, instances, servers }) => [
      name,
      Array.from({ length: instances }, (): Queue => ({ waiting: [], head: 0, free: servers })),
    ]),
  );
  const latencies: number[] = [];
  let now = 0;

  const enter = (job: Job): void => {
    const station = job.kind.route[job.step]?.station ?? '';
    const instances = queues.get(station);
    const queue = instances?.[Math.floor(random() * instances.length)];
    if (!queue) throw new Error(`there is no station ${station}`);
    if (queue.free > 0) start(queue, job);
    else queue.waiting.push(job);
  };
  const start = (queue: Queue, job: Job): void => {
    queue.free--;
    const mean = job.kind.route[job.step]?.milliseconds ?? 0;
    timeline.add(now + mean * skewed(random), () => finish(queue, job));
  };
  const finish = (queue: Queue, job: Job): void => {
    queue.free++;
    const next = queue.waiting[queue.head];
    if (next) {
      queue.head++;
      start(queue, next);
    }
    if (queue.head > 1_000) {
      queue.waiting.splice(0, queue.head);
      queue.head = 0;
    }
    if (job.step + 1 < job.kind.route.length) enter({ ...job, step: job.step + 1 });
    else {
      if (now > milliseconds / 5) latencies.push(now - job.begun);
      if (job.client) enter({ ...job, step: 0, begun: now });
    }
  };

  if ('clients' in load) {
    for (let each = 0; each < load.clients; each++) enter({ kind: load.kind, step: 0, begun: 0, client: true });
  } else {
    for (const [kind, perSecond] of load.perSecond) {
      const arrive = () => {
        enter({ kind, step: 0, begun: now, client: false });
        timeline.add(now - (Math.log(1 - random()) * 1_000) / perSecond, arrive);
      };
      timeline.add((random() * 1_000) / perSecond, arrive);
    }
  }
  for (let next = timeline.next(); next && next.at < milliseconds; next = timeline.next()) {
    now = next.at;
    next.run();
  }
  const perSecond = latencies.length / ((milliseconds * 0.8) / 1_000);
  return { perSecond, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** A random time of mean 1, of the log-normal distribution. */
function skewed(random: () => number): number {
  const variance = Math.log(1 + variation ** 2);
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(normal * Math.sqrt(variance) - variance / 2);
}

/** Numbers from 0 to below 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Moment {
  at: number;
  run: () => void;
}

/** What happens, the earliest first: a binary heap. */
class Timeline {
  readonly #heap: Moment[] = [];

  add(at: number, run: () => void): void {
    const heap = this.#heap;
    const moment = { at, run };
    let place = heap.length;
    heap.push(moment);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Moment;
      if (parent.at <= at) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = moment;
  }

  next(): Moment | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!last || !first || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && (heap[below + 1] as Moment).at < (heap[below] as Moment).at) below++;
      const child = heap[below] as Moment;
      if (child.at >= last.at) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
    return first;
  }
}
