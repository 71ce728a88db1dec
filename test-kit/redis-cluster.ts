import { execFileSync } from 'node:child_process';
import { freePorts } from './free-port.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { until } from './until.ts';

/** The time, in milliseconds, after which the others take a node that does not answer for dead. */
const nodeTimeout = 1_000;

/** A Redis Cluster of real processes, each of which the test may kill. */
export interface TestRedisCluster {
  /** The value of REDIS_URL: the nodes that the cluster began with. */
  url: string;
  /** The node that is now the master of a key's slot. */
  masterOf(key: string): TestRedis;
  /** The replica of that master. */
  replicaOf(key: string): TestRedis;
  /** Adds a master without slots. */
  addMaster(): Promise<TestRedis>;
  /** Moves the slot of a key, with its data, to another master. */
  moveSlot(key: string, to: TestRedis): Promise<void>;
  /** Runs a command on a node, and returns what redis-cli prints. */
  run(node: TestRedis, ...command: string[]): string;
  stop(): Promise<void>;
}

/** Starts three masters, each with a replica. */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const nodes: TestRedis[] = [];
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())));
  const startNode = async (busPort: number) => {
    const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)];
    const failover = ['--cluster-node-timeout', String(nodeTimeout), '--cluster-replica-validity-factor', '0'];
    const node = await startRedis(...cluster, ...failover);
    nodes.push(node);
    return node;
  };
  try {
    for (const busPort of await freePorts(6)) await startNode(busPort);
    const [first] = nodes as [TestRedis];
    const url = nodes.map((node) => node.url).join(',');
    cli('--cluster', 'create', ...nodes.map(addressOf), '--cluster-replicas', '1', '--cluster-yes');
    await until(() => nodes.every(isReady), 30_000);

    const someNode = () => nodes.find((node) => node.isRunning()) ?? first;
    const idOf = (node: TestRedis) => run(node, 'CLUSTER', 'MYID');
    const slotOf = (key: string) => Number(run(someNode(), 'CLUSTER', 'KEYSLOT', key));
    const known = () =>
      run(someNode(), 'CLUSTER', 'NODES')
        .split('\n')
        .map((line) => line.split(' '))
        .map(([id, address = '', , master, , , , , ...ranges]) => ({
          node: nodes.find((each) => address.startsWith(`${addressOf(each)}@`)),
          id,
          master,
          ranges,
        }));
    const ownerOf = (key: string) => {
      const slot = slotOf(key);
      return known().find(({ ranges }) => ranges.some((range) => includes(range, slot)));
    };
    const masterOf = (key: string) => {
      const node = ownerOf(key)?.node;
      if (!node) throw new Error(`no node has the slot of ${key}`);
      return node;
    };
    const replicaOf = (key: string) => {
      const id = ownerOf(key)?.id;
      const node = known().find(({ master }) => master === id)?.node;
      if (!node) throw new Error(`the master of ${key} has no replica`);
      return node;
    };
    return {
      url,
      masterOf,
      replicaOf,
      run,
      stop,
      addMaster: async () => {
        const [busPort = 0] = await freePorts(1);
        const node = await startNode(busPort);
        cli('--cluster', 'add-node', addressOf(node), addressOf(someNode()));
        await until(() => isReady(node), 30_000);
        return node;
      },
      moveSlot: async (key, to) => {
        const slot = String(slotOf(key));
        const from = masterOf(key);
        run(to, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', idOf(from));
        run(from, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', idOf(to));
        const { hostname, port } = new URL(to.url);
        for (;;) {
          const keys = run(from, 'CLUSTER', 'GETKEYSINSLOT', slot, '100').split('\n').filter(Boolean);
          if (keys.length === 0) break;
          run(from, 'MIGRATE', hostname, port, '', '0', '10000', 'KEYS', ...keys);
        }
        for (const node of [to, from]) run(node, 'CLUSTER', 'SETSLOT', slot, 'NODE', idOf(to));
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const addressOf = ({ url }: TestRedis): string => new URL(url).host;

const isReady = (node: TestRedis): boolean => run(node, 'CLUSTER', 'INFO').includes('cluster_state:ok');

/** Whether `7` or `5-9` includes a slot. */
function includes(range: string, slot: number): boolean {
  const [from, to = from] = range.split('-').map(Number);
  return from !== undefined && to !== undefined && from <= slot && slot <= to;
}

function run(node: TestRedis, ...command: string[]): string {
  const printed = cli('-e', '-p', new URL(node.url).port, ...command);
  return printed.replaceAll('\r', '').trim();
}

const cli = (...args: string[]): string =>
  execFileSync('redis-cli', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
