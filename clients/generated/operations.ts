/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Conditions on accounts. An account has to meet all that are set. */
export type AccountFilter = {
  /** Only active accounts, or only deactivated ones. */
  isActive?: boolean | null | undefined;
  /**
   * Words that have to be found, each in a word of the name, in the email address, or in the phone number. Letter case, accents and the
   * spelling of Arabic letters do not matter: `احمد` finds `أَحْمَد`. A word of one or two characters is found at the start of a word only. A phone
   * number is found by four digits of it or more, in any form: `0500000001`, `500000001`, `+966 50 000 0001` and `00966500000001` find
   * `+966500000001`. At most 256 characters; a blank text is ignored.
   */
  search?: string | null | undefined;
  /** Only accounts of these types, such as `[DRIVER, ADMIN]`. All types if omitted, none if the list is empty. */
  type?: Array<AccountType> | null | undefined;
};

/** The type of an account, which decides its role. The prefix of an account's id names the type. */
export type AccountType =
  /** Runs the platform. Ids begin with `a_`. */
  | 'ADMIN'
  /** Offers trips. Ids begin with `d_`. */
  | 'DRIVER'
  /** Books seats. Ids begin with `p_`. */
  | 'PASSENGER';

/** How far the sending of an announcement has come. */
export type AnnouncementStatus =
  /** Some accounts of the audience have not received it yet. */
  | 'SENDING'
  /** Every account of the audience has received it. */
  | 'SENT';

/** Conditions on the entries of the audit log. An entry meets all of them; one that is omitted or null selects every entry. */
export type AuditLogFilter = {
  /** What was done, such as `trip.cancelled`: one of the list at `AuditLogEntry.action`. */
  action?: string | null | undefined;
  /** The id of the account that made the change, or `system`; at most 50 characters. */
  actorId?: string | null | undefined;
  /** Changes made later than this. */
  after?: string | null | undefined;
  /** Changes made earlier than this. */
  before?: string | null | undefined;
  /** The id of what changed, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`; at most 50 characters. */
  subjectId?: string | null | undefined;
};

/** Who approves the bookings of a trip. */
export type BookingApproval =
  /** The trip's driver or an admin: a booking is PENDING until they confirm it. */
  | 'DRIVER'
  /** Nobody: a booking is CONFIRMED at once. */
  | 'INSTANT';

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

