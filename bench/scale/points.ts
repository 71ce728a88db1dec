import { readFileSync } from 'node:fs';
import type { Spread } from '../report.ts';
import { type Outcome, simulate } from './simulate.ts';

interface Results {
  rows: ({ name: string } & Record<string, Spread>)[];
}

/** Returns the median of a figure in `bench/results`. */
export function measured(file: string, row: string, figure: string): number {
  const { rows } = JSON.parse(readFileSync(new URL(`../results/${file}.json`, import.meta.url), 'utf8')) as Results;
  const value = rows.find(({ name }) => name === row)?.[figure]?.median;
  if (value === undefined) throw new Error(`bench/results/${file}.json has no ${figure} of ${row}`);
  return value;
}

/** A measured point, and the same point in the simulation. */
export interface Point {
  name: string;
  clients: number;
  figure: 'perSecond' | 'p50' | 'p99';
  measured: number;
  simulated: number;
}

/** The largest difference between a measured and a simulated figure, as a share of the measured one. */
export const tolerances = { perSecond: 0.1, p50: 0.1, p99: 0.3 } as const;

/**
 * The benchmarks that keep one process busy, at every measured number of clients. The gateway's time for a request is the measured CPU, from a
 * report of before whole operations were shared: its times are those of single requests. The other
 * times follow from one measured rate each, with 128 clients.
 */
export function points(): Point[] {
  const result: Point[] = [];
  const compare = (name: string, clients: number, milliseconds: number, figures: Partial<Outcome>) => {
    const kind = { name, route: [{ station: 'process', milliseconds }] };
    const outcome = simulate([{ name: 'process', instances: 1, servers: 1 }], { clients, kind }, 60_000);
    for (const [figure, value] of Object.entries(figures) as [Point['figure'], number][]) {
      result.push({ name, clients, figure, measured: value, simulated: outcome[figure] });
    }
  };
  for (const name of ['federation', 'clients']) {
    const of = (figure: string) => measured('gateway-unshared', `${name}: ours`, figure);
    const figures = { perSecond: of('requestsPerSecond'), p50: of('p50'), p99: of('p99') };
    compare(`the gateway alone, ${name}`, 50, of('cpu'), figures);
  }
  const perBooking = 1_000 / measured('bookings', 'spread 128 gateway', 'bookingsPerSecond');
  for (const clients of [16, 128]) {
    const of = (figure: string) => measured('bookings', `spread ${clients} gateway`, figure);
    compare('bookings end to end', clients, perBooking, { perSecond: of('bookingsPerSecond'), p99: of('p99') });
  }
  for (const [name, row] of [
    ['a flash crowd, by number', 'flash gateway'],
    ['a flash crowd, by count', 'flash counted gateway'],
  ] as const) {
    const perSecond = measured('bookings', row, 'refusalsPerSecond');
    compare(name, 128, 1_000 / perSecond, { perSecond, p99: measured('bookings', row, 'p99') });
  }
  return result;
}
