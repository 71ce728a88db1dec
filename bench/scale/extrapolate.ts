import { measured } from './points.ts';
import { type Kind, type Outcome, type Station, simulate } from './simulate.ts';

/** What people do. None of it is measured; replace it by what your users do. */
export const assumptions = {
  /** The share of all users who use the platform on a day. */
  activeShare: 0.2,
  /** The share of a day's use that the busiest hour has. */
  busiestHour: 0.15,
  /** The busiest second of a feast, as a multiple of the mean second of that hour. */
  peak: 3,
  /** The share of a day's active users whose app is open, with a socket, at the peak. */
  open: 0.05,
  /** What an active user does on a day, by the kinds of `bench/results/costs.json`. */
  uses: {
    search: 6,
    'trip page': 4,
    'booking by number': 0.15,
    'booking by count': 0.1,
    'refusal of a full trip': 0.05,
  },
} as const;

/** The highest share of a Node process, and of PostgreSQL's cores, that the peak may use. */
const fullest = { node: 0.6, postgres: 0.5 };

const nodeServices = ['gateway', 'users', 'trips', 'notifications'] as const;

/** Sockets of a gateway's process: the default of SOCKETS_PER_PROCESS. */
const socketsPerGateway = 20_000;

export type UseKind = keyof typeof assumptions.uses;
export const useKinds = Object.keys(assumptions.uses) as UseKind[];

/** The measured CPU of a service for one use, in milliseconds. */
export const costOf = (kind: UseKind, service: string): number => measured('costs', kind, `${service} ms`);

export interface Size {
  users: number;
  /** Uses a second at the peak. */
  rates: Record<UseKind, number>;
  sockets: number;
  instances: Record<(typeof nodeServices)[number], number>;
  postgresCores: number;
  /** The share of one core. Redis uses one. */
  redis: number;
  /** Of a request, without the network. */
  outcome: Outcome;
  /** Bookings a year. */
  bookings: number;
}

/** What a number of users needs, and the times of their requests there. */
export function sizeOf(users: number): Size {
  const { activeShare, busiestHour, peak, open, uses } = assumptions;
  const rates = Object.fromEntries(
    useKinds.map((kind) => [kind, (users * activeShare * uses[kind] * busiestHour * peak) / 3_600]),
  ) as Record<UseKind, number>;
  /** Cores in use. */
  const load = (service: string) =>
    useKinds.reduce((sum, kind) => sum + (rates[kind] * costOf(kind, service)) / 1_000, 0);
  const sockets = users * activeShare * open;
  const needed = (service: (typeof nodeServices)[number]) =>
    Math.max(
      2,
      Math.ceil(load(service) / fullest.node),
      service === 'gateway' ? Math.ceil(sockets / socketsPerGateway) : 0,
    );
  const instances = Object.fromEntries(nodeServices.map((service) => [service, needed(service)])) as Size['instances'];
  const postgresCores = Math.max(2, Math.ceil(load('postgres') / fullest.postgres));
  const stations: Station[] = [
    ...nodeServices.map((name) => ({ name, instances: instances[name], servers: 1 })),
    { name: 'postgres', instances: 1, servers: postgresCores },
  ];
  // The events of a booking are handled after its answer.
  const waited = ['gateway', 'trips', 'users', 'postgres'] as const;
  const kinds = new Map<Kind, number>(
    useKinds.map((name) => [
      { name, route: waited.map((station) => ({ station, milliseconds: costOf(name, station) })) },
      rates[name],
    ]),
  );
  const total = [...kinds.values()].reduce((sum, rate) => sum + rate, 0);
  // As many requests for each size.
  const outcome = simulate(stations, { perSecond: kinds }, (60_000 / total) * 1_000);
  const bookings = users * activeShare * (uses['booking by number'] + uses['booking by count']) * 365;
  return { users, rates, sockets, instances, postgresCores, redis: load('redis'), outcome, bookings };
}