/** The trip to create. */
export type CreateTripInput = {
  /** The planned time of the arrival, after the departure. */
  arrivalTime?: string | null | undefined;
  /** Whether the driver approves each booking, or bookings are confirmed at once. */
  bookingApproval?: BookingApproval | null | undefined;
  /** The planned time of the departure, in the future. */
  departureTime: string;
  /** Remarks for passengers, at most 1,000 characters. */
  description?: string | null | undefined;
  /** The city of the departure, at most 200 characters, such as `Riyadh`. */
  fromCity: string;
  /** 1 to 100 characters. A repeated request with the same key and input returns the result of the first one. */
  idempotencyKey?: string | null | undefined;
  /** The price of one seat, above 0 and below 100 million, such as `"150.00"`. */
  price: string;
  /** The stops on the way, in route order, at most 50. */
  stops?: Array<TripStopInput> | null | undefined;
  /** The city of the arrival, at most 200 characters, such as `Jeddah`. */
  toCity: string;
  /** The number of seats, 1 to 100. At most the seat capacity of the vehicle's type. */
  totalSeats: number;
  /** An active vehicle of the driver, by an id such as `v_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  vehicleId: string;
};

/** The operating system of a device. */
export type DevicePlatform =
  /** A device with Android. */
  | 'ANDROID'
  /** An iPhone or an iPad. */
  | 'IOS'
  /** A web browser. */
  | 'WEB';

/** The gender of a passenger. */
export type Gender =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Not given. */
  | 'UNSPECIFIED';

/** The language of an account's notifications. */
export type Locale =
  /** Arabic. */
  | 'AR'
  /** English. */
  | 'EN';

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

/** The device to register. */
export type RegisterDeviceInput = {
  /** The version of the client's app, at most 50 characters, such as `2.4.1`. */
  appVersion?: string | null | undefined;
  /** The operating system. */
  platform?: DevicePlatform | null | undefined;
  /** The device's token for Firebase Cloud Messaging, at most 500 characters. */
  token: string;
};

/** The vehicle to register. */
export type RegisterVehicleInput = {
  /** The model, at most 200 characters, such as `2023`. */
  model: string;
  /** The driver's name for it, at most 200 characters, such as `Hiace`. */
  name: string;
  /** The kind of vehicle, by an id such as `vt_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  vehicleTypeId: string;
};

/** The phone that receives a one-time code. */
export type RequestOtpInput = {
  /** DRIVER or PASSENGER. */
  accountType: AccountType;
  /** In E.164 format, such as `+966500000001`. */
  phoneNumber: string;
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

/** A one-time code, with the phone that received it. */
export type SignInWithOtpInput = {
  /** The account type for which the code was requested: DRIVER or PASSENGER. */
  accountType: AccountType;
  /** The six digits, such as `042135`. */
  code: string;
  /** The phone number that received the code, in E.164 format, such as `+966500000001`. */
  phoneNumber: string;
};

/** The credentials of an admin. */
export type SignInWithPasswordInput = {
  /** The email address, in any letter case, such as `admin@masar.test`. */
  email: string;
  /** The password, 8 to 200 characters. */
  password: string;
};

/**
 * Conditions on trips. A trip has to meet all that are set. Without `status` and `departureAfter`: scheduled trips that have not departed
 * yet.
 */
export type TripFilter = {
  /** Only trips that depart later than this. */
  departureAfter?: string | null | undefined;
  /** Only trips that depart earlier than this. */
  departureBefore?: string | null | undefined;
  /** Only trips of this driver, by an id such as `d_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  driverId?: string | null | undefined;
  /**
   * The city of the departure, at most 200 characters. Letter case, Arabic marks and common variants of Arabic letters do not matter, nor
   * whether the name of one of the five largest cities is in Arabic or English: `Riyadh` and `الرياض` find the same trips.
   */
  fromCity?: string | null | undefined;
  /** Only trips whose seats cost at most this, such as `"150.00"`. */
  maxPrice?: string | null | undefined;
  /** Only trips with at least so many available seats, 0 or more. */
  minAvailableSeats?: number | null | undefined;
  /** Only trips in one of these states. SCHEDULED if omitted. */
  status?: Array<TripStatus> | null | undefined;
  /** The city of the arrival, matched as `fromCity` is. */
  toCity?: string | null | undefined;
  /**
   * The city of a stop on the way, matched as `fromCity` is against the `location` of each stop: after the departure from `fromCity` and before
   * the arrival in `toCity`, if they are set. The cities of the departure and of the arrival are no stops.
   */
  viaCity?: string | null | undefined;
};

/** The order of a list of trips. */
export type TripOrder =
  /** The newest trip first. */
  | 'CREATED_DESC'
  /** The earliest departure first. */
  | 'DEPARTURE_ASC'
  /** The lowest price first. */
  | 'PRICE_ASC';

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

/** A stop of a trip that is created or updated. */
export type TripStopInput = {
  /** Remarks for passengers, at most 1,000 characters. */
  description?: string | null | undefined;
  /** The name of the place, at most 200 characters, such as `Buraydah`. */
  location: string;
  /** The planned time of the stop. */
  stopTime?: string | null | undefined;
};

/** The changes of an account by an admin. A field that is omitted stays as it is. */
export type UpdateAccountInput = {
  /** The account's id, such as `p_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  accountId: string;
  /** The name, at most 256 characters; null clears it. */
  fullName?: string | null | undefined;
  /**
   * The phone number of a driver or passenger, in international form, such as `+966500000001`. Null is BAD_USER_INPUT, and so is a phone number
   * for an admin. One that another account of the same type has is PHONE_NUMBER_TAKEN.
   */
  phoneNumber?: string | null | undefined;
};

/** The changes of a driver's profile. A field that is omitted stays as it is; null clears it, except `locale`. */
export type UpdateDriverProfileInput = {
  /** The date of birth, from 1900 to today, such as `1990-05-31`. */
  dateOfBirth?: string | null | undefined;
  /** A copy of the driving license. */
  drivingLicenseUrl?: string | null | undefined;
  /** The name, at most 256 characters. */
  fullName?: string | null | undefined;
  /** A copy of the identity document. */
  identityDocumentUrl?: string | null | undefined;
  /** The language of the driver's notifications. */
  locale?: Locale | null | undefined;
  /** A picture of the driver. */
  profilePictureUrl?: string | null | undefined;
};

/** The changes of a passenger's profile. A field that is omitted stays as it is; null clears it, except `locale` and `gender`. */
export type UpdatePassengerProfileInput = {
  /** The date of birth, from 1900 to today, such as `1990-05-31`. */
  dateOfBirth?: string | null | undefined;
  /** The name, at most 256 characters. Bookings carry it from the next access token on. */
  fullName?: string | null | undefined;
  /** The gender. */
  gender?: Gender | null | undefined;
  /** The language of the passenger's notifications. */
  locale?: Locale | null | undefined;
  /** A picture of the passenger. */
  profilePictureUrl?: string | null | undefined;
};

/** The changes of a trip. A field that is omitted stays as it is; null clears an optional one. */
export type UpdateTripInput = {
  /** The planned time of the arrival, after the departure. */
  arrivalTime?: string | null | undefined;
  /** For later bookings: a booking that is pending stays so until it is confirmed or expires. */
  bookingApproval?: BookingApproval | null | undefined;
  /** The planned time of the departure, in the future. */
  departureTime?: string | null | undefined;
  /** Remarks for passengers, at most 1,000 characters. */
  description?: string | null | undefined;
  /** The price of one seat, for later bookings. */
  price?: string | null | undefined;
  /** Replaces all stops. In route order, at most 50. */
  stops?: Array<TripStopInput> | null | undefined;
  /** At least the highest seat number that is blocked or has an active booking, and at most the seat capacity of the vehicle's type. */
  totalSeats?: number | null | undefined;
  /** The trip's id, such as `t_019a2b3c4d5e7f8091a2b3c4d5e6f708`. */
  tripId: string;
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

type AccountSummary_Admin_Fragment = { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean };

type AccountSummary_Driver_Fragment = { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean };

type AccountSummary_Passenger_Fragment = { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean };

export type AccountSummaryFragment =
  | AccountSummary_Admin_Fragment
  | AccountSummary_Driver_Fragment
  | AccountSummary_Passenger_Fragment
;

export type BookingDetailsFragment = { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null };

export type NotificationDetailsFragment = { id: string, type: NotificationType, title: string, body: string, data: Record<string, unknown> | null, isRead: boolean, sentAt: string };

export type PageFragment = { hasNextPage: boolean, endCursor: string | null };

export type SignedInFragment = { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number, scope: string, account:
    | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
    | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
    | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
   | null };

export type TripCardFragment = { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, driver: { id: string, fullName: string | null } | null };

export type TripSeatsFragment = { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> };

export type TripStopsFragment = { stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> };

export type VehicleDetailsFragment = { id: string, name: string, model: string, isActive: boolean, vehicleType: { id: string, name: string, seatCapacity: number } };

export type WaitlistEntryDetailsFragment = { id: string, seatCount: number, status: WaitlistStatus, position: number | null, createdAt: string, closedAt: string | null, bookings: Array<{ id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null }> };

export type BlockSeatsMutationVariables = Exact<{
  tripId: string;
  seatNumbers: Array<number> | number;
}>;


export type BlockSeatsMutation = { blockSeats: { trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type BookAnySeatsMutationVariables = Exact<{
  tripId: string;
  seatCount: number;
  idempotencyKey?: string | null | undefined;
}>;


export type BookAnySeatsMutation = { bookSeats: { bookings: Array<{ id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null }>, trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type BookSeatsMutationVariables = Exact<{
  tripId: string;
  seatNumbers: Array<number> | number;
  idempotencyKey?: string | null | undefined;
}>;


export type BookSeatsMutation = { bookSeats: { bookings: Array<{ id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null }>, trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type BookingUpdatedSubscriptionVariables = Exact<{
  tripId?: string | null | undefined;
}>;


export type BookingUpdatedSubscription = { bookingUpdated: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, status: TripStatus, availableSeats: number } } };

export type CancelBookingMutationVariables = Exact<{
  bookingId: string;
  reason?: string | null | undefined;
}>;


export type CancelBookingMutation = { cancelBooking: { booking: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } } };

export type CancelTripMutationVariables = Exact<{
  tripId: string;
  reason: string;
}>;


export type CancelTripMutation = { cancelTrip: { trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type CompleteTripMutationVariables = Exact<{
  tripId: string;
}>;


export type CompleteTripMutation = { completeTrip: { trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type ConfirmBookingMutationVariables = Exact<{
  bookingId: string;
}>;


export type ConfirmBookingMutation = { confirmBooking: { booking: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } } };

export type CreateTripMutationVariables = Exact<{
  input: CreateTripInput;
}>;


export type CreateTripMutation = { createTrip: { trip: { description: string | null, id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, vehicle: { id: string, name: string } | null, driver: { id: string, fullName: string | null } | null, stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> } } };

export type DriverTripsQueryVariables = Exact<{
  status?: Array<TripStatus> | TripStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type DriverTripsQuery = { me:
    | { id: string }
    | { id: string, trips: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, vehicle: { id: string, name: string } | null, driver: { id: string, fullName: string | null } | null } }> } | null }
    | { id: string }
   };

export type JoinWaitlistMutationVariables = Exact<{
  tripId: string;
  seatCount: number;
  idempotencyKey?: string | null | undefined;
}>;


export type JoinWaitlistMutation = { joinWaitlist: { entry: { id: string, seatCount: number, status: WaitlistStatus, position: number | null, createdAt: string, closedAt: string | null, bookings: Array<{ id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null }> }, trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type LeaveWaitlistMutationVariables = Exact<{
  tripId: string;
}>;


export type LeaveWaitlistMutation = { leaveWaitlist: { entry: { id: string, seatCount: number, status: WaitlistStatus, position: number | null, createdAt: string, closedAt: string | null, bookings: Array<{ id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null }> }, trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type MarkNotificationsReadMutationVariables = Exact<{
  notificationIds?: Array<string> | string | null | undefined;
}>;


export type MarkNotificationsReadMutation = { markNotificationsRead: { unreadNotificationCount: number, notifications: Array<{ id: string, isRead: boolean }> } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me:
    | { createdAt: string, unreadNotificationCount: number | null, id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
    | { phoneNumber: string | null, dateOfBirth: string | null, profilePictureUrl: string | null, identityDocumentUrl: string | null, drivingLicenseUrl: string | null, isProfileComplete: boolean, createdAt: string, unreadNotificationCount: number | null, id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean, vehicles: Array<{ id: string, name: string, model: string, isActive: boolean, vehicleType: { id: string, name: string, seatCapacity: number } }> }
    | { phoneNumber: string | null, gender: Gender, dateOfBirth: string | null, profilePictureUrl: string | null, isProfileComplete: boolean, createdAt: string, unreadNotificationCount: number | null, id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
   };

export type MyBookingsQueryVariables = Exact<{
  status?: Array<BookingStatus> | BookingStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MyBookingsQuery = { me:
    | { id: string }
    | { id: string }
    | { id: string, bookings: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, driver: { id: string, fullName: string | null } | null } } }> } | null }
   };

export type MyNotificationsQueryVariables = Exact<{
  unreadOnly?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MyNotificationsQuery = { me:
    | { id: string, unreadNotificationCount: number | null, notifications: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, type: NotificationType, title: string, body: string, data: Record<string, unknown> | null, isRead: boolean, sentAt: string } }> } | null }
    | { id: string, unreadNotificationCount: number | null, notifications: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, type: NotificationType, title: string, body: string, data: Record<string, unknown> | null, isRead: boolean, sentAt: string } }> } | null }
    | { id: string, unreadNotificationCount: number | null, notifications: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, type: NotificationType, title: string, body: string, data: Record<string, unknown> | null, isRead: boolean, sentAt: string } }> } | null }
   };

export type MySessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type MySessionsQuery = { me:
    | { id: string, sessions: Array<{ id: string, createdAt: string, lastUsedAt: string, expiresAt: string, isCurrent: boolean, application: { id: string, displayName: string | null } }> | null }
    | { id: string, sessions: Array<{ id: string, createdAt: string, lastUsedAt: string, expiresAt: string, isCurrent: boolean, application: { id: string, displayName: string | null } }> | null }
    | { id: string, sessions: Array<{ id: string, createdAt: string, lastUsedAt: string, expiresAt: string, isCurrent: boolean, application: { id: string, displayName: string | null } }> | null }
   };

export type MyWaitlistQueryVariables = Exact<{ [key: string]: never; }>;


export type MyWaitlistQuery = { myWaitlist: Array<{ id: string, seatCount: number, status: WaitlistStatus, position: number | null, createdAt: string, closedAt: string | null, trip: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, driver: { id: string, fullName: string | null } | null }, bookings: Array<{ id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null }> }> };

export type NotificationCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type NotificationCursorQuery = { me:
    | { notificationCursor: string | null }
    | { notificationCursor: string | null }
    | { notificationCursor: string | null }
   };

export type NotificationReceivedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type NotificationReceivedSubscription = { notificationReceived: { id: string, type: NotificationType, title: string, body: string, data: Record<string, unknown> | null, isRead: boolean, sentAt: string } };

export type RefreshTokensMutationVariables = Exact<{
  refreshToken: string;
}>;


export type RefreshTokensMutation = { refreshTokens: { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number, scope: string, account:
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
     | null } };

export type RegisterDeviceMutationVariables = Exact<{
  input: RegisterDeviceInput;
}>;


export type RegisterDeviceMutation = { registerDevice: { device: { id: string, platform: DevicePlatform | null, appVersion: string | null, isActive: boolean } } };

export type RegisterVehicleMutationVariables = Exact<{
  input: RegisterVehicleInput;
}>;


export type RegisterVehicleMutation = { registerVehicle: { vehicle: { id: string, name: string, model: string, isActive: boolean, vehicleType: { id: string, name: string, seatCapacity: number } } } };

export type RequestOtpMutationVariables = Exact<{
  input: RequestOtpInput;
}>;


export type RequestOtpMutation = { requestOtp: { expiresAt: string, resendAt: string } };

export type SearchTripsQueryVariables = Exact<{
  filter?: TripFilter | null | undefined;
  orderBy?: TripOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchTripsQuery = { trips: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, driver: { id: string, fullName: string | null } | null } }> } };

