import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PageInfo as PageFacts } from '../../../platform/graphql/connection.ts';
import type { TripFacts } from '../entities/trip.ts';
import type { TripStop as TripStopEntity } from '../entities/trip-stop.ts';
import type { BookingFacts } from '../entities/seat-booking.ts';
import type { WaitlistEntry as WaitlistEntryEntity } from '../entities/waitlist-entry.ts';
import type { TripPage } from '../domain/trips/trip-orders.ts';
import type { SeatBookingPage } from '../domain/bookings/list-bookings.ts';
import type { TripsContext } from '../context.ts';
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
  /** An exact decimal with two fraction digits, as a string: `"150.00"`. Amounts of money are in the one currency of the platform. */
  Decimal: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** The seats to block. */
export type BlockSeatsInput = {
  /** Blocks all of these seats or none, such as `[1, 2]`. A seat that is blocked stays blocked. */
  seatNumbers: Array<Scalars['Int']['input']>;
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The seats to book. */
export type BookSeatsInput = {
  /** 1 to 100 characters. A repeated request with the same key and input returns the result of the first one. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The passenger for whom an admin books. Passengers omit it. */
  passengerId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * How many seats to book, whatever their numbers: adjacent ones where possible. From 1 to 10, for an admin to 100. All of them are booked or none;
   * when too few are free, the error is SEAT_TAKEN with `seatNumbers: []`.
   */
  seatCount?: InputMaybe<Scalars['Int']['input']>;
  /** The seats by their numbers, each from 1 to `totalSeats`, as in `[4, 5]`: books all of them or none. Either `seatNumbers` or `seatCount` is required, not both. */
  seatNumbers?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The result of booking seats. */
export type BookSeatsPayload = {
  __typename?: 'BookSeatsPayload';
  /** The bookings, one for each seat, ordered by seat number. */
  bookings: Array<SeatBooking>;
  /** The trip after the booking. */
  trip: Trip;
};

/** Who approves the bookings of a trip. */
export type BookingApproval =
  /** The trip's driver or an admin: a booking is PENDING until they confirm it. */
  | 'DRIVER'
  /** Nobody: a booking is CONFIRMED at once. */
  | 'INSTANT';

/** Conditions on bookings. A booking has to meet all that are set. What no booking meets, such as an unknown id, finds none, without an error. */
export type BookingFilter = {
  /** Only bookings that were made later than this. */
  bookedAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only bookings that were made earlier than this. */
  bookedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only bookings of trips that depart later than this, such as the current time for the coming ones. */
  departureAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only bookings of trips that depart earlier than this. */
  departureBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only bookings of this driver's trips, by an id such as `d_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  driverId?: InputMaybe<Scalars['ID']['input']>;
  /** Only bookings of this passenger, by an id such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  passengerId?: InputMaybe<Scalars['ID']['input']>;
  /** Only bookings in one of these states; in any state if omitted. */
  status?: InputMaybe<Array<BookingStatus>>;
  /** Only bookings of this trip, by an id such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId?: InputMaybe<Scalars['ID']['input']>;
};

/** The order of a list of bookings. */
export type BookingOrder =
  /** The oldest booking first. */
  | 'CREATED_ASC'
  /** The newest booking first. */
  | 'CREATED_DESC';

/** The booking after a change. */
export type BookingPayload = {
  __typename?: 'BookingPayload';
  /** The booking. */
  booking: SeatBooking;
};

/** The state of a booking. */
export type BookingStatus =
  /** Cancelled. Its seat is free again. */
  | 'CANCELLED'
  /** The passenger's trip is completed. */
  | 'COMPLETED'
  /** Approved. It takes its seat. */
  | 'CONFIRMED'
  /** Waits for the driver's approval, on a trip with the approval DRIVER. It takes its seat, and is cancelled if it is not confirmed in time or before the departure. */
  | 'PENDING';

/** Whose caches may keep a response. */
export type CacheControlScope =
  /** Nobody's but the viewer's own. */
  | 'PRIVATE'
  /** Everyone's. */
  | 'PUBLIC';

/** The booking to cancel. */
export type CancelBookingInput = {
  /** The booking's id, such as `b_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  bookingId: Scalars['ID']['input'];
  /** The reason, at most 1,000 characters. */
  reason?: InputMaybe<Scalars['String']['input']>;
};

/** The trip to cancel. */
export type CancelTripInput = {
  /** The reason, which passengers see, at most 1,000 characters. */
  reason: Scalars['String']['input'];
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The trip to complete. */
export type CompleteTripInput = {
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The booking to confirm. */
export type ConfirmBookingInput = {
  /** The booking's id, such as `b_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  bookingId: Scalars['ID']['input'];
};

/** The trip to create. */
export type CreateTripInput = {
  /** The planned time of the arrival, after the departure. */
  arrivalTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether the driver approves each booking, or bookings are confirmed at once. */
  bookingApproval?: InputMaybe<BookingApproval>;
  /** The planned time of the departure, in the future. */
  departureTime: Scalars['DateTime']['input'];
  /** Remarks for passengers, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The city of the departure, at most 200 characters, such as `Riyadh`. */
  fromCity: Scalars['String']['input'];
  /** 1 to 100 characters. A repeated request with the same key and input returns the result of the first one. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The price of one seat, above 0 and below 100 million, such as `"150.00"`. */
  price: Scalars['Decimal']['input'];
  /** The stops on the way, in route order, at most 50. */
  stops?: InputMaybe<Array<TripStopInput>>;
  /** The city of the arrival, at most 200 characters, such as `Jeddah`. */
  toCity: Scalars['String']['input'];
  /** The number of seats, 1 to 100. At most the seat capacity of the vehicle's type. */
  totalSeats: Scalars['Int']['input'];
  /** An active vehicle of the driver, by an id such as `v_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  vehicleId: Scalars['ID']['input'];
};

/** An account that offers trips with vehicles of its own. */
export type Driver = {
  __typename?: 'Driver';
  /** The driver's id, such as `d_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The driver's trips, newest first. */
  trips?: Maybe<TripConnection>;
};


/** An account that offers trips with vehicles of its own. */
export type DriverTripsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<TripStatus>>;
};

/** The trip whose waiting list to join. */
export type JoinWaitlistInput = {
  /** 1 to 100 characters. A repeated request with the same key and input returns the entry of the first one. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The number of seats to wait for, 1 to 10, and at most those of the trip. All of them are booked at once. */
  seatCount: Scalars['Int']['input'];
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The trip whose waiting list to leave. */
export type LeaveWaitlistInput = {
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The operations that change something. Those of one request run one after another. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Blocks seats of a SCHEDULED trip, so that nobody can book them, all or none. For its driver and admins. SEAT_TAKEN names those with an
   * active booking.
   */
  blockSeats: TripPayload;
  /**
   * Books seats of a SCHEDULED trip that has not departed, all or none: a passenger for themselves, an admin for a passenger. The bookings are
   * PENDING, or CONFIRMED at once if the trip's `bookingApproval` is INSTANT. SEAT_TAKEN names the seats that are not free. A passenger has at
   * most 10 active seats on a trip and 20 pending ones in all.
   */
  bookSeats: BookSeatsPayload;
  /** Moves a booking from PENDING or CONFIRMED to CANCELLED while the trip is SCHEDULED. For its passenger, the trip's driver and admins. */
  cancelBooking: BookingPayload;
  /** Moves a trip from SCHEDULED to CANCELLED, cancels its active bookings and ends its waiting list. For its driver and admins. */
  cancelTrip: TripPayload;
  /** Moves a trip from STARTED to COMPLETED and completes its confirmed bookings. For its driver and admins. */
  completeTrip: TripPayload;
  /** Moves a booking from PENDING to CONFIRMED. For the trip's driver and admins. */
  confirmBooking: BookingPayload;
  /** Creates a scheduled trip with a vehicle of the signed-in driver. */
  createTrip: TripPayload;
  /**
   * Puts the passenger on the waiting list of a SCHEDULED trip that has not departed, and books at once if enough seats are free. Seats that
   * become free are booked for the first entries that fit, within the limits of each passenger. A passenger has one waiting entry on a trip:
   * joining again changes its number of seats, and for more of them it goes to the end of the list. RATE_LIMITED above 100 waiting entries of
   * the trip, or 20 of the passenger.
   */
  joinWaitlist: WaitlistPayload;
  /** Takes the passenger off the waiting list of a trip. NOT_FOUND if they never were on it. */
  leaveWaitlist: WaitlistPayload;
  /** Moves a trip from SCHEDULED to STARTED, cancels its pending bookings and ends its waiting list. For its driver and admins. */
  startTrip: TripPayload;
  /** Makes blocked seats of a SCHEDULED trip available again. For its driver and admins. */
  unblockSeats: TripPayload;
  /** Changes a SCHEDULED trip. For its driver and admins. A new price and a new approval apply to later bookings only. */
  updateTrip: TripPayload;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationBlockSeatsArgs = {
  input: BlockSeatsInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationBookSeatsArgs = {
  input: BookSeatsInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationCancelBookingArgs = {
  input: CancelBookingInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationCancelTripArgs = {
  input: CancelTripInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationCompleteTripArgs = {
  input: CompleteTripInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationConfirmBookingArgs = {
  input: ConfirmBookingInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationCreateTripArgs = {
  input: CreateTripInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationJoinWaitlistArgs = {
  input: JoinWaitlistInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationLeaveWaitlistArgs = {
  input: LeaveWaitlistInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationStartTripArgs = {
  input: StartTripInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationUnblockSeatsArgs = {
  input: UnblockSeatsInput;
};


/** The operations that change something. Those of one request run one after another. */
export type MutationUpdateTripArgs = {
  input: UpdateTripInput;
};

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

/** An account that books seats. */
export type Passenger = {
  __typename?: 'Passenger';
  /** The passenger's bookings. Visible to the passenger and to admins; null with a FORBIDDEN error for others. */
  bookings?: Maybe<SeatBookingConnection>;
  /** The passenger's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
};


/** An account that books seats. */
export type PassengerBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<BookingOrder>;
  status?: InputMaybe<Array<BookingStatus>>;
};

/** The operations that read. */
export type Query = {
  __typename?: 'Query';
  /** A booking; null for an unknown id and for a booking that the viewer may not see. */
  booking?: Maybe<SeatBooking>;
  /** All bookings. For admins only. */
  bookings: SeatBookingConnection;
  /**
   * The entries of the signed-in passenger on waiting lists: those that wait, then those that were booked, left or ended in the last seven
   * days. Each newest first, at most 50 of each.
   */
  myWaitlist: Array<WaitlistEntry>;
  /** A trip; null for an unknown id. */
  trip?: Maybe<Trip>;
  /** Searches trips. Anyone may, signed in or not. */
  trips: TripConnection;
};


/** The operations that read. */
export type QueryBookingArgs = {
  id: Scalars['ID']['input'];
};


/** The operations that read. */
export type QueryBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<BookingOrder>;
  status?: InputMaybe<Array<BookingStatus>>;
};


/** The operations that read. */
export type QueryTripArgs = {
  id: Scalars['ID']['input'];
};


/** The operations that read. */
export type QueryTripsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TripFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TripOrder>;
};

/** One seat of a trip. */
export type Seat = {
  __typename?: 'Seat';
  /** The seat's number, from 1. */
  number: Scalars['Int']['output'];
  /** The state of the seat. That of a completed booking's seat is CONFIRMED. */
  status: SeatStatus;
};

/** A booking of one seat of a trip. Visible to its passenger, the trip's driver and admins. */
export type SeatBooking = {
  __typename?: 'SeatBooking';
  /** The time of the booking. */
  bookedAt: Scalars['DateTime']['output'];
  /** The reason for the cancellation; null if none was given. */
  cancellationReason?: Maybe<Scalars['String']['output']>;
  /** The time at which the booking was cancelled; null if it is not. */
  cancelledAt?: Maybe<Scalars['DateTime']['output']>;
  /** The time at which the booking was confirmed; null if it never was. */
  confirmedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The booking's id, such as `b_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The passenger for whom the seat is booked. */
  passenger?: Maybe<Passenger>;
  /** The passenger's name at the time of booking, or their phone number if they had no name. */
  passengerName: Scalars['String']['output'];
  /** The passenger's phone number at the time of booking, in E.164 format, such as `+966500000001`. */
  passengerPhone: Scalars['String']['output'];
  /** The price of the seat at the time of booking. */
  price: Scalars['Decimal']['output'];
  /** The number of the booked seat, from 1. */
  seatNumber: Scalars['Int']['output'];
  /** The state of the booking. */
  status: BookingStatus;
  /** The trip. */
  trip: Trip;
};

/** A page of bookings. */
export type SeatBookingConnection = {
  __typename?: 'SeatBookingConnection';
  /** The bookings of the page, each with its cursor. */
  edges: Array<SeatBookingEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** A booking in a page. */
export type SeatBookingEdge = {
  __typename?: 'SeatBookingEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The booking. */
  node: SeatBooking;
};

/** The state of a seat. */
export type SeatStatus =
  /** Free. */
  | 'AVAILABLE'
  /** Kept out of sale by the trip's driver or an admin. */
  | 'BLOCKED'
  /** Taken by a confirmed or a completed booking. */
  | 'CONFIRMED'
  /** Taken by a pending booking. */
  | 'PENDING';

/** The trip to start. */
export type StartTripInput = {
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The operations that send an event for each change. */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Each booking that is created or changes status and that the viewer may see: a passenger's own bookings,
   * bookings of a driver's trips, or all bookings for an admin.
   */
  bookingUpdated: SeatBooking;
  /** The current trip, then the trip after each change to it, its seats, its status or the length of its waiting list. */
  tripUpdated: Trip;
};


/** The operations that send an event for each change. */
export type SubscriptionBookingUpdatedArgs = {
  tripId?: InputMaybe<Scalars['ID']['input']>;
};


/** The operations that send an event for each change. */
export type SubscriptionTripUpdatedArgs = {
  tripId: Scalars['ID']['input'];
};

/** A vehicle's journey from one city to another, with seats that passengers book. */
export type Trip = {
  __typename?: 'Trip';
  /** The planned time of the arrival; null if the driver has not set it. */
  arrivalTime?: Maybe<Scalars['DateTime']['output']>;
  /** The number of seats that are neither blocked nor taken by a pending, confirmed or completed booking. */
  availableSeats: Scalars['Int']['output'];
  /** Whether the driver approves each booking, or bookings are confirmed at once. */
  bookingApproval: BookingApproval;
  /**
   * The bookings of the trip. The trip's driver and admins see all its bookings, a passenger their own. For other signed-in
   * callers the connection is empty, without an error.
   */
  bookings?: Maybe<SeatBookingConnection>;
  /** The time at which the trip was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The planned time of the departure. */
  departureTime: Scalars['DateTime']['output'];
  /** The driver's remarks; null if there are none. */
  description?: Maybe<Scalars['String']['output']>;
  /** The trip's driver. Null only when the users subgraph is unavailable, as are `vehicle` and `SeatBooking.passenger`. */
  driver?: Maybe<Driver>;
  /** The city of the departure, as the driver spells it, such as `Riyadh`. */
  fromCity: Scalars['String']['output'];
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The price of one seat. */
  price: Scalars['Decimal']['output'];
  /** Every seat, 1 to `totalSeats`, in order. */
  seats: Array<Seat>;
  /** The state of the trip. */
  status: TripStatus;
  /** The places on the trip's way, in route order. */
  stops: Array<TripStop>;
  /** The city of the arrival, as the driver spells it, such as `Jeddah`. */
  toCity: Scalars['String']['output'];
  /** The number of seats, 1 to 100. */
  totalSeats: Scalars['Int']['output'];
  /** The time of the last change of the trip or of its number of available seats. */
  updatedAt: Scalars['DateTime']['output'];
  /** The vehicle that makes the trip. */
  vehicle?: Maybe<Vehicle>;
  /** The number of entries that wait on the trip's waiting list, at most 100. */
  waitlistLength: Scalars['Int']['output'];
};


/** A vehicle's journey from one city to another, with seats that passengers book. */
export type TripBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<BookingOrder>;
  status?: InputMaybe<Array<BookingStatus>>;
};

/** A page of trips. */
export type TripConnection = {
  __typename?: 'TripConnection';
  /** The trips of the page, each with its cursor. */
  edges: Array<TripEdge>;
  /** The position of the page in the list. */
  pageInfo: PageInfo;
  /** The number of items in all pages. Exact below 10,000; 10,000 means that many or more. */
  totalCount: Scalars['Int']['output'];
};

/** A trip in a page. */
export type TripEdge = {
  __typename?: 'TripEdge';
  /** The item's position in the list, for `after`. */
  cursor: Scalars['String']['output'];
  /** The trip. */
  node: Trip;
};

/**
 * Conditions on trips. A trip has to meet all that are set. Without `status` and `departureAfter`: scheduled trips that have not departed
 * yet.
 */
export type TripFilter = {
  /** Only trips that depart later than this. */
  departureAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only trips that depart earlier than this. */
  departureBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only trips of this driver, by an id such as `d_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  driverId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * The city of the departure, at most 200 characters. Letter case, Arabic marks and common variants of Arabic letters do not matter, nor
   * whether the name of one of the five largest cities is in Arabic or English: `Riyadh` and `الرياض` find the same trips.
   */
  fromCity?: InputMaybe<Scalars['String']['input']>;
  /** Only trips whose seats cost at most this, such as `"150.00"`. */
  maxPrice?: InputMaybe<Scalars['Decimal']['input']>;
  /** Only trips with at least so many available seats, 0 or more. */
  minAvailableSeats?: InputMaybe<Scalars['Int']['input']>;
  /** Only trips in one of these states. SCHEDULED if omitted. */
  status?: InputMaybe<Array<TripStatus>>;
  /** The city of the arrival, matched as `fromCity` is. */
  toCity?: InputMaybe<Scalars['String']['input']>;
  /**
   * The city of a stop on the way, matched as `fromCity` is against the `location` of each stop: after the departure from `fromCity` and before
   * the arrival in `toCity`, if they are set. The cities of the departure and of the arrival are no stops.
   */
  viaCity?: InputMaybe<Scalars['String']['input']>;
};

/** The order of a list of trips. */
export type TripOrder =
  /** The newest trip first. */
  | 'CREATED_DESC'
  /** The earliest departure first. */
  | 'DEPARTURE_ASC'
  /** The lowest price first. */
  | 'PRICE_ASC';

/** The trip after a change. */
export type TripPayload = {
  __typename?: 'TripPayload';
  /** The trip. */
  trip: Trip;
};

/** The state of a trip. */
export type TripStatus =
  /** Cancelled before it started, with all its bookings. */
  | 'CANCELLED'
  /** At its end. */
  | 'COMPLETED'
  /** Planned. Its seats can be booked until it departs. */
  | 'SCHEDULED'
  /** On its way. */
  | 'STARTED';

/** A place on a trip's way. */
export type TripStop = {
  __typename?: 'TripStop';
  /** The driver's remarks; null if there are none. */
  description?: Maybe<Scalars['String']['output']>;
  /** The stop's id, such as `ts_019a2b3c4d5e7f8091a2b3c4d5e6f708`. An update of the stops changes it. */
  id: Scalars['ID']['output'];
  /** The name of the place, such as `Buraydah`. */
  location: Scalars['String']['output'];
  /** The stop's place in the route. Counts from 1 without gaps. */
  stopOrder: Scalars['Int']['output'];
  /** The planned time of the stop; null if the driver has not set it. */
  stopTime?: Maybe<Scalars['DateTime']['output']>;
};

/** A stop of a trip that is created or updated. */
export type TripStopInput = {
  /** Remarks for passengers, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The name of the place, at most 200 characters, such as `Buraydah`. */
  location: Scalars['String']['input'];
  /** The planned time of the stop. */
  stopTime?: InputMaybe<Scalars['DateTime']['input']>;
};

/** The blocked seats to make available again. */
export type UnblockSeatsInput = {
  /** The numbers of the seats, such as `[1, 2]`. A seat that is not blocked stays as it is. */
  seatNumbers: Array<Scalars['Int']['input']>;
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** The changes of a trip. A field that is omitted stays as it is; null clears an optional one. */
export type UpdateTripInput = {
  /** The planned time of the arrival, after the departure. */
  arrivalTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** For later bookings: a booking that is pending stays so until it is confirmed or expires. */
  bookingApproval?: InputMaybe<BookingApproval>;
  /** The planned time of the departure, in the future. */
  departureTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Remarks for passengers, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The price of one seat, for later bookings. */
  price?: InputMaybe<Scalars['Decimal']['input']>;
  /** Replaces all stops. In route order, at most 50. */
  stops?: InputMaybe<Array<TripStopInput>>;
  /** At least the highest seat number that is blocked or has an active booking, and at most the seat capacity of the vehicle's type. */
  totalSeats?: InputMaybe<Scalars['Int']['input']>;
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: Scalars['ID']['input'];
};

/** A driver's vehicle. */
export type Vehicle = {
  __typename?: 'Vehicle';
  /** The vehicle's id, such as `v_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
};

/**
 * A passenger's place on the waiting list of a trip. Seats that become free are booked for the first entries that fit, in the order of the
 * list. Visible to its passenger alone.
 */
export type WaitlistEntry = {
  __typename?: 'WaitlistEntry';
  /** The bookings that it has become, one for each seat; empty unless it is BOOKED. */
  bookings: Array<SeatBooking>;
  /** The time at which the entry was booked, was left or ended; null while it waits. */
  closedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The time at which the passenger joined the list. */
  createdAt: Scalars['DateTime']['output'];
  /** The entry's id, such as `w_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  id: Scalars['ID']['output'];
  /** The entry's place among the waiting ones of its trip, from 1; null if it does not wait. */
  position?: Maybe<Scalars['Int']['output']>;
  /** The number of seats for which it waits, 1 to 10. */
  seatCount: Scalars['Int']['output'];
  /** The state of the entry. */
  status: WaitlistStatus;
  /** The trip. */
  trip: Trip;
};

/** The passenger's entry on a waiting list after a change. */
export type WaitlistPayload = {
  __typename?: 'WaitlistPayload';
  /** The entry. */
  entry: WaitlistEntry;
  /** The trip. */
  trip: Trip;
};

/** The state of an entry of a waiting list. */
export type WaitlistStatus =
  /** Has become bookings. */
  | 'BOOKED'
  /** Has ended without seats: the trip has departed, started or been cancelled, or the passenger's account was deactivated or deleted. */
  | 'ENDED'
  /** Its passenger has left the list. */
  | 'LEFT'
  /** Waits for seats. */
  | 'WAITING';



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
  BlockSeatsInput: BlockSeatsInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  BookSeatsInput: BookSeatsInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  BookSeatsPayload: ResolverTypeWrapper<{ bookings: BookingFacts[] }>;
  BookingApproval: BookingApproval;
  BookingFilter: BookingFilter;
  BookingOrder: BookingOrder;
  BookingPayload: ResolverTypeWrapper<Omit<BookingPayload, 'booking'> & { booking: ResolversTypes['SeatBooking'] }>;
  BookingStatus: BookingStatus;
  CacheControlScope: CacheControlScope;
  CancelBookingInput: CancelBookingInput;
  CancelTripInput: CancelTripInput;
  CompleteTripInput: CompleteTripInput;
  ConfirmBookingInput: ConfirmBookingInput;
  CreateTripInput: CreateTripInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Driver: ResolverTypeWrapper<{ id: string }>;
  JoinWaitlistInput: JoinWaitlistInput;
  LeaveWaitlistInput: LeaveWaitlistInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageFacts>;
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
  UnblockSeatsInput: UnblockSeatsInput;
  UpdateTripInput: UpdateTripInput;
  Vehicle: ResolverTypeWrapper<{ id: string }>;
  WaitlistEntry: ResolverTypeWrapper<WaitlistEntryEntity>;
  WaitlistPayload: ResolverTypeWrapper<{ entry: WaitlistEntryEntity }>;
  WaitlistStatus: WaitlistStatus;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  BlockSeatsInput: BlockSeatsInput;
  ID: Scalars['ID']['output'];
  BookSeatsInput: BookSeatsInput;
  String: Scalars['String']['output'];
  BookSeatsPayload: { bookings: BookingFacts[] };
  BookingFilter: BookingFilter;
  BookingPayload: Omit<BookingPayload, 'booking'> & { booking: ResolversParentTypes['SeatBooking'] };
  CancelBookingInput: CancelBookingInput;
  CancelTripInput: CancelTripInput;
  CompleteTripInput: CompleteTripInput;
  ConfirmBookingInput: ConfirmBookingInput;
  CreateTripInput: CreateTripInput;
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  Driver: { id: string };
  JoinWaitlistInput: JoinWaitlistInput;
  LeaveWaitlistInput: LeaveWaitlistInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageFacts;
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
  UnblockSeatsInput: UnblockSeatsInput;
  UpdateTripInput: UpdateTripInput;
  Vehicle: { id: string };
  WaitlistEntry: WaitlistEntryEntity;
  WaitlistPayload: { entry: WaitlistEntryEntity };
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = TripsContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CacheUntilDirectiveArgs = { };

export type CacheUntilDirectiveResolver<Result, Parent, ContextType = TripsContext, Args = CacheUntilDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type StateDirectiveArgs = { };

export type StateDirectiveResolver<Result, Parent, ContextType = TripsContext, Args = StateDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type BookSeatsPayloadResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['BookSeatsPayload'] = ResolversParentTypes['BookSeatsPayload']> = RequiredResolvers<{
  bookings?: Resolver<Array<ResolversTypes['SeatBooking']>, ParentType, ContextType>;
  trip?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
}, ParentType>;

export type BookingPayloadResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['BookingPayload'] = ResolversParentTypes['BookingPayload']> = RequiredResolvers<{
  booking?: Resolver<ResolversTypes['SeatBooking'], ParentType, ContextType>;
}, ParentType>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DriverResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Driver'] = ResolversParentTypes['Driver'], FederationReferenceType extends FederationReferenceTypes['Driver'] = FederationReferenceTypes['Driver']> = RequiredResolvers<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Driver']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  trips?: Resolver<Maybe<ResolversTypes['TripConnection']>, ParentType, ContextType, Partial<DriverTripsArgs>>;
}, ParentType>;

export type MutationResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = RequiredResolvers<{
  blockSeats?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationBlockSeatsArgs, 'input'>>;
  bookSeats?: Resolver<ResolversTypes['BookSeatsPayload'], ParentType, ContextType, RequireFields<MutationBookSeatsArgs, 'input'>>;
  cancelBooking?: Resolver<ResolversTypes['BookingPayload'], ParentType, ContextType, RequireFields<MutationCancelBookingArgs, 'input'>>;
  cancelTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationCancelTripArgs, 'input'>>;
  completeTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationCompleteTripArgs, 'input'>>;
  confirmBooking?: Resolver<ResolversTypes['BookingPayload'], ParentType, ContextType, RequireFields<MutationConfirmBookingArgs, 'input'>>;
  createTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationCreateTripArgs, 'input'>>;
  joinWaitlist?: Resolver<ResolversTypes['WaitlistPayload'], ParentType, ContextType, RequireFields<MutationJoinWaitlistArgs, 'input'>>;
  leaveWaitlist?: Resolver<ResolversTypes['WaitlistPayload'], ParentType, ContextType, RequireFields<MutationLeaveWaitlistArgs, 'input'>>;
  startTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationStartTripArgs, 'input'>>;
  unblockSeats?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationUnblockSeatsArgs, 'input'>>;
  updateTrip?: Resolver<ResolversTypes['TripPayload'], ParentType, ContextType, RequireFields<MutationUpdateTripArgs, 'input'>>;
}, Record<never, never>>;

export type PageInfoResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = RequiredResolvers<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}, ParentType>;

export type PassengerResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Passenger'] = ResolversParentTypes['Passenger'], FederationReferenceType extends FederationReferenceTypes['Passenger'] = FederationReferenceTypes['Passenger']> = RequiredResolvers<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Passenger']> | FederationReferenceType, FederationReferenceType, ContextType>;
  bookings?: Resolver<Maybe<ResolversTypes['SeatBookingConnection']>, ParentType, ContextType, RequireFields<PassengerBookingsArgs, 'orderBy'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}, ParentType>;

export type QueryResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = RequiredResolvers<{
  booking?: Resolver<Maybe<ResolversTypes['SeatBooking']>, ParentType, ContextType, RequireFields<QueryBookingArgs, 'id'>>;
  bookings?: Resolver<ResolversTypes['SeatBookingConnection'], ParentType, ContextType, RequireFields<QueryBookingsArgs, 'orderBy'>>;
  myWaitlist?: Resolver<Array<ResolversTypes['WaitlistEntry']>, ParentType, ContextType>;
  trip?: Resolver<Maybe<ResolversTypes['Trip']>, ParentType, ContextType, RequireFields<QueryTripArgs, 'id'>>;
  trips?: Resolver<ResolversTypes['TripConnection'], ParentType, ContextType, RequireFields<QueryTripsArgs, 'orderBy'>>;
}, Record<never, never>>;

export type SeatResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Seat'] = ResolversParentTypes['Seat']> = RequiredResolvers<{
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SeatStatus'], ParentType, ContextType>;
}, ParentType>;

export type SeatBookingResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['SeatBooking'] = ResolversParentTypes['SeatBooking'], FederationReferenceType extends FederationReferenceTypes['SeatBooking'] = FederationReferenceTypes['SeatBooking']> = RequiredResolvers<{
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
}, ParentType>;

export type SeatBookingConnectionResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['SeatBookingConnection'] = ResolversParentTypes['SeatBookingConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['SeatBookingEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type SeatBookingEdgeResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['SeatBookingEdge'] = ResolversParentTypes['SeatBookingEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SeatBooking'], ParentType, ContextType>;
}, ParentType>;

export type SubscriptionResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = RequiredResolvers<{
  bookingUpdated?: SubscriptionResolver<ResolversTypes['SeatBooking'], "bookingUpdated", ParentType, ContextType, Partial<SubscriptionBookingUpdatedArgs>>;
  tripUpdated?: SubscriptionResolver<ResolversTypes['Trip'], "tripUpdated", ParentType, ContextType, RequireFields<SubscriptionTripUpdatedArgs, 'tripId'>>;
}, Record<never, never>>;

export type TripResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Trip'] = ResolversParentTypes['Trip'], FederationReferenceType extends FederationReferenceTypes['Trip'] = FederationReferenceTypes['Trip']> = RequiredResolvers<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Trip']> | FederationReferenceType, FederationReferenceType, ContextType>;
  arrivalTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  availableSeats?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bookingApproval?: Resolver<ResolversTypes['BookingApproval'], ParentType, ContextType>;
  bookings?: Resolver<Maybe<ResolversTypes['SeatBookingConnection']>, ParentType, ContextType, RequireFields<TripBookingsArgs, 'orderBy'>>;
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
  waitlistLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type TripConnectionResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripConnection'] = ResolversParentTypes['TripConnection']> = RequiredResolvers<{
  edges?: Resolver<Array<ResolversTypes['TripEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}, ParentType>;

export type TripEdgeResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripEdge'] = ResolversParentTypes['TripEdge']> = RequiredResolvers<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
}, ParentType>;

export type TripPayloadResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripPayload'] = ResolversParentTypes['TripPayload']> = RequiredResolvers<{
  trip?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
}, ParentType>;

export type TripStopResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['TripStop'] = ResolversParentTypes['TripStop']> = RequiredResolvers<{
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stopOrder?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stopTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
}, ParentType>;

export type VehicleResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['Vehicle'] = ResolversParentTypes['Vehicle']> = RequiredResolvers<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}, ParentType>;

export type WaitlistEntryResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['WaitlistEntry'] = ResolversParentTypes['WaitlistEntry']> = RequiredResolvers<{
  bookings?: Resolver<Array<ResolversTypes['SeatBooking']>, ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  seatCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WaitlistStatus'], ParentType, ContextType>;
  trip?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
}, ParentType>;

export type WaitlistPayloadResolvers<ContextType = TripsContext, ParentType extends ResolversParentTypes['WaitlistPayload'] = ResolversParentTypes['WaitlistPayload']> = RequiredResolvers<{
  entry?: Resolver<ResolversTypes['WaitlistEntry'], ParentType, ContextType>;
  trip?: Resolver<ResolversTypes['Trip'], ParentType, ContextType>;
}, ParentType>;

export type Resolvers<ContextType = TripsContext> = RequiredTypes<{
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
  WaitlistEntry?: WaitlistEntryResolvers<ContextType>;
  WaitlistPayload?: WaitlistPayloadResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = TripsContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  cacheUntil?: CacheUntilDirectiveResolver<any, any, ContextType>;
  state?: StateDirectiveResolver<any, any, ContextType>;
};
