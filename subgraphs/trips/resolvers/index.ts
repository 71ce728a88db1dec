import { scalars } from '#platform/graphql/scalars.ts';
import type { Resolvers } from '../generated/types.ts';
import { mutations } from './mutations.ts';
import { queries } from './queries.ts';
import { subscriptions } from './subscriptions.ts';
import {
  accountTypes,
  bookingType,
  bookSeatsPayloadType,
  stopType,
  tripType,
  waitlistEntryType,
  waitlistPayloadType,
} from './types.ts';

/** The resolvers of the trips subgraph. */
export const resolvers = {
  DateTime: scalars.DateTime,
  Decimal: scalars.Decimal,
  Query: queries,
  Mutation: mutations,
  Subscription: subscriptions,
  Trip: tripType,
  TripStop: stopType,
  SeatBooking: bookingType,
  BookSeatsPayload: bookSeatsPayloadType,
  WaitlistEntry: waitlistEntryType,
  WaitlistPayload: waitlistPayloadType,
  ...accountTypes,
} satisfies Resolvers;
