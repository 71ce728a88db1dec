import { until } from '#test-kit/until.ts';
import type { CannedSubgraphs } from '../gateway/canned-subgraphs.ts';
import type { Case } from './cases.ts';
import { connectPublisher, contentOf, type SubscriptionContestant, subscriptionIdOf } from './contestants.ts';
import { Crowd } from './crowd.ts';
import type { Figures } from './figures.ts';
import { load } from './load.ts';
import { dataOf, firstRound, subscriptionOf, tripId } from './trips.ts';
import type { TripsSubgraph } from './trips-subgraph.ts';

export interface Subgraphs {
  trips: TripsSubgraph;
  drivers: CannedSubgraphs;
}

export interface MeasureOptions {
  contestant: SubscriptionContestant;
  subgraphs: Subgraphs;
  /** Milliseconds. */
  duration: number;
  /** Milliseconds before that which are not counted. */
  lead: number;
  /** Whether the memory of a socket is measured: only the first sockets of a process show it, because it keeps what they needed. */
  withMemory?: boolean;
}

/** Milliseconds for a gateway to end its subscriptions at the subgraph when its clients have left. */
const patience = 30_000;

/** Subscribes, measures under load, and closes every socket. Throws if a message is wrong, lost or repeated. */
export async function measure(
  { subscribers, trips, selection }: Omit<Case, 'name' | 'spread'>,
  { contestant, subgraphs, duration, lead, withMemory = false }: MeasureOptions,
): Promise<Figures> {
  const { source, port } = contestant;
  const publisher = source === 'subgraph' ? null : await connectPublisher(contestant);
  const publish = (round: number) => {
    for (let trip = 1; trip <= trips; trip++) {
      const state = { trip, round };
      if (publisher) publisher.send(tripId(trip), contentOf(source, state, selection));
      else subgraphs.trips.publish(state);
    }
  };
  publish(firstRound);
  await publisher?.flush();
  const empty = withMemory ? await contestant.settledMemory() : 0;
  const query = subscriptionOf(selection);
  const crowd = await Crowd.join({
    port,
    size: subscribers,
    round: firstRound,
    subscriberOf: (index) => {
      const trip = 1 + (index % trips);
      return {
        id: subscriptionIdOf(source, index),
        query,
        variables: { tripId: tripId(trip) },
        dataOf: (round) => dataOf({ trip, round }, selection),
      };
    },
  });
  try {
    const full = withMemory ? await contestant.settledMemory() : 0;
    const socketMemory = withMemory ? { kilobytesPerSocket: (full - empty) / subscribers } : {};
    if (lead > 0) await load(crowd, publish, lead);
    subgraphs.trips.takeEventCount();
    subgraphs.drivers.takeRequestCount();
    const before = contestant.cpu();
    const clientsBefore = process.cpuUsage();
    const { rounds, duration: elapsed, p50, p99 } = await load(crowd, publish, duration);
    const cpu = contestant.cpu() - before;
    const { user, system } = process.cpuUsage(clientsBefore);
    const messages = rounds * subscribers;
    const events = rounds * trips;
    const counts = {
      upstream: subgraphs.trips.live(),
      executions: subgraphs.trips.takeEventCount() / events,
      fetches: subgraphs.drivers.takeRequestCount() / events,
    };
    await crowd.settle();
    return {
      cpuMicroseconds: (cpu * 1_000) / messages,
      messagesPerSecond: messages / (elapsed / 1_000),
      p50,
      p99,
      busy: cpu / elapsed,
      /** Of the clients and the subgraphs, whose share of the time shows whether they are the limit. */
      clientCpuMicroseconds: (user + system) / messages,
      ...(source === 'subgraph' ? counts : {}),
      ...socketMemory,
    };
  } finally {
    publisher?.close();
    await crowd.close();
    await until(() => subgraphs.trips.live() === 0, patience);
  }
}
