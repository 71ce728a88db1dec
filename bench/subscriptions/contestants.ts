import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { projectRoot } from '#platform/settings.ts';
import { type Contestant, type GatewayCommand, others, startContestant } from '../gateway/contestants.ts';
import { dataOf, type Selection, type TripState } from './trips.ts';

/** The id of every subscription of the floor, which sends the same frame to all. As long as the ids of the others. */
const floorId = idOf(0);

/** Where the events of a contestant come from: a subgraph, or the benchmark, which sends it the round or the whole message. */
export type Source = 'subgraph' | 'round' | 'message';

export interface SubscriptionCommand extends GatewayCommand {
  source: Source;
}

export interface SubscriptionContestant extends Contestant {
  source: Source;
  port: number;
  /** Returns its memory after a garbage collection, in kilobytes: the rest depends on when the last one was. */
  settledMemory(): Promise<number>;
}

const own = import.meta.dirname;
/** Makes a process collect its garbage at a SIGUSR2. */
const collectable = ['--expose-gc', '--import', path.join(own, 'contestants', 'collect-garbage.js')];
/** Milliseconds in which a process collects its garbage. */
const idle = 500;
const memory = (file: string) => (port: number) => [path.join(own, 'contestants', file), String(port)];

/**
 * Returns the commands of all contestants. Ours starts as `npm run gateway` starts it. SUPERGRAPH makes it treat the supergraph as the
 * platform's own, in which every field that depends on the caller has a directive; `--supergraph` would not.
 */
export function subscriptionCommands(supergraph: string): SubscriptionCommand[] {
  const environment = { SUPERGRAPH: supergraph, METRICS_PORT: '', NODE_ENV: 'development', LOG_LEVEL: 'warn' };
  const hive = path.join(others, 'node_modules', '.bin', 'hive-gateway');
  const hiveOptions = ['-h', '127.0.0.1', '-c', path.join(own, 'contestants', 'hive.config.js')];
  return [
    {
      name: 'ours',
      source: 'subgraph',
      command: (port) => [
        '--max-semi-space-size=32',
        path.join(projectRoot, 'gateway/main.ts'),
        '--port',
        String(port),
      ],
      environment,
    },
    {
      name: 'hive',
      source: 'subgraph',
      command: (port) => [hive, 'supergraph', supergraph, '-p', String(port), ...hiveOptions],
    },
    { name: 'graphql-ws', source: 'round', command: memory('graphql-ws.ts') },
    { name: 'floor', source: 'message', command: memory('floor.ts') },
  ];
}

export async function startSubscriptionContestant(
  command: SubscriptionCommand,
  core: number,
): Promise<SubscriptionContestant> {
  const contestant = await startContestant(command, { cores: String(core), nodeOptions: collectable });
  return {
    ...contestant,
    source: command.source,
    port: Number(new URL(contestant.url).port),
    settledMemory: async () => {
      contestant.signal('SIGUSR2');
      await sleep(idle);
      return contestant.memory();
    },
  };
}

/** Returns the id of the subscription of a client. All ids are equally long. */
export function idOf(client: number): string {
  return `00000000-0000-4000-8000-${String(client).padStart(12, '0')}`;
}

export const subscriptionIdOf = (source: Source, client: number): string =>
  source === 'message' ? floorId : idOf(client + 1);

/** Publishes events to a contestant that has no subgraph. */
export interface Publisher {
  /** `content` is the round, or the `data` of the message that the floor sends. */
  send(tripId: string, content: unknown): void;
  /** Resolves when the contestant has received everything that was sent. */
  flush(): Promise<void>;
  close(): void;
}

/** Connects to the contestant's `/events`. */
export async function connectPublisher({
  port,
  source,
}: Pick<SubscriptionContestant, 'port' | 'source'>): Promise<Publisher> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/events`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const textOf = (content: unknown) =>
    source === 'message' ? JSON.stringify({ id: floorId, type: 'next', payload: { data: content } }) : String(content);
  return {
    send: (id, content) => socket.send(`${id}\n${textOf(content)}`),
    flush: () =>
      new Promise((resolve) => {
        socket.once('pong', () => resolve());
        socket.ping();
      }),
    close: () => socket.terminate(),
  };
}

/** Returns what is published of a state to a contestant without subgraphs. */
export const contentOf = (source: Source, state: TripState, selection: Selection): unknown =>
  source === 'message' ? dataOf(state, selection) : state.round;