export type SignInWithOtpMutationVariables = Exact<{
  input: SignInWithOtpInput;
}>;


export type SignInWithOtpMutation = { signInWithOtp: { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number, scope: string, account:
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
     | null } };

export type SignOutMutationVariables = Exact<{
  everywhere?: boolean | null | undefined;
}>;


export type SignOutMutation = { signOut: { endedSessions: number } };

export type StartTripMutationVariables = Exact<{
  tripId: string;
}>;


export type StartTripMutation = { startTrip: { trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type TripBookingsQueryVariables = Exact<{
  tripId: string;
  status?: Array<BookingStatus> | BookingStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TripBookingsQuery = { trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, bookings: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { passengerPhone: string, id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, passenger: { id: string, profilePictureUrl: string | null } | null } }> } | null, seats: Array<{ number: number, status: SeatStatus }> } | null };

export type TripDetailsQueryVariables = Exact<{
  tripId: string;
}>;


export type TripDetailsQuery = { trip: { description: string | null, id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, waitlistLength: number, driver: { profilePictureUrl: string | null, isPhoneVerified: boolean, id: string, fullName: string | null } | null, vehicle: { id: string, name: string, model: string, isActive: boolean, vehicleType: { id: string, name: string, seatCapacity: number } } | null, seats: Array<{ number: number, status: SeatStatus }>, stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> } | null };

