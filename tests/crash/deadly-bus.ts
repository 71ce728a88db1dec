import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, Group, Watcher } from '#platform/messaging/bus/bus.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import type { Fate } from './points.ts';

/** A bus on which the process may die around each of its steps. */
export class DeadlyBus implements Bus {
  readonly #bus: Bus;
  readonly #fate: Fate;
  #appended = false;

  constructor(bus: Bus, fate: Fate) {
    this.#bus = bus;
    this.#fate = fate;
  }

  /** A relay asks this first when it was woken, and again after it has marked as sent what was appended. */
  distrusted(): Promise<string | null> {
    this.#fate.reach(this.#appended ? 'marked as sent' : 'committed, not relayed');
    this.#appended = false;
    return this.#bus.distrusted();
  }

  async append(source: string, events: readonly string[]): Promise<string[]> {
    if (events.length === 0) return this.#bus.append(source, events);
    this.#fate.reach('read from the outbox, not appended');
    if (this.#fate.awaits('half of it appended')) {
      await this.#bus.append(source, events.slice(0, Math.ceil(events.length / 2)));
      this.#fate.reach('half of it appended');
    }
    const positions = await this.#bus.append(source, events);
    this.#fate.reach('appended, not marked as sent');
    this.#appended = true;
    return positions;
  }

  join(group: Group): Running {
    let acknowledging = false;
    const receive: Group['receive'] = async (source, read) => {
      if (acknowledging) this.#fate.reach('acknowledged');
      acknowledging = false;
      let handling = false;
      const received = await group.receive(source, async () => {
        const events = await read();
        if (events.length === 0) return events;
        this.#fate.reach('read from the bus');
        handling = true;
        void sleep(Math.random() * 4).then(() => {
          if (handling) this.#fate.reach('being handled');
        });
        return events;
      });
      handling = false;
      if (received) {
        this.#fate.reach('handled, not acknowledged');
        acknowledging = true;
      }
      return received;
    };
    return this.#bus.join({ ...group, receive });
  }

  has(source: string, positions: readonly string[]): Promise<boolean[]> {
    return this.#bus.has(source, positions);
  }

  trust(start: string): void {
    this.#bus.trust(start);
  }

  watch(source: string, watcher: Watcher, since?: Date): Running {
    return this.#bus.watch(source, watcher, since);
  }

  stop(): Promise<void> {
    return this.#bus.stop();
  }
}
