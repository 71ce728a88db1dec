import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PageInfo as PageFacts } from '../../../platform/graphql/connection.ts';
import type { Notification as NotificationEntity } from '../entities/notification.ts';
import type { DeviceToken as DeviceTokenEntity } from '../entities/device-token.ts';
import type { NotificationPage } from '../domain/list-notifications.ts';
import type { Announcement as AnnouncementEntity } from '../entities/announcement.ts';
import type { AnnouncementPage } from '../domain/announcements/list-announcements.ts';
import type { NotificationsContext } from '../context.ts';
import type { RequiredResolvers, RequiredTypes } from '#platform/graphql/required-resolvers.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as an ISO 8601 timestamp, such as `2026-11-27T08:30:00.000Z`. Responses are in UTC; inputs may have another offset. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value, such as `{ "tripId": "t_019a2b3c4d5e7f8091a2b3c4d5e6f708" }`. */
  JSON: { input: Record<string, unknown>; output: Record<string, unknown>; }
  _FieldSet: { input: string; output: string; }
};

/** A user who can sign in. The prefix of `id` names the type: `d_` a driver, `p_` a passenger, `a_` an admin. */
export type Account = {
  __typename?: 'Account';
  /** The devices that the account has registered, the most recently used first, at most 100. */
  devices?: Maybe<Array<Device>>;
  /** The account's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /**
   * The position after the newest notification, also when there is none: `notificationReceived(after:)` then sends every later one. For a
   * client that has received no notification yet.
   */
  notificationCursor?: Maybe<Scalars['ID']['output']>;
  /**
   * The account's notifications, newest first. Visible to the owner only, as are the next three fields; null with a FORBIDDEN error for others,
   * including admins.
   */
  notifications?: Maybe<NotificationConnection>;
  /** The number of notifications that are not marked as read. */
  unreadNotificationCount?: Maybe<Scalars['Int']['output']>;
};


/** A user who can sign in. The prefix of `id` names the type: `d_` a driver, `p_` a passenger, `a_` an admin. */
export type AccountNotificationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  unreadOnly?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The type of an account, which decides its role. The prefix of an account's id names the type. */
export type AccountType =
  /** Runs the platform. Ids begin with `a_`. */
  | 'ADMIN'
  /** Offers trips. Ids begin with `d_`. */
  | 'DRIVER'
  /** Books seats. Ids begin with `p_`. */
  | 'PASSENGER';

/** A message that an admin has sent to all active accounts of some types, with its progress. */
export type Announcement = {
  __typename?: 'Announcement';
  /** The types of the accounts that it is for, such as `[DRIVER, PASSENGER]`. */
  audience: Array<AccountType>;
  /** The text, as every recipient reads it. */
  body: Scalars['String']['output'];
  /** When the last account received it; null while it is SENDING. */
  completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the admin sent it. */
  createdAt: Scalars['DateTime']['output'];
  /** The announcement's id, such as `an_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The number of active accounts in the audience when it was sent. Null for one that an earlier release has begun to send. */
  recipientCount?: Maybe<Scalars['Int']['output']>;
  /** The admin who sent it. */
  sentBy?: Maybe<Account>;
  /** The number of accounts that have received it so far. It can end above or below `recipientCount`, because accounts come and go meanwhile. */
  sentCount: Scalars['Int']['output'];
  /** How far the sending has come. */
  status: AnnouncementStatus;
  /** One line, as every recipient reads it. */
  title: Scalars['String']['output'];
};

