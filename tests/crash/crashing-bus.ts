import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, Group, Watcher, Watching } from '#platform/messaging/bus/bus.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import type { CrashTrigger } from './crash-points.ts';

/** A bus that may kill the process before or after each of its steps. */
export class CrashingBus implements Bus {
  readonly #bus: Bus;
  readonly #trigger: CrashTrigger;
  #appended = false;

  constructor(bus: Bus, trigger: CrashTrigger) {
    this.#bus = bus;
    this.#trigger = trigger;
  }

  /** A relay calls this before each batch, and again after it has marked the appended events as sent. */
  start(source: string, verified: string | null, stopping?: AbortSignal): Promise<string | null> {
    this.#trigger.reach(this.#appended ? 'marked as sent' : 'committed, not relayed');
    this.#appended = false;
    return this.#bus.start(source, verified, stopping);
  }

  async append(source: string, events: readonly string[], verified: string | null): Promise<string[]> {
    if (events.length === 0) return this.#bus.append(source, events, verified);
    this.#trigger.reach('read from the outbox, not appended');
    if (this.#trigger.isAt('half of them appended')) {
      await this.#bus.append(source, events.slice(0, Math.ceil(events.length / 2)), verified);
      this.#trigger.reach('half of them appended');
    }
    const positions = await this.#bus.append(source, events, verified);
    this.#trigger.reach('appended, not marked as sent');
    this.#appended = true;
    return positions;
  }

  join(group: Group): Running {
    let acknowledging = false;
    const receive: Group['receive'] = async (source, read) => {
      if (acknowledging) this.#trigger.reach('acknowledged');
      acknowledging = false;
      let handling = false;
      const received = await group.receive(source, async () => {
        const events = await read();
        if (events.length === 0) return events;
        this.#trigger.reach('read from the bus');
        handling = true;
        void sleep(Math.random() * 4).then(() => {
          if (handling) this.#trigger.reach('being handled');
        });
        return events;
      });
      handling = false;
      if (received) {
        this.#trigger.reach('handled, not acknowledged');
        acknowledging = true;
      }
      return received;
    };
    return this.#bus.join({ ...group, receive });
  }

  has(source: string, positions: readonly string[]): Promise<boolean[]> {
    return this.#bus.has(source, positions);
  }

  watch(source: string, watcher: Watcher, since?: Date): Watching {
    return this.#bus.watch(source, watcher, since);
  }

  stop(): Promise<void> {
    return this.#bus.stop();
  }
}
