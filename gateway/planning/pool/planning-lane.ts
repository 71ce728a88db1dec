import { rateLimited } from '#platform/errors/refusal.ts';
import { type PlanBounds, PlanLimitExceeded } from '../planner.ts';
import type { OperationPlan } from '../query-plan/operation-plan.ts';
import type { PlanMessage, WorkerOptions } from './messages.ts';
import { PlanWorker, WorkerLost } from './plan-worker.ts';

/** Operations that wait for a worker. */
export const maxQueuedPlans = 200;
/** Milliseconds that an operation waits for a worker, as long as its client waits for the gateway. */
export const maxQueueTime = 20_000;

interface QueuedPlan {
  message: PlanMessage;
  /** On the clock of `performance.now()`. */
  since: number;
  result: PromiseWithResolvers<OperationPlan>;
}

/** Some workers with one queue, first come, first served. A worker that is lost is replaced. */
export class PlanningLane {
  readonly #options: WorkerOptions;
  readonly #bounds: PlanBounds;
  readonly #size: number;
  readonly #idle: PlanWorker[] = [];
  readonly #workers = new Set<PlanWorker>();
  readonly #queue: QueuedPlan[] = [];
  #stopped = false;

  constructor(size: number, options: WorkerOptions, bounds: PlanBounds) {
    this.#size = size;
    this.#options = options;
    this.#bounds = bounds;
  }

  /** Whether a worker is ready for the next operation. */
  get isIdle(): boolean {
    return this.#idle.length > 0;
  }

  /** Starts the workers before they are needed. */
  start(): void {
    while (this.#workers.size < this.#size) this.#idle.push(this.#add());
  }

  /**
   * Plans one operation.
   *
   * @throws Refusal RATE_LIMITED when the queue is full, or the operation has waited in it for too long; PlanLimitExceeded; WorkerLost.
   */
  async plan(message: PlanMessage): Promise<OperationPlan> {
    if (this.#stopped) throw stopping();
    if (this.#queue.length >= maxQueuedPlans) throw rateLimited(1);
    const result = Promise.withResolvers<OperationPlan>();
    this.#queue.push({ message, since: performance.now(), result });
    this.#next();
    return result.promise;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { result } of this.#queue.splice(0)) result.reject(stopping());
    await Promise.all([...this.#workers].map((worker) => worker.stop()));
  }

  #next(): void {
    const oldest = performance.now() - maxQueueTime;
    while (this.#queue[0] && this.#queue[0].since < oldest) this.#queue.shift()?.result.reject(rateLimited(1));
    if (this.#stopped || this.#queue.length === 0) return;
    const worker = this.#takeIdle() ?? (this.#workers.size < this.#size ? this.#add() : undefined);
    const queued = worker && this.#queue.shift();
    if (queued) void this.#run(worker, queued);
  }

  /** A worker may die while it is idle. */
  #takeIdle(): PlanWorker | undefined {
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      if (!worker.isLost) return worker;
      this.#workers.delete(worker);
    }
    return undefined;
  }

  async #run(worker: PlanWorker, queued: QueuedPlan): Promise<void> {
    const wasUsed = worker.isUsed;
    try {
      queued.result.resolve(await worker.plan(queued.message));
    } catch (error) {
      // What the worker planned before may have filled its heap: only a new worker shows what this operation takes.
      const isOutOfMemory = error instanceof PlanLimitExceeded && error.bound === 'memory';
      if (isOutOfMemory && wasUsed && !this.#stopped) this.#queue.unshift(queued);
      else queued.result.reject(error);
    }
    if (worker.isLost) this.#workers.delete(worker);
    else this.#idle.push(worker);
    this.#next();
  }

  #add(): PlanWorker {
    const worker = new PlanWorker(this.#options, this.#bounds);
    this.#workers.add(worker);
    return worker;
  }
}

const stopping = (): WorkerLost => new WorkerLost('the planner stops');
