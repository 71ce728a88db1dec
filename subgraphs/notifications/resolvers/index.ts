import { scalars } from '#platform/graphql/scalars.ts';
import type { Resolvers } from '../generated/types.ts';
import { mutations } from './mutations.ts';
import { queries } from './queries.ts';
import { subscriptions } from './subscriptions.ts';
import { accountType, announcementType, notificationType } from './types.ts';

/** The resolvers of the notifications subgraph. */
export const resolvers = {
  DateTime: scalars.DateTime,
  JSON: scalars.JSON,
  Query: queries,
  Mutation: mutations,
  Subscription: subscriptions,
  Account: accountType,
  Notification: notificationType,
  Announcement: announcementType,
} satisfies Resolvers;
