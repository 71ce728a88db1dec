import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '#test-kit/until.ts';
import type { Application } from './application.ts';
import { type Fault, type FaultTimes, inflict } from './fault.ts';
import type { FaultPlatform } from './platform.ts';
import type { Scene } from './scene.ts';
import { faultOfBookings, faultOfNotifications, faultOfWatcher, type Truth } from './truth.ts';

/** Milliseconds from the return of a service until every client must be right. */
const patience = 40_000;

/** Milliseconds between two checks of all clients. */
const checkInterval = 100;

/** Milliseconds of changes before a fault. */
const changesBefore = 500;

export interface Cell {
  fault: Fault;
  service: keyof FaultPlatform['services'];
}

/** What became of one client in one fault. */
export interface Outcome {
  application: string;
  client: string;
  /** From the return of the service until the client was right; null if it never was. */
  seconds: number | null;
  /** Why its subscriptions ended, after which the application subscribed again. */
  ends: string[];
  /** What is wrong in the end. */
  fault: string | null;
}

interface Check {
  application: Application;
  name: string;
  faultIn: (truth: Truth) => string | null;
}

/** Inflicts a fault under changes. Then checks, without further changes and again after a few, that each client becomes right. */
export async function runCell(scene: Scene, { fault, service }: Cell, times: FaultTimes): Promise<Outcome[]> {
  const { watchers, bookings, notifications, changes, platform } = scene;
  const states = watchers.map((each) => check('trip', each, (truth) => faultOfWatcher(each, truth)));
  const resumed = notifications.map((each) =>
    check('notifications', each, (truth) => faultOfNotifications(each, truth)),
  );
  const logs = bookings.map((each) => check('bookings', each, (truth) => faultOfBookings(each, truth)));
  const all = [...states, ...resumed, ...logs];
  const endsBefore = new Map(all.map(({ application }) => [application, application.ends.length]));
  changes.start(await scene.pendingBookings());
  await sleep(changesBefore);
  await inflict(fault, {
    name: service,
    service: platform.services[service],
    times,
    // No later change may be what corrects a client.
    beforeReturn: () => changes.finish(),
  });
  const returned = performance.now();
  await changes.finished();
  // A log of bookings cannot know what it has missed until the next booking.
  const withoutChanges = await becomeRight(scene, [...states, ...resumed], returned);
  const live = await becomeRight(scene, all, returned, () => changes.makeEach());
  return all.map(({ application, name, faultIn }) => ({
    application: name,
    client: application.client,
    seconds: (withoutChanges.rightAfter.has(faultIn) ? withoutChanges : live).rightAfter.get(faultIn) ?? null,
    ends: application.ends.slice(endsBefore.get(application)),
    fault: withoutChanges.faults.get(faultIn) ?? live.faults.get(faultIn) ?? null,
  }));
}

const check = (name: string, application: Application, faultIn: Check['faultIn']): Check => ({
  application,
  name,
  faultIn,
});

interface Progress {
  /** Seconds. */
  rightAfter: Map<Check['faultIn'], number>;
  /** What is wrong with those that were not right in time. */
  faults: Map<Check['faultIn'], string>;
}

/** Waits until every check has succeeded. With `change`, the changes are repeated, so that a client that begins late sees one. */
async function becomeRight(
  scene: Scene,
  checks: readonly Check[],
  since: number,
  change?: () => Promise<boolean>,
): Promise<Progress> {
  const progress: Progress = { rightAfter: new Map(), faults: new Map() };
  let lastChange = Number.NEGATIVE_INFINITY;
  const isDone = async () => {
    if (change && performance.now() - lastChange > 1_000) {
      await change();
      lastChange = performance.now();
    }
    await sleep(checkInterval);
    // It rejects while a service is not back completely.
    const truth = await scene.truth().catch(() => null);
    if (!truth) return false;
    for (const { faultIn } of checks) {
      const fault = faultIn(truth);
      if (fault) progress.faults.set(faultIn, fault);
      else progress.faults.delete(faultIn);
      if (!fault && !progress.rightAfter.has(faultIn)) {
        progress.rightAfter.set(faultIn, (performance.now() - since) / 1_000);
      }
    }
    return progress.faults.size === 0;
  };
  await until(isDone, patience).catch(() => {});
  return progress;
}
