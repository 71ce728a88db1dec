import path from 'node:path';
import { until } from '#test-kit/until.ts';
import { ratioOf } from '../report.ts';
import {
  connectPublisher,
  startSubscriptionContestant,
  subscriptionCommands,
  subscriptionIdOf,
} from './contestants.ts';
import { Crowd } from './crowd.ts';
import type { Figures, Measurements } from './figures.ts';
import { load } from './load.ts';
import { type Product, startProduct } from './running-product.ts';
import { firstRound } from './trips.ts';

/** The numbers of subscribers of one trip that are compared. */
const [few, many] = [10, 500];
/** Milliseconds that are not counted. */
const lead = 500;
/** Milliseconds for the gateway to end its subscriptions at trips. */
const patience = 30_000;

export interface ProductOptions {
  folder: string;
  core: number;
  rounds: number;
  /** Milliseconds. */
  duration: number;
  measured: Measurements;
}

/** What is measured: the product, or the floor, which sends the product's own messages and nothing else. */
interface Measured {
  name: string;
  port: number;
  source: 'subgraph' | 'message';
  publish(round: number): unknown;
  cpu(): number;
  /** Milliseconds on the clock of `performance.now()`; null when there is no commit. */
  committedAt?(): Promise<number>;
}

const rowOf = (name: string, subscribers: number) => `product, ${subscribers}: ${name}`;

/** Measures all processes of the platform while a driver updates one trip, and the floor with the same messages. */
export async function measureProduct({ folder, core, rounds, duration, measured }: ProductOptions): Promise<void> {
  const product = await startProduct({ dataDir: path.join(folder, 'product'), core });
  const [floorCommand] = subscriptionCommands('').filter(({ name }) => name === 'floor');
  if (!floorCommand) throw new Error('there is no floor');
  const floor = await startSubscriptionContestant(floorCommand, core);
  const publisher = await connectPublisher(floor);
  try {
    const ours: Measured = { name: 'ours', source: 'subgraph', ...product, publish: product.update };
    const bare: Measured = {
      name: 'floor',
      source: 'message',
      port: floor.port,
      cpu: floor.cpu,
      publish: (round) => publisher.send(product.tripId, product.dataOf(round)),
    };
    for (let round = -1; round < rounds; round++) {
      for (const subscribers of round % 2 === 0 ? [few, many] : [many, few]) {
        for (const each of round % 2 === 0 ? [ours, bare] : [bare, ours]) {
          await each.publish(firstRound);
          await publisher.flush();
          const figures = await measureOne(each, product, subscribers, duration);
          // The first time warms the processes up.
          if (round >= 0) measured.add(rowOf(each.name, subscribers), figures);
        }
      }
    }
  } finally {
    publisher.close();
    await floor.stop();
    await product.stop();
  }
}

async function measureOne(each: Measured, product: Product, subscribers: number, duration: number): Promise<Figures> {
  const { tripId, query, dataOf } = product;
  const crowd = await Crowd.join({
    port: each.port,
    size: subscribers,
    round: firstRound,
    subscriberOf: (index) => ({
      id: subscriptionIdOf(each.source, index),
      query,
      variables: { tripId },
      dataOf,
    }),
  });
  try {
    await load(crowd, each.publish, lead);
    const before = each.cpu();
    const delays: number[] = [];
    const { rounds, p50, p99 } = await load(crowd, each.publish, duration);
    const cpu = each.cpu() - before;
    if (each.committedAt) {
      // Separately, because reading the time of a commit costs processor time.
      for (let at = 0; at < Math.min(rounds, 50); at++) {
        await crowd.next(each.publish);
        delays.push(performance.now() - (await each.committedAt()));
      }
    }
    await crowd.settle();
    const fromCommit =
      delays.length > 0 ? { fromCommit: delays.toSorted((a, b) => a - b)[delays.length >> 1] ?? 0 } : {};
    return { cpuMicrosecondsPerEvent: (cpu * 1_000) / rounds, p50, p99, ...fromCommit };
  } finally {
    await crowd.close();
    await until(async () => (await product.live()) === 0, patience);
  }
}

/** Returns how many times as much processor time 500 subscribers take as 10, in both without what the floor needs to send the messages. */
export function productRatio(measured: Measurements): Record<string, number> {
  const beside = (subscribers: number) => {
    const of = (name: string) => measured.of(rowOf(name, subscribers), 'cpuMicrosecondsPerEvent');
    const frames = of('floor');
    return of('ours').map((cpu, at) => cpu - (frames[at] ?? Number.NaN));
  };
  return beside(few).length > 0 ? { product500To10: ratioOf(beside(many), beside(few)) } : {};
}
