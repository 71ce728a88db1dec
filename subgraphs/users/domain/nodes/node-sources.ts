import { prefixOf } from '#platform/ids.ts';

/** An object that `node` and `nodes` return. */
export interface Node {
  id: string;
}

/** The query field that reads the objects of a type by their ids, and its subgraph. */
export interface NodeSource {
  type: 'Driver' | 'Passenger' | 'Admin' | 'Vehicle' | 'Trip' | 'SeatBooking' | 'Notification';
  field: string;
  subgraph: 'users' | OtherSubgraph;
}

/** A subgraph that resolves some of the nodes. */
export type OtherSubgraph = 'trips' | 'notifications';

/** By the prefix of the ids. */
const sources = new Map<string, NodeSource>([
  ['d', { type: 'Driver', field: 'driver', subgraph: 'users' }],
  ['p', { type: 'Passenger', field: 'passenger', subgraph: 'users' }],
  ['a', { type: 'Admin', field: 'account', subgraph: 'users' }],
  ['v', { type: 'Vehicle', field: 'vehicle', subgraph: 'users' }],
  ['t', { type: 'Trip', field: 'trip', subgraph: 'trips' }],
  ['b', { type: 'SeatBooking', field: 'booking', subgraph: 'trips' }],
  ['n', { type: 'Notification', field: 'notification', subgraph: 'notifications' }],
]);

/** The source of the node with an id; null for an id of any other type. */
export function nodeSourceOf(id: string): NodeSource | null {
  return sources.get(prefixOf(id)) ?? null;
}
