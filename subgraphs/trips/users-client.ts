import type { Caller } from '#platform/subgraph/caller.ts';
import { subgraphClient } from '#platform/subgraph/graphql-client.ts';
import { resolveReference } from '#platform/subgraph/resolve-reference.ts';
import type { Users } from './domain/users.ts';

// By reference, because references resolve deleted accounts and removed vehicles, as inactive.
const vehicleQuery = /* GraphQL */ `
  query TripVehicle($references: [_Any!]!) {
    _entities(representations: $references) {
      ... on Vehicle { isActive vehicleType { seatCapacity } driver { id isActive } }
    }
  }
`;
const passengerQuery = /* GraphQL */ `
  query BookingPassenger($references: [_Any!]!) {
    _entities(representations: $references) { ... on Passenger { isActive fullName phoneNumber } }
  }
`;

interface Vehicle {
  isActive: boolean;
  vehicleType: { seatCapacity: number };
  driver: { id: string; isActive: boolean };
}
interface Passenger {
  isActive: boolean;
  fullName: string | null;
  phoneNumber: string | null;
}

/** Calls users with the caller's own token. Its methods throw Refusal SUBGRAPH_UNAVAILABLE or SUBGRAPH_TIMEOUT. */
export function usersClient(url: string): (caller: Caller) => Users {
  const request = subgraphClient('users', url);
  return ({ token, requestId, traceparent, deadline }) => {
    const resolve = <Entity>(query: string, __typename: string, id: string) =>
      resolveReference<Entity>(request, { query, token, requestId, traceparent, deadline }, { __typename, id });
    return {
      vehicle: async (id) => {
        const vehicle = await resolve<Vehicle>(vehicleQuery, 'Vehicle', id);
        if (!vehicle) return null;
        const { isActive, vehicleType, driver } = vehicle;
        const { seatCapacity } = vehicleType;
        return { isActive, seatCapacity, driverId: driver.id, driverIsActive: driver.isActive };
      },
      passenger: (id) => resolve<Passenger>(passengerQuery, 'Passenger', id),
    };
  };
}
