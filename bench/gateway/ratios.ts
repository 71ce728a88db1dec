import { ratioOf } from '../report.ts';

/** The figures of each round of a gateway, by the names of the scenario and the gateway. */
export type Measured = ReadonlyMap<string, readonly Readonly<Record<string, number>>[]>;

/** Returns the ratios of ours to the other gateways and to the floor in a scenario. */
export function ratiosOf(measured: Measured, scenario: string): Record<string, number> {
  const of = (name: string, figure: string) =>
    (measured.get(`${scenario}: ${name}`) ?? []).map((each) => each[figure] ?? Number.NaN);
  const ratio = (figure: string, one: string, other: string) => ratioOf(of(one, figure), of(other, figure));
  const speed = (one: string, other: string) => ratio('requestsPerSecond', one, other);
  const ratios = {
    apollo: speed('ours', 'apollo'),
    floor: speed('ours', 'floor'),
    floorCpu: ratio('cpu', 'floor', 'ours'),
    grafbase: speed('ours', 'grafbase'),
    grafbaseCpu: ratio('cpu', 'grafbase', 'ours'),
    grafbaseP99: ratio('p99', 'ours', 'grafbase'),
    grafbaseMemory: ratio('megabytes', 'ours', 'grafbase'),
    p99: ratio('p99', 'ours', 'apollo'),
    hive: speed('ours', 'hive'),
    hiveRust: speed('ours', 'hive, rust planner'),
    mercurius: speed('ours', 'mercurius'),
    memory: ratio('megabytes', 'ours', 'apollo'),
    beside: speed('ours', 'beside'),
    besideCpu: ratio('cpu', 'ours', 'beside'),
    besideP99: ratio('p99', 'ours', 'beside'),
    sharing: speed('ours', 'ours, alone'),
    sharingCpu: ratio('cpu', 'ours', 'ours, alone'),
    tracing: speed('ours, tracing', 'ours, alone'),
    tracingCpu: ratio('cpu', 'ours, tracing', 'ours, alone'),
    counting: speed('ours, counting', 'ours, alone'),
    countingCpu: ratio('cpu', 'ours, counting', 'ours, alone'),
  };
  return Object.fromEntries(
    Object.entries(ratios)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [`${scenario}: ${name}`, value]),
  );
}
