import { clients, distinct, identical, type Workload } from './workloads.ts';

/** What the gateways are measured under. */
export interface Scenario {
  name: string;
  workload: Workload;
  connections: number;
  /** Milliseconds that each subgraph waits before it answers. */
  subgraphDelay: number;
  /** Whether only our gateway and those that it is compared with everywhere take part. */
  isBrief: boolean;
}

const usual = { connections: 50, subgraphDelay: 0, isBrief: false };

/** All scenarios, the most telling first. */
export async function allScenarios(): Promise<Scenario[]> {
  return [
    { ...usual, name: 'identical', workload: identical },
    { ...usual, name: 'distinct', workload: distinct },
    { ...usual, name: 'clients', workload: await clients() },
    { ...usual, name: 'slow subgraphs', workload: identical, subgraphDelay: 4, isBrief: true },
    { ...usual, name: '2 connections', workload: identical, connections: 2, isBrief: true },
    { ...usual, name: '400 connections', workload: identical, connections: 400, isBrief: true },
  ];
}