export type TripUpdatedSubscriptionVariables = Exact<{
  tripId: string;
}>;


export type TripUpdatedSubscription = { tripUpdated: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, driver: { id: string, fullName: string | null } | null, seats: Array<{ number: number, status: SeatStatus }> } };

export type UnblockSeatsMutationVariables = Exact<{
  tripId: string;
  seatNumbers: Array<number> | number;
}>;


export type UnblockSeatsMutation = { unblockSeats: { trip: { id: string, status: TripStatus, availableSeats: number, waitlistLength: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type UpdateDriverProfileMutationVariables = Exact<{
  input: UpdateDriverProfileInput;
}>;


export type UpdateDriverProfileMutation = { updateDriverProfile: { driver: { dateOfBirth: string | null, profilePictureUrl: string | null, identityDocumentUrl: string | null, drivingLicenseUrl: string | null, isProfileComplete: boolean, id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean } } };

export type UpdatePassengerProfileMutationVariables = Exact<{
  input: UpdatePassengerProfileInput;
}>;


export type UpdatePassengerProfileMutation = { updatePassengerProfile: { passenger: { gender: Gender, dateOfBirth: string | null, profilePictureUrl: string | null, isProfileComplete: boolean, id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean } } };

export type UpdateTripMutationVariables = Exact<{
  input: UpdateTripInput;
}>;


export type UpdateTripMutation = { updateTrip: { trip: { description: string | null, id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, driver: { id: string, fullName: string | null } | null, stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> } } };

export type VehicleTypesQueryVariables = Exact<{ [key: string]: never; }>;


export type VehicleTypesQuery = { vehicleTypes: Array<{ id: string, name: string, seatCapacity: number }> };

export type AdminAnnouncementsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminAnnouncementsQuery = { announcements: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, title: string, body: string, audience: Array<AccountType>, status: AnnouncementStatus, recipientCount: number | null, sentCount: number, createdAt: string, completedAt: string | null } }> } };

