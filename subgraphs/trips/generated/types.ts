import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { TripFacts } from '../entities/trip.ts';
import type { TripStop as TripStopEntity } from '../entities/trip-stop.ts';
import type { BookingFacts } from '../entities/seat-booking.ts';
import type { TripPage } from '../domain/trips/trip-orders.ts';
import type { SeatBookingPage } from '../domain/bookings/list-bookings.ts';
import type { TripsContext } from '../context.ts';
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
  /** An ISO 8601 timestamp in UTC. */
  DateTime: { input: Date; output: Date; }
  /** An exact decimal with two fraction digits, as a string: `"150.00"`. */
  Decimal: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

export type BookSeatsInput = {
  /** A repeated request with the same key and input returns the result of the first one. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The passenger for whom an admin books. Passengers omit it. */
  passengerId?: InputMaybe<Scalars['ID']['input']>;
  /** Books all of these seats or none. */
  seatNumbers: Array<Scalars['Int']['input']>;
  tripId: Scalars['ID']['input'];
};

export type BookSeatsPayload = {
  __typename?: 'BookSeatsPayload';
  bookings: Array<SeatBooking>;
  trip: Trip;
};

export type BookingPayload = {
  __typename?: 'BookingPayload';
  booking: SeatBooking;
};

export type BookingStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'CONFIRMED'
  | 'PENDING';

export type CancelBookingInput = {
  bookingId: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};

export type CancelTripInput = {
  reason: Scalars['String']['input'];
  tripId: Scalars['ID']['input'];
};

export type CompleteTripInput = {
  tripId: Scalars['ID']['input'];
};

export type ConfirmBookingInput = {
  bookingId: Scalars['ID']['input'];
};

export type CreateTripInput = {
  arrivalTime?: InputMaybe<Scalars['DateTime']['input']>;
  departureTime: Scalars['DateTime']['input'];
  description?: InputMaybe<Scalars['String']['input']>;
  fromCity: Scalars['String']['input'];
  /** A repeated request with the same key and input returns the result of the first one. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  price: Scalars['Decimal']['input'];
  stops?: InputMaybe<Array<TripStopInput>>;
  toCity: Scalars['String']['input'];
  /** At most the seat capacity of the vehicle's type. */
  totalSeats: Scalars['Int']['input'];
  /** An active vehicle of the driver. */
  vehicleId: Scalars['ID']['input'];
};

export type Driver = {
  __typename?: 'Driver';
  id: Scalars['ID']['output'];
  trips?: Maybe<TripConnection>;
};


export type DriverTripsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<TripStatus>>;
};

export type Mutation = {
  __typename?: 'Mutation';
  bookSeats: BookSeatsPayload;
  /** Moves a booking from PENDING or CONFIRMED to CANCELLED while the trip is SCHEDULED. For its passenger, the trip's driver and admins. */
  cancelBooking: BookingPayload;
  /** Moves a trip from SCHEDULED to CANCELLED and cancels its active bookings. */
  cancelTrip: TripPayload;
  /** Moves a trip from STARTED to COMPLETED and completes its confirmed bookings. */
  completeTrip: TripPayload;
  /** Moves a booking from PENDING to CONFIRMED. For the trip's driver and admins. */
  confirmBooking: BookingPayload;
  createTrip: TripPayload;
  /** Moves a trip from SCHEDULED to STARTED and cancels its pending bookings. */
  startTrip: TripPayload;
  updateTrip: TripPayload;
};


export type MutationBookSeatsArgs = {
  input: BookSeatsInput;
};


export type MutationCancelBookingArgs = {
  input: CancelBookingInput;
};


export type MutationCancelTripArgs = {
  input: CancelTripInput;
};


export type MutationCompleteTripArgs = {
  input: CompleteTripInput;
};


export type MutationConfirmBookingArgs = {
  input: ConfirmBookingInput;
};


export type MutationCreateTripArgs = {
  input: CreateTripInput;
};


export type MutationStartTripArgs = {
  input: StartTripInput;
};


