import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveMetricsOfWorkers } from '#platform/http/metrics.ts';
import { assertPortFree } from '#platform/http/port-taken.ts';
import type { Log } from '#platform/log.ts';
import { Lifecycle, type Running } from '#platform/run/lifecycle.ts';
import type { GatewaySettings } from './settings.ts';

/** Milliseconds before a dead process is replaced. Doubles with each death. */
const restartDelay = 250;
/** The longest delay. A process that lives longer than this resets it. */
const restartDelayMax = 30_000;

/**
 * Runs the gateway as several processes behind its one port, each a copy of this process's program; resolves when all listen. One
 * that dies is replaced, after a wait that grows as long as they go on dying. Their metrics are served together, by this
 * process. Throws PortTaken, and where a first one does not come to listen.
 */
export async function startProcesses(
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
  /** Those that have died since one has lived for a while. */
  #deaths = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Resolves when it listens, and keeps one in its place from then on. Throws where it ends before. */
  async start(): Promise<void> {
    const worker = cluster.fork();
    const ended = once(worker, 'exit');
    const listens = await Promise.race([once(worker, 'listening').then(() => true), ended.then(() => false)]);
    if (!listens) throw new Error('a process of the gateway ended before it listened');
    void this.#keep(worker, ended);
  }

  async #keep(worker: Worker, ended: Promise<unknown>): Promise<void> {
    const since = performance.now();
    await ended;
    if (this.#stopping.signal.aborted) return;
    if (performance.now() - since > restartDelayMax) this.#deaths = 0;
    const wait = Math.min(restartDelay * 2 ** this.#deaths++, restartDelayMax);
    this.#log.error({ process: worker.process.pid, wait }, 'a process of the gateway died');
    try {
      await sleep(wait, undefined, { signal: this.#stopping.signal });
      await this.start();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#log.error({ err: error }, 'a process of the gateway did not start');
      void this.#keep(worker, ended);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const living = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(
      living.map(async (worker) => {
        const ended = worker.isDead() ? undefined : once(worker, 'exit');
        worker.process.kill('SIGTERM');
        await ended;
      }),
    );
  }
}