export type AdminAuditLogQueryVariables = Exact<{
  filter?: AuditLogFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminAuditLogQuery = { auditLog: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, action: string, actorId: string, actorRole: string, subjectId: string, fields: Array<string>, address: string | null, createdAt: string, actor:
          | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
          | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
          | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
         | null } }> } };

export type AdminBookingsQueryVariables = Exact<{
  status?: Array<BookingStatus> | BookingStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminBookingsQuery = { bookings: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { passengerPhone: string, id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, passenger: { id: string, fullName: string | null, isActive: boolean } | null, trip: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, driver: { id: string, fullName: string | null } | null } } }> } };

export type AdminDriversQueryVariables = Exact<{
  filter?: AccountFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminDriversQuery = { drivers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { phoneNumber: string | null, lastLoginAt: string | null, isPhoneVerified: boolean, isProfileComplete: boolean, id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean, vehicles: Array<{ id: string, name: string, model: string, isActive: boolean, vehicleType: { id: string, name: string, seatCapacity: number } }> } }> } };

export type AdminSignInMutationVariables = Exact<{
  input: SignInWithPasswordInput;
}>;


export type AdminSignInMutation = { signInWithPassword: { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number, scope: string, account:
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
     | null } };

export type BrowseTripsQueryVariables = Exact<{
  fromCity?: string | null | undefined;
  toCity?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type BrowseTripsQuery = { trips: { totalCount: number, edges: Array<{ cursor: string, node: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, bookingApproval: BookingApproval, vehicle: { id: string, name: string, vehicleType: { id: string, name: string } } | null, driver: { id: string, fullName: string | null } | null } }> } };

export type SetAccountActiveMutationVariables = Exact<{
  accountId: string;
  isActive: boolean;
}>;


export type SetAccountActiveMutation = { setAccountActive: { account:
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
     } };

export type UpdateAccountMutationVariables = Exact<{
  input: UpdateAccountInput;
}>;


export type UpdateAccountMutation = { updateAccount: { account:
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
     } };
