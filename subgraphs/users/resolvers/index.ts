import { scalars } from '#platform/graphql/scalars.ts';
import type { Resolvers } from '../generated/types.ts';
import { accountEdge, accountType, adminType, driverType, passengerType } from './accounts.ts';
import { auditLogEntryType } from './audit-log.ts';
import { mutations } from './mutations.ts';
import { nodeQueries, nodeType } from './nodes.ts';
import { queries } from './queries.ts';
import { vehicleResolvers } from './vehicles.ts';

/** The resolvers of the users subgraph. */
export const resolvers = {
  DateTime: scalars.DateTime,
  Date: scalars.Date,
  URL: scalars.URL,
  Query: { ...queries, ...nodeQueries },
  Mutation: mutations,
  Node: nodeType,
  Account: accountType,
  AccountEdge: accountEdge,
  Driver: driverType,
  Passenger: passengerType,
  Admin: adminType,
  Vehicle: vehicleResolvers,
  AuditLogEntry: auditLogEntryType,
} satisfies Resolvers;
