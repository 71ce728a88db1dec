import { excess, measureOverload, type OverloadFigures } from './overload/measure-overload.ts';
import type { LoadFigures } from './overload/open-loop.ts';

/** The goals: goodput to capacity, and the 99th percentile of accepted requests to that without load. */
const [leastGoodput, mostDelay] = [0.8, 2];

/**
 * Sends three times what the gateway can answer, and prints its goodput and latency. Throws when it misses a goal, answers wrongly, or does not
 * recover within five seconds.
 */
export async function soakOverload(minutes: number): Promise<void> {
  const figures = await measureOverload({
    milliseconds: minutes * 60_000,
    environment: { OVERLOAD_DELAY_MILLISECONDS: '50' },
  });
  const { capacity, unloaded, overloaded, recovered, senderBusy } = figures;
  console.log(`capacity ${capacity.toFixed(0)} requests a second; the sender is busy for ${percent(senderBusy)}`);
  print('without load', unloaded);
  print(`at ${excess} times the capacity`, overloaded);
  print('five seconds later', recovered);
  const faults = faultsOf(figures);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

function faultsOf({ capacity, unloaded, overloaded, recovered }: OverloadFigures): string[] {
  const goodput = overloaded.goodput / capacity;
  const delay = overloaded.p99 / unloaded.p99;
  return [
    ...[unloaded, overloaded, recovered].flatMap(({ wrong }) => wrong.slice(0, 3).map((each) => `wrong: ${each}`)),
    ...(goodput < leastGoodput ? [`the goodput is ${percent(goodput)} of the capacity`] : []),
    ...(delay > mostDelay ? [`the 99th percentile is ${delay.toFixed(1)} times that without load`] : []),
    ...(recovered.refused > 0 ? ['requests are refused five seconds after the overload'] : []),
    ...(overloaded.punctual < 0.95 ? [`the load is only ${percent(overloaded.punctual)} of what was meant`] : []),
  ];
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function print(name: string, { goodput, p50, p99, refused, punctual }: LoadFigures): void {
  const latency = `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
  console.log(
    `${name}: ${goodput.toFixed(0)} answers a second, ${latency}, ${percent(refused)} refused, ${percent(punctual)} punctual`,
  );
}