export type MutationUpdateTripArgs = {
  input: UpdateTripInput;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

export type Passenger = {
  __typename?: 'Passenger';
  /** Visible to the passenger and to admins; null with a FORBIDDEN error for others. */
  bookings?: Maybe<SeatBookingConnection>;
  id: Scalars['ID']['output'];
};


export type PassengerBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<BookingStatus>>;
};

export type Query = {
  __typename?: 'Query';
  booking?: Maybe<SeatBooking>;
  /** All bookings. For admins only. */
  bookings: SeatBookingConnection;
  trip?: Maybe<Trip>;
  trips: TripConnection;
};


export type QueryBookingArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<BookingStatus>>;
};


export type QueryTripArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTripsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TripFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TripOrder>;
};

/** The status of a completed booking's seat is CONFIRMED. */
export type Seat = {
  __typename?: 'Seat';
  number: Scalars['Int']['output'];
  status: SeatStatus;
};

/** A booking of one seat of a trip. Visible to its passenger, the trip's driver and admins. */
export type SeatBooking = {
  __typename?: 'SeatBooking';
  bookedAt: Scalars['DateTime']['output'];
  cancellationReason?: Maybe<Scalars['String']['output']>;
  cancelledAt?: Maybe<Scalars['DateTime']['output']>;
  confirmedAt?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  passenger?: Maybe<Passenger>;
  /** The value at the time of booking, as are the phone number and the price. */
  passengerName: Scalars['String']['output'];
  passengerPhone: Scalars['String']['output'];
  price: Scalars['Decimal']['output'];
  seatNumber: Scalars['Int']['output'];
  status: BookingStatus;
  trip: Trip;
};

