import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runningServerPid } from '#platform/embedded-postgres/embedded-postgres.ts';
import { isAlive } from '#platform/run/process-alive.ts';
import { freePort } from '#test-kit/free-port.ts';
import { type Command, childPids, command, stopPostgres } from '#test-kit/process.ts';
import type { Service } from '#test-kit/process-service.ts';
import { startRedis, type TestRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';

/** A Redis server, which keeps its data when it is killed. */
export class RedisService implements Service {
  readonly #redis: TestRedis;

  private constructor(redis: TestRedis) {
    this.#redis = redis;
  }

  static async start(): Promise<RedisService> {
    return new RedisService(await startRedis());
  }

  get url(): string {
    return this.#redis.url;
  }

  start(): Promise<void> {
    return this.#redis.start();
  }

  signal(signal: NodeJS.Signals): void {
    this.#redis.signal(signal);
  }

  isRunning(): boolean {
    return this.#redis.isRunning();
  }

  destroy(): Promise<void> {
    return this.#redis.stop();
  }
}

/** The embedded PostgreSQL, all of whose processes get each signal to stop or continue. */
export class PostgresService implements Service {
  readonly #dataDir: string;
  readonly #port: number;
  #keeper: Command | undefined;
  #pid: number | undefined;
  #url = '';

  private constructor(dataDir: string, port: number) {
    this.#dataDir = dataDir;
    this.#port = port;
  }

  static async start(): Promise<PostgresService> {
    const service = new PostgresService(await fs.mkdtemp(path.join(os.tmpdir(), 'masar-postgres-')), await freePort());
    await service.start();
    return service;
  }

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    this.#keeper?.signal('SIGKILL');
    await this.#keeper?.exited();
    this.#keeper = command('node', ['tests/faults/postgres.ts'], { DATA_DIR: this.#dataDir, PORT: String(this.#port) });
    await this.#keeper.prints('ready\n', 60_000);
    this.#url = /url (\S+)/.exec(this.#keeper.output())?.[1] ?? '';
    this.#pid = runningServerPid(this.#dataDir);
  }

  /** Its backends are in process groups of their own. */
  signal(signal: NodeJS.Signals): void {
    const isForAll = signal === 'SIGSTOP' || signal === 'SIGCONT';
    if (this.#pid === undefined) return;
    for (const pid of [this.#pid, ...(isForAll ? childPids(this.#pid) : [])]) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has exited in the meantime.
      }
    }
  }

  isRunning(): boolean {
    return this.#pid !== undefined && isAlive(this.#pid);
  }

  async destroy(): Promise<void> {
    this.#keeper?.signal('SIGKILL');
    await this.#keeper?.exited();
    this.signal('SIGCONT');
    await stopPostgres(this.#dataDir);
    await until(() => !this.isRunning());
    await fs.rm(this.#dataDir, { recursive: true, force: true });
  }
}
