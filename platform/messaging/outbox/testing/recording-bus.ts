import { UnverifiedStart } from '../../bus/bus.ts';
import { InProcessBus } from '../../bus/in-process-bus.ts';
import type { CloudEvent } from '../../cloud-event.ts';

interface Appended {
  subject: string;
  at: number;
  resent?: true | undefined;
}

/** A bus that records appends, and may fail, delay them, or lose its events. */
export class RecordingBus extends InProcessBus {
  appended: Appended[] = [];
  kept = new Set<string>();
  started = 'first';
  /** A start that it returns although it has been restarted since. */
  seen: string | undefined;
  fails = false;
  gate: Promise<void> | undefined;

  override async append(source: string, texts: readonly string[], verified: string | null): Promise<string[]> {
    if (this.fails) throw new Error('away');
    if (verified !== this.started) throw new UnverifiedStart();
    const events = texts.map((text) => JSON.parse(text) as CloudEvent<{ at: number }>);
    this.appended.push(...events.map(({ subject, data, resent }) => ({ subject, at: data.at, resent })));
    await this.gate;
    const positions = (await super.append(source, texts, null)).map((position) => `${this.started} ${position}`);
    for (const position of positions) this.kept.add(position);
    return positions;
  }

  override async start(): Promise<string | null> {
    return this.seen ?? this.started;
  }

  override async has(_source: string, positions: readonly string[]): Promise<boolean[]> {
    return positions.map((position) => this.kept.has(position));
  }
}

/** The events of each subject, without repetitions. */
export function perSubject(appended: RecordingBus['appended']): Map<string, number[]> {
  const orders = new Map<string, number[]>();
  for (const { subject, at } of appended) {
    const order = orders.get(subject) ?? [];
    if (!order.includes(at)) order.push(at);
    orders.set(subject, order);
  }
  return orders;
}
