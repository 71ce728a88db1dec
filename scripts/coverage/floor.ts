import type { Count, Coverage } from './measure.ts';

/** The code that the tests must reach: percentages, and the only files that no test has to reach. */
export interface Floor {
  functions: number;
  lines: number;
  unreached: string[];
}

/** Percentage points below the floor that the order of events in a run may cost. */
const tolerance = 0.5;

export function percentage({ reached, total }: Count): number {
  return total === 0 ? 100 : Math.round((reached / total) * 1_000) / 10;
}

export function floorOf({ functions, lines, unreached }: Coverage): Floor {
  return { functions: percentage(functions), lines: percentage(lines), unreached };
}

/** Compares a run with the floor. Returns a line for each fault. */
export function coverageFaults(coverage: Coverage, floor: Floor): string[] {
  const faults = coverage.unreached
    .filter((file) => !floor.unreached.includes(file))
    .map((file) => `${file}: no test runs any of it`);
  for (const kind of ['functions', 'lines'] as const) {
    const reached = percentage(coverage[kind]);
    if (reached < floor[kind] - tolerance)
      faults.push(`the tests run ${reached} % of the ${kind}; the floor is ${floor[kind]} %`);
  }
  return faults;
}