export type SeatBookingConnection = {
  __typename?: 'SeatBookingConnection';
  edges: Array<SeatBookingEdge>;
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

export type SeatBookingEdge = {
  __typename?: 'SeatBookingEdge';
  cursor: Scalars['String']['output'];
  node: SeatBooking;
};

export type SeatStatus =
  | 'AVAILABLE'
  | 'CONFIRMED'
  | 'PENDING';

export type StartTripInput = {
  tripId: Scalars['ID']['input'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Each booking that is created or changes status and that the viewer may see: a passenger's own bookings,
   * bookings of a driver's trips, or all bookings for an admin. `tripId` selects one trip.
   */
  bookingUpdated: SeatBooking;
  /** The current trip, then the trip after each change to it, its seats or its status. */
  tripUpdated: Trip;
};


export type SubscriptionBookingUpdatedArgs = {
  tripId?: InputMaybe<Scalars['ID']['input']>;
};


export type SubscriptionTripUpdatedArgs = {
  tripId: Scalars['ID']['input'];
};

export type Trip = {
  __typename?: 'Trip';
  arrivalTime?: Maybe<Scalars['DateTime']['output']>;
  /** The number of seats without a pending, confirmed or completed booking. */
  availableSeats: Scalars['Int']['output'];
  /** The trip's driver and admins see all its bookings, a passenger their own. For other signed-in callers the connection is empty, without an error. */
  bookings?: Maybe<SeatBookingConnection>;
  createdAt: Scalars['DateTime']['output'];
  departureTime: Scalars['DateTime']['output'];
  description?: Maybe<Scalars['String']['output']>;
  /** Null only when the users subgraph is unavailable, as are `vehicle` and `SeatBooking.passenger`. */
  driver?: Maybe<Driver>;
  fromCity: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  /** The price of one seat. */
  price: Scalars['Decimal']['output'];
  /** Every seat, 1 to `totalSeats`, in order. */
  seats: Array<Seat>;
  status: TripStatus;
  /** In route order. */
  stops: Array<TripStop>;
  toCity: Scalars['String']['output'];
  totalSeats: Scalars['Int']['output'];
  updatedAt: Scalars['DateTime']['output'];
  vehicle?: Maybe<Vehicle>;
};


export type TripBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<BookingStatus>>;
};

export type TripConnection = {
  __typename?: 'TripConnection';
  edges: Array<TripEdge>;
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

export type TripEdge = {
  __typename?: 'TripEdge';
  cursor: Scalars['String']['output'];
  node: Trip;
};

/** Without `status` and `departureAfter`: scheduled trips that have not departed yet. */
export type TripFilter = {
  departureAfter?: InputMaybe<Scalars['DateTime']['input']>;
  departureBefore?: InputMaybe<Scalars['DateTime']['input']>;
  driverId?: InputMaybe<Scalars['ID']['input']>;
  fromCity?: InputMaybe<Scalars['String']['input']>;
  maxPrice?: InputMaybe<Scalars['Decimal']['input']>;
  minAvailableSeats?: InputMaybe<Scalars['Int']['input']>;
  /** SCHEDULED if omitted. */
  status?: InputMaybe<Array<TripStatus>>;
  toCity?: InputMaybe<Scalars['String']['input']>;
};

export type TripOrder =
  | 'CREATED_DESC'
  | 'DEPARTURE_ASC'
  | 'PRICE_ASC';

export type TripPayload = {
  __typename?: 'TripPayload';
  trip: Trip;
};

export type TripStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'SCHEDULED'
  | 'STARTED';

export type TripStop = {
  __typename?: 'TripStop';
  description?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  location: Scalars['String']['output'];
  /** Counts from 1 without gaps. */
  stopOrder: Scalars['Int']['output'];
  stopTime?: Maybe<Scalars['DateTime']['output']>;
};

export type TripStopInput = {
  description?: InputMaybe<Scalars['String']['input']>;
  location: Scalars['String']['input'];
  stopTime?: InputMaybe<Scalars['DateTime']['input']>;
};

export type UpdateTripInput = {
  arrivalTime?: InputMaybe<Scalars['DateTime']['input']>;
  departureTime?: InputMaybe<Scalars['DateTime']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  price?: InputMaybe<Scalars['Decimal']['input']>;
  /** Replaces all stops. */
  stops?: InputMaybe<Array<TripStopInput>>;
  /** At least the highest seat number with an active booking. */
  totalSeats?: InputMaybe<Scalars['Int']['input']>;
  tripId: Scalars['ID']['input'];
};

export type Vehicle = {
  __typename?: 'Vehicle';
  id: Scalars['ID']['output'];
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
  Driver: Driver;
  Passenger: Passenger;
  SeatBooking: SeatBooking;
  Trip: Trip;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Driver:
    ( { __typename: 'Driver' }
    & GraphQLRecursivePick<FederationTypes['Driver'], {"id":true}> );
  Passenger:
    ( { __typename: 'Passenger' }
    & GraphQLRecursivePick<FederationTypes['Passenger'], {"id":true}> );
  SeatBooking:
    ( { __typename: 'SeatBooking' }
    & GraphQLRecursivePick<FederationTypes['SeatBooking'], {"id":true}> );
  Trip:
    ( { __typename: 'Trip' }
    & GraphQLRecursivePick<FederationTypes['Trip'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  BookSeatsInput: BookSeatsInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  BookSeatsPayload: ResolverTypeWrapper<{ bookings: BookingFacts[] }>;
  BookingPayload: ResolverTypeWrapper<Omit<BookingPayload, 'booking'> & { booking: ResolversTypes['SeatBooking'] }>;
  BookingStatus: BookingStatus;
  CancelBookingInput: CancelBookingInput;
  CancelTripInput: CancelTripInput;
  CompleteTripInput: CompleteTripInput;
  ConfirmBookingInput: ConfirmBookingInput;
  CreateTripInput: CreateTripInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Driver: ResolverTypeWrapper<{ id: string }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Passenger: ResolverTypeWrapper<{ id: string }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Seat: ResolverTypeWrapper<Seat>;
  SeatBooking: ResolverTypeWrapper<BookingFacts>;
  SeatBookingConnection: ResolverTypeWrapper<SeatBookingPage>;
  SeatBookingEdge: ResolverTypeWrapper<Omit<SeatBookingEdge, 'node'> & { node: ResolversTypes['SeatBooking'] }>;
  SeatStatus: SeatStatus;
  StartTripInput: StartTripInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Trip: ResolverTypeWrapper<TripFacts>;
  TripConnection: ResolverTypeWrapper<TripPage>;
  TripEdge: ResolverTypeWrapper<Omit<TripEdge, 'node'> & { node: ResolversTypes['Trip'] }>;
  TripFilter: TripFilter;
  TripOrder: TripOrder;
  TripPayload: ResolverTypeWrapper<Omit<TripPayload, 'trip'> & { trip: ResolversTypes['Trip'] }>;
  TripStatus: TripStatus;
  TripStop: ResolverTypeWrapper<TripStopEntity>;
  TripStopInput: TripStopInput;
  UpdateTripInput: UpdateTripInput;
  Vehicle: ResolverTypeWrapper<{ id: string }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  BookSeatsInput: BookSeatsInput;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  BookSeatsPayload: { bookings: BookingFacts[] };
  BookingPayload: Omit<BookingPayload, 'booking'> & { booking: ResolversParentTypes['SeatBooking'] };
  CancelBookingInput: CancelBookingInput;
  CancelTripInput: CancelTripInput;
  CompleteTripInput: CompleteTripInput;
  ConfirmBookingInput: ConfirmBookingInput;
  CreateTripInput: CreateTripInput;
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  Driver: { id: string };
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Passenger: { id: string };
  Query: Record<PropertyKey, never>;
  Seat: Seat;
  SeatBooking: BookingFacts;
  SeatBookingConnection: SeatBookingPage;
  SeatBookingEdge: Omit<SeatBookingEdge, 'node'> & { node: ResolversParentTypes['SeatBooking'] };
  StartTripInput: StartTripInput;
  Subscription: Record<PropertyKey, never>;
  Trip: TripFacts;
  TripConnection: TripPage;
  TripEdge: Omit<TripEdge, 'node'> & { node: ResolversParentTypes['Trip'] };
  TripFilter: TripFilter;
  TripPayload: Omit<TripPayload, 'trip'> & { trip: ResolversParentTypes['Trip'] };
  TripStop: TripStopEntity;
  TripStopInput: TripStopInput;
  UpdateTripInput: UpdateTripInput;
  Vehicle: { id: string };
};

export type StateDirectiveArgs = { };

export type StateDirectiveResolver<Result, Parent, ContextType = TripsContext, Args = StateDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type BookSeatsPayloadResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['BookSeatsPayload'] = ResolversParentTypes['BookSeatsPayload']> = {
  bookings?: Resolver<Array<ResolversTypes['SeatBooking']>, ParentType, ContextType>;
  trip?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
};

export type BookingPayloadResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['BookingPayload'] = ResolversParentTypes['BookingPayload']> = {
  booking?: Resolver<ResolversTypes['SeatBooking'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DriverResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Driver'] = ResolversParentTypes['Driver'], FederationReferenceType extends FederationReferenceTypes['Driver'] = FederationReferenceTypes['Driver']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Driver']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  trips?: Resolver<Maybe<ResolversTypes['TripConnection']>, ParentType, ContextType, RequireFields<DriverTripsArgs, 'first'>>;
};

export type MutationResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  bookSeats?: Resolver<ResolversTypes['BookSeatsPayload'], ParentType, ContextType, RequireFields<MutationBookSeatsArgs, 'input'>>;
  cancelBooking?: Resolver<ResolversTypes['BookingPayload'], ParentType, ContextType, RequireFields<MutationCancelBookingArgs, 'input'>>;
  cancelTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationCancelTripArgs, 'input'>>;
  completeTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationCompleteTripArgs, 'input'>>;
  confirmBooking?: Resolver<ResolversTypes['BookingPayload'], ParentType, ContextType, RequireFields<MutationConfirmBookingArgs, 'input'>>;
  createTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationCreateTripArgs, 'input'>>;
  startTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationStartTripArgs, 'input'>>;
  updateTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationUpdateTripArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PassengerResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Passenger'] = ResolversParentTypes['Passenger'], FederationReferenceType extends FederationReferenceTypes['Passenger'] = FederationReferenceTypes['Passenger']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Passenger']> | FederationReferenceType, FederationReferenceType, ContextType>;
  bookings?: Resolver<Maybe<ResolversTypes['SeatBookingConnection']>, ParentType, ContextType, RequireFields<PassengerBookingsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  booking?: Resolver<Maybe<ResolversTypes['SeatBooking']>, ParentType, ContextType, RequireFields<QueryBookingArgs, 'id'>>;
  bookings?: Resolver<ResolversTypes['SeatBookingConnection'], ParentType, ContextType, RequireFields<QueryBookingsArgs, 'first'>>;
  trip?: Resolver<Maybe<ResolversTypes['Trip']>, ParentType, ContextType, RequireFields<QueryTripArgs, 'id'>>;
  trips?: Resolver<ResolversTypes['TripConnection'], ParentType, ContextType, RequireFields<QueryTripsArgs, 'first' | 'orderBy'>>;
};

export type SeatResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Seat'] = ResolversParentTypes['Seat']> = {
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SeatStatus'], ParentType, ContextType>;
};

export type SeatBookingResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['SeatBooking'] = ResolversParentTypes['SeatBooking'], FederationReferenceType extends FederationReferenceTypes['SeatBooking'] = FederationReferenceTypes['SeatBooking']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['SeatBooking']> | FederationReferenceType, FederationReferenceType, ContextType>;
  bookedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cancellationReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cancelledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  confirmedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  passenger?: Resolver<Maybe<ResolversTypes['Passenger']>, ParentType, ContextType>;
  passengerName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  passengerPhone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  seatNumber?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BookingStatus'], ParentType, ContextType>;
  trip?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
};