/** A page of announcements. */
export type AnnouncementConnection = {
  __typename?: 'AnnouncementConnection';
  /** The announcements of the page, each with its cursor. */
  edges: Array<AnnouncementEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** An announcement in a page. */
export type AnnouncementEdge = {
  __typename?: 'AnnouncementEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The announcement. */
  node: Announcement;
};

/** How far the sending of an announcement has come. */
export type AnnouncementStatus =
  /** Some accounts of the audience have not received it yet. */
  | 'SENDING'
  /** Every account of the audience has received it. */
  | 'SENT';

/** A device that receives pushes for an account. */
export type Device = {
  __typename?: 'Device';
  /** The version of the client's app, such as `2.4.1`; null if the client did not send it. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The time of the first registration. */
  createdAt: Scalars['DateTime']['output'];
  /** The device's id, such as `dt_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** Whether the device receives pushes. Signing out, another account's registration of its token, and an unregistered token end that. */
  isActive: Scalars['Boolean']['output'];
  /** The operating system; null if the client did not send it. */
  platform?: Maybe<DevicePlatform>;
  /** The time of the last change. */
  updatedAt: Scalars['DateTime']['output'];
};

/** The operating system of a device. */
export type DevicePlatform =
  /** A device with Android. */
  | 'ANDROID'
  /** An iPhone or an iPad. */
  | 'IOS'
  /** A web browser. */
  | 'WEB';

/** The notifications to mark as read. */
export type MarkNotificationsReadInput = {
  /** At most 100 ids. All of the viewer's notifications if omitted. */
  notificationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** The result of marking notifications as read. */
export type MarkNotificationsReadPayload = {
  __typename?: 'MarkNotificationsReadPayload';
  /** The notifications of the request. If it has no ids: those that were unread, newest first, at most 100. */
  notifications: Array<Notification>;
  /** The number of notifications that are still unread. */
  unreadNotificationCount: Scalars['Int']['output'];
};

/** The operations that change something. Those of one request run one after another. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Marks notifications of the signed-in account as read: all that are named or none, or all that are unread if none is named. */
  markNotificationsRead: MarkNotificationsReadPayload;
  /**
   * Registers a device of the signed-in account for pushes. Registering a known token again updates its device, and ends the token's
   * registration by any other account. An account has at most 20 active devices: the least recently used one becomes inactive.
   */
  registerDevice: RegisterDevicePayload;
  /** Sends one notification to each active account of the audience. The first batch is sent at once, the rest in the background, across restarts. */
  sendAnnouncement: SendAnnouncementPayload;
  /** Ends the pushes to a device of the signed-in account. */
  unregisterDevice: UnregisterDevicePayload;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationMarkNotificationsReadArgs = {
  input: MarkNotificationsReadInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationRegisterDeviceArgs = {
  input: RegisterDeviceInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationSendAnnouncementArgs = {
  input: SendAnnouncementInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationUnregisterDeviceArgs = {
  input: UnregisterDeviceInput;
};

/** A message to one account about an event, in the account's language. */
export type Notification = {
  __typename?: 'Notification';
  /** The text, in the recipient's language. */
  body: Scalars['String']['output'];
  /** The booking that the notification refers to; null for one that refers to none. */
  booking?: Maybe<SeatBooking>;
  /** The time at which it was stored. */
  createdAt: Scalars['DateTime']['output'];
  /** The same references in the form of a push message: `{ "tripId": ..., "bookingId": ... }`. */
  data?: Maybe<Scalars['JSON']['output']>;
  /** The notification's id, such as `n_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** Whether the recipient has marked it as read. */
  isRead: Scalars['Boolean']['output'];
  /** The account that received it. */
  recipient?: Maybe<Account>;
  /** The time by which notifications are ordered. No two of one recipient have the same. */
  sentAt: Scalars['DateTime']['output'];
  /** One line, in the recipient's language. */
  title: Scalars['String']['output'];
  /** The trip that the notification refers to; null for one that refers to none. */
  trip?: Maybe<Trip>;
  /** What the notification is about. */
  type: NotificationType;
};

/** A page of notifications. */
export type NotificationConnection = {
  __typename?: 'NotificationConnection';
  /** The notifications of the page, each with its cursor. */
  edges: Array<NotificationEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** A notification in a page. */
export type NotificationEdge = {
  __typename?: 'NotificationEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The notification. */
  node: Notification;
};

/** What a notification is about. */
export type NotificationType =
  /** From an admin, to all active accounts of a type. */
  | 'ANNOUNCEMENT'
  /** To the passenger, the driver or both, but not to the one who cancelled: the booking is cancelled. */
  | 'BOOKING_CANCELLED'
  /** To the passenger: the booking is confirmed. */
  | 'BOOKING_CONFIRMED'
  /** To the trip's driver: a seat is requested, or on a trip with the approval INSTANT booked. */
  | 'BOOKING_REQUESTED'
  /** To the passengers: the trip is cancelled. */
  | 'TRIP_CANCELLED'
  /** To the passengers: the trip is completed. */
  | 'TRIP_COMPLETED'
  /** To the driver and the passengers with a confirmed booking: the trip departs within an hour. */
  | 'TRIP_REMINDER'
  /** To the passengers: the trip has started. */
  | 'TRIP_STARTED'
  /** To the passengers: the trip's times or price have changed. */
  | 'TRIP_UPDATED'
  /** To the passenger: seats of a trip for which they waited are booked for them. */
  | 'WAITLIST_BOOKED';

/** The position of a page in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last item, for `after`; null for an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether items follow this page, also when it was read backward. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether items precede this page, also when it was read forward. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first item, for `before`; null for an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** The operations that read. */
export type Query = {
  __typename?: 'Query';
  /** All announcements, newest first. For admins only. */
  announcements: AnnouncementConnection;
  /** A notification of the signed-in account; null for an unknown one and for another account's. */
  notification?: Maybe<Notification>;
};


/** The operations that read. */
export type QueryAnnouncementsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** The operations that read. */
export type QueryNotificationArgs = {
  id: Scalars['ID']['input'];
};

/** The device to register. */
export type RegisterDeviceInput = {
  /** The version of the client's app, at most 50 characters, such as `2.4.1`. */
  appVersion?: InputMaybe<Scalars['String']['input']>;
  /** The operating system. */
  platform?: InputMaybe<DevicePlatform>;
  /** The device's token for Firebase Cloud Messaging, at most 500 characters. */
  token: Scalars['String']['input'];
};

/** The registered device. */
export type RegisterDevicePayload = {
  __typename?: 'RegisterDevicePayload';
  /** The device, which is active. */
  device: Device;
};

/** A booking of one seat of a trip. Visible to its passenger, the trip's driver and admins. */
export type SeatBooking = {
  __typename?: 'SeatBooking';
  /** The booking's id, such as `b_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
};

/** The announcement to send. */
export type SendAnnouncementInput = {
  /** The account types that receive it, at least one. */
  audience: Array<AccountType>;
  /** The text, at most 2,000 characters. */
  body: Scalars['String']['input'];
  /** One line, at most 200 characters. */
  title: Scalars['String']['input'];
};

/** The result of sending an announcement. */
export type SendAnnouncementPayload = {
  __typename?: 'SendAnnouncementPayload';
  /** The announcement, with its progress after the first batch of accounts. */
  announcement?: Maybe<Announcement>;
  /** The number of active accounts in the audience. */
  recipientCount: Scalars['Int']['output'];
};

/** The operations that send an event for each change. */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Each of the viewer's notifications as it is sent. With `after`, it begins with those sent after that notification, so that a client that
   * reconnects misses none. A client that has received none yet reads `Account.notificationCursor` first.
   */
  notificationReceived: Notification;
};


/** The operations that send an event for each change. */
export type SubscriptionNotificationReceivedArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
};

/** A vehicle's journey from one city to another, with seats that passengers book. */
export type Trip = {
  __typename?: 'Trip';
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
};

/** The device to unregister. */
export type UnregisterDeviceInput = {
  /** The device's id, such as `dt_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  deviceId: Scalars['ID']['input'];
};

/** The unregistered device. */
export type UnregisterDevicePayload = {
  __typename?: 'UnregisterDevicePayload';
  /** The device, which is inactive. */
  device: Device;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Account: Account;
  Notification: Notification;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Notification:
    ( { __typename: 'Notification' }
    & GraphQLRecursivePick<FederationTypes['Notification'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<{ id: string }>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  AccountType: AccountType;
  Announcement: ResolverTypeWrapper<AnnouncementEntity>;
  AnnouncementConnection: ResolverTypeWrapper<AnnouncementPage>;
  AnnouncementEdge: ResolverTypeWrapper<Omit<AnnouncementEdge, 'node'> & { node: ResolversTypes['Announcement'] }>;
  AnnouncementStatus: AnnouncementStatus;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Device: ResolverTypeWrapper<DeviceTokenEntity>;
  DevicePlatform: DevicePlatform;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  MarkNotificationsReadInput: MarkNotificationsReadInput;
  MarkNotificationsReadPayload: ResolverTypeWrapper<Omit<MarkNotificationsReadPayload, 'notifications'> & { notifications: Array<ResolversTypes['Notification']> }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Notification: ResolverTypeWrapper<NotificationEntity>;
  NotificationConnection: ResolverTypeWrapper<NotificationPage>;
  NotificationEdge: ResolverTypeWrapper<Omit<NotificationEdge, 'node'> & { node: ResolversTypes['Notification'] }>;
  NotificationType: NotificationType;
  PageInfo: ResolverTypeWrapper<PageFacts>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterDeviceInput: RegisterDeviceInput;
  RegisterDevicePayload: ResolverTypeWrapper<Omit<RegisterDevicePayload, 'device'> & { device: ResolversTypes['Device'] }>;
  SeatBooking: ResolverTypeWrapper<{ id: string }>;
  SendAnnouncementInput: SendAnnouncementInput;
  SendAnnouncementPayload: ResolverTypeWrapper<Omit<SendAnnouncementPayload, 'announcement'> & { announcement?: Maybe<ResolversTypes['Announcement']> }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Trip: ResolverTypeWrapper<{ id: string }>;
  UnregisterDeviceInput: UnregisterDeviceInput;
  UnregisterDevicePayload: ResolverTypeWrapper<Omit<UnregisterDevicePayload, 'device'> & { device: ResolversTypes['Device'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: { id: string };
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
  Announcement: AnnouncementEntity;
  AnnouncementConnection: AnnouncementPage;
  AnnouncementEdge: Omit<AnnouncementEdge, 'node'> & { node: ResolversParentTypes['Announcement'] };
  DateTime: Scalars['DateTime']['output'];
  Device: DeviceTokenEntity;
  JSON: Scalars['JSON']['output'];
  MarkNotificationsReadInput: MarkNotificationsReadInput;
  MarkNotificationsReadPayload: Omit<MarkNotificationsReadPayload, 'notifications'> & { notifications: Array<ResolversParentTypes['Notification']> };
  Mutation: Record<PropertyKey, never>;
  Notification: NotificationEntity;
  NotificationConnection: NotificationPage;
  NotificationEdge: Omit<NotificationEdge, 'node'> & { node: ResolversParentTypes['Notification'] };
  PageInfo: PageFacts;
  Query: Record<PropertyKey, never>;
  RegisterDeviceInput: RegisterDeviceInput;
  RegisterDevicePayload: Omit<RegisterDevicePayload, 'device'> & { device: ResolversParentTypes['Device'] };
  SeatBooking: { id: string };
  SendAnnouncementInput: SendAnnouncementInput;
  SendAnnouncementPayload: Omit<SendAnnouncementPayload, 'announcement'> & { announcement?: Maybe<ResolversParentTypes['Announcement']> };
  Subscription: Record<PropertyKey, never>;
  Trip: { id: string };
  UnregisterDeviceInput: UnregisterDeviceInput;
  UnregisterDevicePayload: Omit<UnregisterDevicePayload, 'device'> & { device: ResolversParentTypes['Device'] };
};

export type PositionDirectiveArgs = { };

export type PositionDirectiveResolver<Result, Parent, ContextType = NotificationsContext, Args = PositionDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = RequiredResolvers<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  devices?: Resolver<Maybe<Array<ResolversTypes['Device']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  notificationCursor?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  notifications?: Resolver<Maybe<ResolversTypes['NotificationConnection']>, ParentType, ContextType, RequireFields<AccountNotificationsArgs, 'unreadOnly'>>;
  unreadNotificationCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
}, ParentType>;

export type AnnouncementResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Announcement'] = ResolversParentTypes['Announcement']> = RequiredResolvers<{
  audience?: Resolver<Array<ResolversTypes['AccountType']>, ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recipientCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sentBy?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  sentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AnnouncementStatus'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}, ParentType>;

export type AnnouncementConnectionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['AnnouncementConnection'] = ResolversParentTypes['AnnouncementConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['AnnouncementEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type AnnouncementEdgeResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['AnnouncementEdge'] = ResolversParentTypes['AnnouncementEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Announcement'], ParentType, ContextType>;
}, ParentType>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeviceResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Device'] = ResolversParentTypes['Device']> = RequiredResolvers<{
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  platform?: Resolver<Maybe<ResolversTypes['DevicePlatform']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}, ParentType>;

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MarkNotificationsReadPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['MarkNotificationsReadPayload'] = ResolversParentTypes['MarkNotificationsReadPayload']> = RequiredResolvers<{
  notifications?: Resolver<Array<ResolversTypes['Notification']>, ParentType, ContextType>;
  unreadNotificationCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type MutationResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = RequiredResolvers<{
  markNotificationsRead?: Resolver<ResolversTypes['MarkNotificationsReadPayload'], ParentType, ContextType, RequireFields<MutationMarkNotificationsReadArgs, 'input'>>;
  registerDevice?: Resolver<ResolversTypes['RegisterDevicePayload'], ParentType, ContextType, RequireFields<MutationRegisterDeviceArgs, 'input'>>;
  sendAnnouncement?: Resolver<ResolversTypes['SendAnnouncementPayload'], ParentType, ContextType, RequireFields<MutationSendAnnouncementArgs, 'input'>>;
  unregisterDevice?: Resolver<ResolversTypes['UnregisterDevicePayload'], ParentType, ContextType, RequireFields<MutationUnregisterDeviceArgs, 'input'>>;
}, Record<never, never>>;

export type NotificationResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification'], FederationReferenceType extends FederationReferenceTypes['Notification'] = FederationReferenceTypes['Notification']> = RequiredResolvers<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Notification']> | FederationReferenceType, FederationReferenceType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  booking?: Resolver<Maybe<ResolversTypes['SeatBooking']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  data?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isRead?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recipient?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  trip?: Resolver<Maybe<ResolversTypes['Trip']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['NotificationType'], ParentType, ContextType>;
}, ParentType>;

export type NotificationConnectionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationConnection'] = ResolversParentTypes['NotificationConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['NotificationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type NotificationEdgeResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationEdge'] = ResolversParentTypes['NotificationEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notification'], ParentType, ContextType>;
}, ParentType>;

export type PageInfoResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = RequiredResolvers<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}, ParentType>;

export type QueryResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = RequiredResolvers<{
  announcements?: Resolver<ResolversTypes['AnnouncementConnection'], ParentType, ContextType, Partial<QueryAnnouncementsArgs>>;
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType, RequireFields<QueryNotificationArgs, 'id'>>;
}, Record<never, never>>;

export type RegisterDevicePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['RegisterDevicePayload'] = ResolversParentTypes['RegisterDevicePayload']> = RequiredResolvers<{
  device?: Resolver<ResolversTypes['Device'], ParentType, ContextType>;
}, ParentType>;

export type SeatBookingResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['SeatBooking'] = ResolversParentTypes['SeatBooking']> = RequiredResolvers<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}, ParentType>;

export type SendAnnouncementPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['SendAnnouncementPayload'] = ResolversParentTypes['SendAnnouncementPayload']> = RequiredResolvers<{
  announcement?: Resolver<Maybe<ResolversTypes['Announcement']>, ParentType, ContextType>;
  recipientCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type SubscriptionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = RequiredResolvers<{
  notificationReceived?: SubscriptionResolver<ResolversTypes['Notification'], "notificationReceived", ParentType, ContextType, Partial<SubscriptionNotificationReceivedArgs>>;
}, Record<never, never>>;

export type TripResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Trip'] = ResolversParentTypes['Trip']> = RequiredResolvers<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}, ParentType>;

export type UnregisterDevicePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['UnregisterDevicePayload'] = ResolversParentTypes['UnregisterDevicePayload']> = RequiredResolvers<{
  device?: Resolver<ResolversTypes['Device'], ParentType, ContextType>;
}, ParentType>;

export type Resolvers<ContextType = NotificationsContext> = RequiredTypes<{
  Account?: AccountResolvers<ContextType>;
  Announcement?: AnnouncementResolvers<ContextType>;
  AnnouncementConnection?: AnnouncementConnectionResolvers<ContextType>;
  AnnouncementEdge?: AnnouncementEdgeResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Device?: DeviceResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  MarkNotificationsReadPayload?: MarkNotificationsReadPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RegisterDevicePayload?: RegisterDevicePayloadResolvers<ContextType>;
  SeatBooking?: SeatBookingResolvers<ContextType>;
  SendAnnouncementPayload?: SendAnnouncementPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Trip?: TripResolvers<ContextType>;
  UnregisterDevicePayload?: UnregisterDevicePayloadResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = NotificationsContext> = {
  position?: PositionDirectiveResolver<any, any, ContextType>;
};
