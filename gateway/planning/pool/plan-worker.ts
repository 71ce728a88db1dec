import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { GraphQLError } from 'graphql';
import { type PlanBounds, PlanLimitExceeded } from '../planner.ts';
import type { OperationPlan } from '../query-plan/operation-plan.ts';
import type { PlanMessage, WorkerOptions, WorkerReply } from './messages.ts';

/** Milliseconds between two checks of a worker's processor time. */
const checkInterval = 50;
/** A plan is also refused after this many times its bound on the clock: the worker may be stuck without using a processor. */
const maxStall = 10;
/** Megabytes. A planner with 32 plans as fast, and takes 25 more. */
const maxSemiSpace = 4;

/** A planning worker ended before it had planned its operation. */
export class WorkerLost extends Error {}

/** One planner in a thread of its own, which plans one operation at a time. */
export class PlanWorker {
  readonly #worker: Worker;
  readonly #bounds: PlanBounds;
  readonly #ready = Promise.withResolvers<void>();
  #pending: PromiseWithResolvers<OperationPlan> | undefined;
  #lost: Error | undefined;
  #isUsed = false;

  constructor(options: WorkerOptions, bounds: PlanBounds) {
    this.#bounds = bounds;
    // Holds for every thread that starts later, and takes precedence over `resourceLimits`. The main thread keeps the size of the command line.
    setFlagsFromString(`--max-semi-space-size=${maxSemiSpace}`);
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: options,
      resourceLimits: { maxOldGenerationSizeMb: bounds.memory },
    });
    this.#ready.promise.catch(() => {});
    this.#worker.on('message', (reply: WorkerReply) => this.#take(reply));
    this.#worker.on('error', (error: NodeJS.ErrnoException) =>
      this.#lose(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new PlanLimitExceeded('memory', bounds.memory)
          : new WorkerLost(error.message),
      ),
    );
    this.#worker.on('exit', () => this.#lose(new WorkerLost('a planning worker ended')));
    this.#worker.unref();
  }

  /** Whether it has planned an operation. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Whether it can plan no more. */
  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /**
   * Plans one operation.
   *
   * @throws PlanLimitExceeded; WorkerLost when the thread ends. A worker that exceeds its time or memory is lost.
   */
  async plan(message: PlanMessage): Promise<OperationPlan> {
    await this.#ready.promise;
    if (this.#lost) throw this.#lost;
    const pending = Promise.withResolvers<OperationPlan>();
    this.#pending = pending;
    this.#isUsed = true;
    // Nothing may be awaited before `pending` is: a worker lost meanwhile would reject it unhandled.
    const timer = this.#watchTime(pending);
    this.#worker.postMessage(message);
    try {
      return await pending.promise;
    } finally {
      clearInterval(timer);
      this.#pending = undefined;
    }
  }

  async stop(): Promise<void> {
    this.#lose(new WorkerLost('the planner stops'));
    await this.#worker.terminate();
  }

  /** Counts processor time: on a busy machine, a plan is not refused because others use the processors. */
  #watchTime(plan: PromiseWithResolvers<OperationPlan>): NodeJS.Timeout {
    const { time } = this.#bounds;
    const begin = performance.now();
    const before = this.#cpuTime();
    return setInterval(async () => {
      const used = (await this.#cpuTime()) - (await before);
      // The plan may have ended while the worker was measured.
      if (this.#pending !== plan) return;
      if (used > time || performance.now() - begin > time * maxStall) this.#lose(new PlanLimitExceeded('time', time));
    }, checkInterval);
  }

  /** Milliseconds; 0 for a worker that has ended. */
  async #cpuTime(): Promise<number> {
    try {
      const { user, system } = await this.#worker.cpuUsage();
      return (user + system) / 1_000;
    } catch {
      return 0;
    }
  }

  #take(reply: WorkerReply): void {
    if (reply.kind === 'ready') this.#ready.resolve();
    else if (reply.kind === 'planned') this.#pending?.resolve(reply.plan);
    else this.#pending?.reject(errorOf(reply));
  }

  #lose(error: Error): void {
    if (this.#lost) return;
    this.#lost = error;
    this.#ready.reject(error);
    this.#pending?.reject(error);
    void this.#worker.terminate();
  }
}

function errorOf(reply: Exclude<WorkerReply, { kind: 'ready' | 'planned' }>): Error {
  if (reply.kind === 'limit') return new PlanLimitExceeded(reply.bound, reply.limit);
  if (reply.kind === 'invalid') return new GraphQLError(reply.message, { extensions: reply.extensions });
  return Object.assign(new Error(reply.message), { stack: reply.stack });
}
