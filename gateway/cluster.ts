import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveMetricsOfWorkers } from '#platform/http/metrics.ts';
import { assertPortFree } from '#platform/http/port-taken.ts';
import type { Log } from '#platform/log.ts';
import { Lifecycle, type Running, stopDeadline } from '#platform/run/lifecycle.ts';
import type { GatewaySettings } from './settings.ts';

/** Milliseconds before a worker that died is replaced. Doubles with each death. */
const restartDelay = 250;
/** The longest delay. A worker that lives longer than this resets it. */
const restartDelayMax = 30_000;
/** The time before the end, in milliseconds, at which a worker that has not stopped is killed. */
const killTime = 200;

/**
 * Runs the gateway as several worker processes behind one port, and resolves when all listen. A worker that dies is replaced, after a
 * delay that grows while workers die soon after their start. This process serves the workers' metrics, added up. Rejects when a
 * worker dies before it first listens.
 *
 * @throws PortTaken
 */
export async function startCluster(
  { host, port, processes, metricsPort }: GatewaySettings,
  log: Log,
): Promise<Running> {
  await assertPortFree(port, host, 'gateway');
  const lifecycle = new Lifecycle(log);
  const workers = new Workers(log);
  lifecycle.add('processes', workers);
  try {
    await Promise.all(Array.from({ length: processes }, () => workers.start()));
    if (metricsPort !== undefined) lifecycle.add('metrics', await serveMetricsOfWorkers(metricsPort, host));
    return lifecycle;
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

class Workers implements Running {
  readonly #log: Log;
  readonly #stopping = new AbortController();
  /** Deaths since a worker last lived longer than the longest delay. */
  #deaths = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Starts a worker that is replaced whenever it dies. Resolves when it listens; rejects when it dies before. */
  async start(): Promise<void> {
    const worker = cluster.fork();
    const exited = once(worker, 'exit');
    const listens = await Promise.race([once(worker, 'listening').then(() => true), exited.then(() => false)]);
    if (!listens) throw new Error('a gateway worker exited before it listened');
    void this.#replaceOnExit(worker, exited);
  }

  async #replaceOnExit(worker: Worker, exited: Promise<unknown>): Promise<void> {
    const start = performance.now();
    await exited;
    if (this.#stopping.signal.aborted) return;
    if (performance.now() - start > restartDelayMax) this.#deaths = 0;
    const delay = Math.min(restartDelay * 2 ** this.#deaths++, restartDelayMax);
    this.#log.error({ process: worker.process.pid, delay }, 'a gateway worker died');
    try {
      await sleep(delay, undefined, { signal: this.#stopping.signal });
      await this.start();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#log.error({ err: error }, 'a gateway worker did not start');
      void this.#replaceOnExit(worker, exited);
    }
  }

  /** Kills the workers that still run shortly before the end. */
  async stop(end: number = performance.now() + stopDeadline): Promise<void> {
    this.#stopping.abort();
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(
      workers.map(async (worker) => {
        if (worker.isDead()) return;
        const exited = once(worker, 'exit');
        worker.process.kill('SIGTERM');
        const late = setTimeout(() => worker.process.kill('SIGKILL'), end - performance.now() - killTime);
        await exited;
        clearTimeout(late);
      }),
    );
  }
}
