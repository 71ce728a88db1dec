import { isDeepStrictEqual } from 'node:util';

/** The fields of a trip that subscribers select: those of the subgraph with the trips alone, or one of another subgraph as well. */
export type Selection = 'primary' | 'joined';

/** What a subscriber of a trip gets in one round. */
export interface TripState {
  trip: number;
  /** Increases by one with each event of a trip, and has always the same number of digits. */
  round: number;
}

/** The first round, which is the present of every trip when a subscription starts. Eight digits that occur in no other value. */
export const firstRound = 50_000_001;

/** The type definitions of the two subgraphs. */
export const schemas = {
  trips: `
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
      @link(url: "https://masar-eagle.example/subscriptions/v1.0", import: ["@state"])
      @composeDirective(name: "@state")
    directive @state on FIELD_DEFINITION
    type Query { trip(tripId: ID!): Trip }
    type Subscription { tripUpdated(tripId: ID!): Trip! @state }
    type Trip @key(fields: "id") {
      id: ID! fromCity: String! toCity: String! departureTime: String! status: String!
      totalSeats: Int! availableSeats: Int! revision: Int! driver: Driver
    }
    type Driver @key(fields: "id", resolvable: false) { id: ID! }`,
  drivers: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { driver: Driver }
    type Driver @key(fields: "id") { id: ID! fullName: String vehicleName: String }`,
};

/** The same types in one schema, without federation. */
export const wholeSchema = `
  type Query { trip(tripId: ID!): Trip }
  type Subscription { tripUpdated(tripId: ID!): Trip! }
  type Trip {
    id: ID! fromCity: String! toCity: String! departureTime: String! status: String!
    totalSeats: Int! availableSeats: Int! revision: Int! driver: Driver
  }
  type Driver { id: ID! fullName: String vehicleName: String }`;

const primaryFields = 'id fromCity toCity departureTime status totalSeats availableSeats revision';

const fieldsOf: Readonly<Record<Selection, string>> = {
  primary: primaryFields,
  joined: `${primaryFields} driver { id fullName vehicleName }`,
};

export const subscriptionOf = (selection: Selection): string =>
  `subscription TripUpdated($tripId: ID!) { tripUpdated(tripId: $tripId) { ${fieldsOf[selection]} } }`;

export const tripId = (trip: number): string => `t-${trip}`;

export const tripNumberOf = (id: string): number => Number(id.slice('t-'.length));

/** Returns the trip as its subgraph resolves it. */
export function tripOf({ trip, round }: TripState) {
  return {
    id: tripId(trip),
    fromCity: 'Riyadh',
    toCity: 'Jeddah',
    departureTime: '2030-01-01T08:00:00.000Z',
    status: 'SCHEDULED',
    totalSeats: 45,
    availableSeats: 17,
    revision: round,
    driver: { id: `d-${trip}` },
  };
}

/** Returns the driver of a trip, as the canned subgraph generates it. */
export const driverOf = (trip: number) => ({
  id: `d-${trip}`,
  fullName: `fullName of number ${trip}`,
  vehicleName: `vehicleName of number ${trip}`,
});

/** Returns the `data` of the one right message of a trip in a round. */
export function dataOf(state: TripState, selection: Selection): { tripUpdated: unknown } {
  const { driver: _, ...trip } = tripOf(state);
  return { tripUpdated: selection === 'joined' ? { ...trip, driver: driverOf(state.trip) } : trip };
}

/** Whether the payload of a message has exactly the right data, and no errors. */
export const isRightPayload = (payload: unknown, data: unknown): boolean => isDeepStrictEqual(payload, { data });