export type SeatBookingConnectionResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['SeatBookingConnection'] = ResolversParentTypes['SeatBookingConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SeatBookingEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SeatBookingEdgeResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['SeatBookingEdge'] = ResolversParentTypes['SeatBookingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SeatBooking'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  bookingUpdated?: SubscriptionResolver<ResolversTypes['SeatBooking'], "bookingUpdated", ParentType, ContextType, Partial<SubscriptionBookingUpdatedArgs>>;
  tripUpdated?: SubscriptionResolver<ResolversTypes['Trip'], "tripUpdated", ParentType, ContextType, RequireFields<SubscriptionTripUpdatedArgs, 'tripId'>>;
};

export type TripResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Trip'] = ResolversParentTypes['Trip'], FederationReferenceType extends FederationReferenceTypes['Trip'] = FederationReferenceTypes['Trip']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Trip']> | FederationReferenceType, FederationReferenceType, ContextType>;
  arrivalTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  availableSeats?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bookings?: Resolver<Maybe<ResolversTypes['SeatBookingConnection']>, ParentType, ContextType, RequireFields<TripBookingsArgs, 'first'>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  departureTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  driver?: Resolver<Maybe<ResolversTypes['Driver']>, ParentType, ContextType>;
  fromCity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  seats?: Resolver<Array<ResolversTypes['Seat']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TripStatus'], ParentType, ContextType>;
  stops?: Resolver<Array<ResolversTypes['TripStop']>, ParentType, ContextType>;
  toCity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totalSeats?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  vehicle?: Resolver<Maybe<ResolversTypes['Vehicle']>, ParentType, ContextType>;
};

