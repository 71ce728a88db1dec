import { performance } from 'node:perf_hooks';
import { startLoadedGateway } from './loaded-gateway.ts';
import { closedLoop, type LoadFigures, openLoop } from './open-loop.ts';

/** The load, as a multiple of the capacity. */
export const excess = 3;
/** Connections that find the capacity: enough to keep the gateway busy while the subgraph answers. */
export const connections = 40;
/** The part of the capacity at which the gateway is not loaded. */
const lightLoad = 0.3;
/** Milliseconds after an overload in which everything is to be answered again as before. */
const recoveryTime = 5_000;

export interface OverloadFigures {
  /** Right answers in a second, without overload. */
  capacity: number;
  unloaded: LoadFigures;
  overloaded: LoadFigures;
  /** After `recoveryTime`. */
  recovered: LoadFigures;
  /** The share of the time for which the process that sends the load was busy. */
  senderBusy: number;
}

export interface OverloadOptions {
  /** Milliseconds of overload. */
  milliseconds: number;
  environment?: Record<string, string>;
}

/** Measures a gateway below its capacity, at three times its capacity, and afterwards. */
export async function measureOverload({ milliseconds, environment = {} }: OverloadOptions): Promise<OverloadFigures> {
  const step = Math.min(5_000, milliseconds);
  const gateway = await startLoadedGateway(environment, { isPinned: true });
  try {
    const { target } = gateway;
    await closedLoop(target, connections, step / 2);
    const capacity = await closedLoop(target, connections, step);
    const unloaded = await openLoop(target, lightLoad * capacity, step);
    const before = performance.eventLoopUtilization();
    const overloaded = await openLoop(target, excess * capacity, milliseconds);
    const senderBusy = performance.eventLoopUtilization(before).utilization;
    await openLoop(target, lightLoad * capacity, recoveryTime);
    const recovered = await openLoop(target, lightLoad * capacity, step);
    return { capacity, unloaded, overloaded, recovered, senderBusy };
  } finally {
    await gateway.stop();
  }
}
