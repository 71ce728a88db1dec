import { type ClientName, type Subscription, stockClients } from './stock-clients.ts';

/** The longest pause before an application subscribes again, in milliseconds. */
const maxPause = 1_000;

/** An application that subscribes again, after a random pause, when its client reports the end of a subscription. */
export abstract class Application {
  readonly client: ClientName;
  /** Why its subscriptions ended. */
  readonly ends: string[] = [];
  /** How often it has lost its connection, or its subscription has ended. */
  interruptions = 0;
  readonly #subscription: Subscription;
  #retry: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #isStopped = false;

  constructor(client: ClientName, subscription: Subscription) {
    this.client = client;
    this.#subscription = subscription;
  }

  start(): void {
    let isOver = false;
    this.#unsubscribe = stockClients[this.client](this.#subscription, {
      next: (data, hasErrors) => isOver || this.receive(data, hasErrors),
      interrupted: () => {
        if (!isOver && !this.#isStopped) this.#interrupt();
      },
      ended: (reason) => {
        if (isOver || this.#isStopped) return;
        isOver = true;
        this.ends.push(reason);
        this.#interrupt();
        this.#unsubscribe?.();
        this.#retry = setTimeout(() => this.start(), Math.random() * maxPause);
      },
    });
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    this.#unsubscribe?.();
  }

  #interrupt(): void {
    this.interruptions++;
    this.interrupted();
  }

  protected get variables(): Record<string, unknown> {
    return this.#subscription.variables;
  }

  protected abstract receive(data: Record<string, unknown>, hasErrors: boolean): void;

  /** Events after this may be missing. */
  protected interrupted(): void {}
}

/** Shows the present state of a trip. */
export class TripWatcher extends Application {
  /** The last state received; null when it has errors. */
  state: unknown = null;

  protected override receive({ tripUpdated }: Record<string, unknown>, hasErrors: boolean): void {
    this.state = hasErrors ? null : tripUpdated;
  }
}

/** Keeps the bookings that it is notified of, in runs between which it knows that it may have missed some. */
export class BookingLog extends Application {
  readonly runs: string[][] = [[]];

  protected override receive({ bookingUpdated }: Record<string, unknown>): void {
    this.runs.at(-1)?.push((bookingUpdated as { id: string }).id);
  }

  protected override interrupted(): void {
    if (this.runs.at(-1)?.length) this.runs.push([]);
  }
}

/** Keeps the notifications of an account, and continues after the last one whenever it subscribes again. */
export class NotificationLog extends Application {
  readonly ids: string[] = [];

  protected override receive({ notificationReceived }: Record<string, unknown>): void {
    const { id } = notificationReceived as { id: string };
    this.ids.push(id);
    this.variables.after = id;
  }
}