export type TripConnectionResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripConnection'] = ResolversParentTypes['TripConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TripEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TripEdgeResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripEdge'] = ResolversParentTypes['TripEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
};

export type TripPayloadResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripPayload'] = ResolversParentTypes['TripPayload']> = {
  trip?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
};

export type TripStopResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripStop'] = ResolversParentTypes['TripStop']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stopOrder?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stopTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type VehicleResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Vehicle'] = ResolversParentTypes['Vehicle']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = TripsContext> = {
  BookSeatsPayload?: BookSeatsPayloadResolvers<ContextType>;
  BookingPayload?: BookingPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Driver?: DriverResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Passenger?: PassengerResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Seat?: SeatResolvers<ContextType>;
  SeatBooking?: SeatBookingResolvers<ContextType>;
  SeatBookingConnection?: SeatBookingConnectionResolvers<ContextType>;
  SeatBookingEdge?: SeatBookingEdgeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Trip?: TripResolvers<ContextType>;
  TripConnection?: TripConnectionResolvers<ContextType>;
  TripEdge?: TripEdgeResolvers<ContextType>;
  TripPayload?: TripPayloadResolvers<ContextType>;
  TripStop?: TripStopResolvers<ContextType>;
  Vehicle?: VehicleResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = TripsContext> = {
  state?: StateDirectiveResolver<any, any, ContextType>;
};
