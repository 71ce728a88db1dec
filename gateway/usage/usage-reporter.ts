import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { BackgroundLoop } from '#platform/run/background-loop.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { pruneUsage, storeUsage } from '../../registry/usage/store-usage.ts';
import type { UsageCounter } from './usage-counter.ts';
import { UsageDay } from './usage-day.ts';

/** The time for the last report of a process that stops, in milliseconds. */
const lastReportTime = 2_000;

const millisecondsOfDay = 86_400_000;

export interface UsageReporterOptions {
  counter: UsageCounter;
  /** Opens the registry's database. It is called again after it rejected. */
  open: () => Promise<MikroORM>;
  /** The time between two reports, in milliseconds. */
  interval: number;
  retentionDays: number;
  clock: Clock;
  log: Log;
  /** Called with the requests of each report. They are lost when the database failed while it stored them. */
  onReport: (outcome: 'stored' | 'lost', requests: number) => void;
}

/**
 * Stores at every interval, and when it stops, what was counted since the last report. While the database does not answer, counting goes on
 * within its bounds, and the next report has it all. The first report of a day deletes the counts that are too old.
 */
export class UsageReporter implements Running {
  readonly #options: UsageReporterOptions;
  readonly #loop: BackgroundLoop;
  #orm: MikroORM | undefined;
  #day: UsageDay;
  #prunedOn: string | undefined;
  #isDown = false;

  constructor(options: UsageReporterOptions) {
    this.#options = options;
    this.#day = new UsageDay(this.#today());
    const { interval, log } = options;
    this.#loop = new BackgroundLoop({ 'usage report': () => this.#report() }, { interval, log });
  }

  async stop(): Promise<void> {
    const reported = (async () => {
      await this.#loop.stop();
      await this.#report();
    })();
    await Promise.race([reported, sleep(lastReportTime, undefined, { ref: false })]);
    const { counter, onReport } = this.#options;
    if (counter.requests > 0) onReport('lost', counter.take().requests);
    await Promise.race([this.#orm?.close(true), sleep(lastReportTime, undefined, { ref: false })]);
  }

  async #report(): Promise<false> {
    const { counter, log } = this.#options;
    const today = this.#today();
    if (this.#orm && counter.requests === 0 && this.#prunedOn === today) return false;
    try {
      await this.#store(await this.#connected(), today);
      if (this.#isDown) log.info('the registry answers again');
      this.#isDown = false;
    } catch (error) {
      if (!this.#isDown) log.warn({ err: error }, 'the use of the schema is counted, but cannot be stored yet');
      this.#isDown = true;
    }
    return false;
  }

  /** Nothing is taken from the counter before the database has answered. */
  async #connected(): Promise<MikroORM> {
    this.#orm ??= await this.#options.open();
    await this.#orm.em.getConnection().execute('select 1');
    return this.#orm;
  }

  async #store({ em }: MikroORM, today: string): Promise<void> {
    const { counter, onReport, retentionDays, clock } = this.#options;
    if (this.#day.day !== today) this.#day = new UsageDay(today);
    const { requests, ...use } = counter.take();
    const rows = this.#day.rowsOf({ requests, ...use });
    try {
      if (requests > 0) await storeUsage(em.fork(), today, rows);
    } catch (error) {
      // Nobody knows what the database has stored of it, so it is not sent again.
      this.#day.failed();
      onReport('lost', requests);
      throw error;
    }
    this.#day.stored(rows);
    onReport('stored', requests);
    if (this.#prunedOn === today) return;
    const firstKept = new Date(clock.now().getTime() - (retentionDays - 1) * millisecondsOfDay);
    await pruneUsage(em.fork(), dayOf(firstKept));
    this.#prunedOn = today;
  }

  #today(): string {
    return dayOf(this.#options.clock.now());
  }
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);
