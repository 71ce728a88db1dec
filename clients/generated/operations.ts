/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type AccountFilter = {
  isActive?: boolean | null | undefined;
  /** Matches the start of a full name or of a phone number. */
  search?: string | null | undefined;
};

export type AccountType =
  | 'ADMIN'
  | 'DRIVER'
  | 'PASSENGER';

export type BookingStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'CONFIRMED'
  | 'PENDING';

export type CreateTripInput = {
  arrivalTime?: string | null | undefined;
  departureTime: string;
  description?: string | null | undefined;
  fromCity: string;
  /** A repeated request with the same key and input returns the result of the first one. */
  idempotencyKey?: string | null | undefined;
  price: string;
  stops?: Array<TripStopInput> | null | undefined;
  toCity: string;
  /** At most the seat capacity of the vehicle's type. */
  totalSeats: number;
  /** An active vehicle of the driver. */
  vehicleId: string;
};

export type DevicePlatform =
  | 'ANDROID'
  | 'IOS'
  | 'WEB';

export type Gender =
  | 'FEMALE'
  | 'MALE'
  | 'UNSPECIFIED';

/** The language of an account's notifications. */
export type Locale =
  | 'AR'
  | 'EN';

export type NotificationType =
  | 'ANNOUNCEMENT'
  | 'BOOKING_CANCELLED'
  | 'BOOKING_CONFIRMED'
  | 'BOOKING_REQUESTED'
  | 'TRIP_CANCELLED'
  | 'TRIP_COMPLETED'
  | 'TRIP_REMINDER'
  | 'TRIP_STARTED'
  | 'TRIP_UPDATED';

export type RegisterDeviceInput = {
  appVersion?: string | null | undefined;
  platform?: DevicePlatform | null | undefined;
  token: string;
};

export type RegisterVehicleInput = {
  model: string;
  name: string;
  vehicleTypeId: string;
};

export type RequestOtpInput = {
  /** DRIVER or PASSENGER. */
  accountType: AccountType;
  /** In E.164 format, such as `+966500000001`. */
  phoneNumber: string;
};

export type SeatStatus =
  | 'AVAILABLE'
  | 'CONFIRMED'
  | 'PENDING';

export type SignInWithOtpInput = {
  accountType: AccountType;
  code: string;
  phoneNumber: string;
};

export type SignInWithPasswordInput = {
  email: string;
  password: string;
};

/** Without `status` and `departureAfter`: scheduled trips that have not departed yet. */
export type TripFilter = {
  departureAfter?: string | null | undefined;
  departureBefore?: string | null | undefined;
  driverId?: string | null | undefined;
  fromCity?: string | null | undefined;
  maxPrice?: string | null | undefined;
  minAvailableSeats?: number | null | undefined;
  /** SCHEDULED if omitted. */
  status?: Array<TripStatus> | null | undefined;
  toCity?: string | null | undefined;
};

export type TripOrder =
  | 'CREATED_DESC'
  | 'DEPARTURE_ASC'
  | 'PRICE_ASC';

export type TripStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'SCHEDULED'
  | 'STARTED';

export type TripStopInput = {
  description?: string | null | undefined;
  location: string;
  stopTime?: string | null | undefined;
};

export type UpdateDriverProfileInput = {
  dateOfBirth?: string | null | undefined;
  drivingLicenseUrl?: string | null | undefined;
  fullName?: string | null | undefined;
  identityDocumentUrl?: string | null | undefined;
  locale?: Locale | null | undefined;
  profilePictureUrl?: string | null | undefined;
};

export type UpdatePassengerProfileInput = {
  dateOfBirth?: string | null | undefined;
  fullName?: string | null | undefined;
  gender?: Gender | null | undefined;
  locale?: Locale | null | undefined;
  profilePictureUrl?: string | null | undefined;
};

export type UpdateTripInput = {
  arrivalTime?: string | null | undefined;
  departureTime?: string | null | undefined;
  description?: string | null | undefined;
  price?: string | null | undefined;
  /** Replaces all stops. */
  stops?: Array<TripStopInput> | null | undefined;
  /** At least the highest seat number with an active booking. */
  totalSeats?: number | null | undefined;
  tripId: string;
};

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

export type TripCardFragment = { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, driver: { id: string, fullName: string | null } | null };

export type TripSeatsFragment = { id: string, status: TripStatus, availableSeats: number, seats: Array<{ number: number, status: SeatStatus }> };

export type TripStopsFragment = { stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> };

export type VehicleDetailsFragment = { id: string, name: string, model: string, isActive: boolean, vehicleType: { id: string, name: string, seatCapacity: number } };

export type BookSeatsMutationVariables = Exact<{
  tripId: string;
  seatNumbers: Array<number> | number;
  idempotencyKey?: string | null | undefined;
}>;


export type BookSeatsMutation = { bookSeats: { bookings: Array<{ id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null }>, trip: { id: string, status: TripStatus, availableSeats: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type BookingUpdatedSubscriptionVariables = Exact<{
  tripId?: string | null | undefined;
}>;


export type BookingUpdatedSubscription = { bookingUpdated: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, status: TripStatus, availableSeats: number } } };

export type CancelBookingMutationVariables = Exact<{
  bookingId: string;
  reason?: string | null | undefined;
}>;


export type CancelBookingMutation = { cancelBooking: { booking: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, status: TripStatus, availableSeats: number, seats: Array<{ number: number, status: SeatStatus }> } } } };

export type CancelTripMutationVariables = Exact<{
  tripId: string;
  reason: string;
}>;


export type CancelTripMutation = { cancelTrip: { trip: { id: string, status: TripStatus, availableSeats: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type CompleteTripMutationVariables = Exact<{
  tripId: string;
}>;


export type CompleteTripMutation = { completeTrip: { trip: { id: string, status: TripStatus, availableSeats: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type ConfirmBookingMutationVariables = Exact<{
  bookingId: string;
}>;


export type ConfirmBookingMutation = { confirmBooking: { booking: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, status: TripStatus, availableSeats: number, seats: Array<{ number: number, status: SeatStatus }> } } } };

export type CreateTripMutationVariables = Exact<{
  input: CreateTripInput;
}>;


export type CreateTripMutation = { createTrip: { trip: { description: string | null, id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, vehicle: { id: string, name: string } | null, driver: { id: string, fullName: string | null } | null, stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> } } };

export type DriverTripsQueryVariables = Exact<{
  status?: Array<TripStatus> | TripStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type DriverTripsQuery = { me:
    | { id: string }
    | { id: string, trips: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, vehicle: { id: string, name: string } | null, driver: { id: string, fullName: string | null } | null } }> } | null }
    | { id: string }
   };

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
    | { id: string, bookings: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, trip: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, driver: { id: string, fullName: string | null } | null } } }> } | null }
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


export type SearchTripsQuery = { trips: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, driver: { id: string, fullName: string | null } | null } }> } };

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


export type StartTripMutation = { startTrip: { trip: { id: string, status: TripStatus, availableSeats: number, seats: Array<{ number: number, status: SeatStatus }> } } };

export type TripBookingsQueryVariables = Exact<{
  tripId: string;
  status?: Array<BookingStatus> | BookingStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TripBookingsQuery = { trip: { id: string, status: TripStatus, availableSeats: number, bookings: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { passengerPhone: string, id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, passenger: { id: string, profilePictureUrl: string | null } | null } }> } | null, seats: Array<{ number: number, status: SeatStatus }> } | null };

export type TripDetailsQueryVariables = Exact<{
  tripId: string;
}>;


export type TripDetailsQuery = { trip: { description: string | null, id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, driver: { profilePictureUrl: string | null, isPhoneVerified: boolean, id: string, fullName: string | null } | null, vehicle: { id: string, name: string, model: string, isActive: boolean, vehicleType: { id: string, name: string, seatCapacity: number } } | null, seats: Array<{ number: number, status: SeatStatus }>, stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> } | null };

export type TripUpdatedSubscriptionVariables = Exact<{
  tripId: string;
}>;


export type TripUpdatedSubscription = { tripUpdated: { id: string, status: TripStatus, availableSeats: number, driver: { id: string, fullName: string | null } | null, seats: Array<{ number: number, status: SeatStatus }> } };

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


export type UpdateTripMutation = { updateTrip: { trip: { description: string | null, id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, driver: { id: string, fullName: string | null } | null, stops: Array<{ id: string, location: string, stopTime: string | null, stopOrder: number, description: string | null }> } } };

export type VehicleTypesQueryVariables = Exact<{ [key: string]: never; }>;


export type VehicleTypesQuery = { vehicleTypes: Array<{ id: string, name: string, seatCapacity: number }> };

export type AdminBookingsQueryVariables = Exact<{
  status?: Array<BookingStatus> | BookingStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminBookingsQuery = { bookings: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { passengerPhone: string, id: string, seatNumber: number, passengerName: string, price: string, status: BookingStatus, bookedAt: string, confirmedAt: string | null, cancelledAt: string | null, cancellationReason: string | null, passenger: { id: string, fullName: string | null, isActive: boolean } | null, trip: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, driver: { id: string, fullName: string | null } | null } } }> } };

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


export type BrowseTripsQuery = { trips: { totalCount: number, edges: Array<{ cursor: string, node: { id: string, fromCity: string, toCity: string, departureTime: string, arrivalTime: string | null, price: string, status: TripStatus, totalSeats: number, availableSeats: number, vehicle: { id: string, name: string, vehicleType: { id: string, name: string } } | null, driver: { id: string, fullName: string | null } | null } }> } };

export type SetAccountActiveMutationVariables = Exact<{
  accountId: string;
  isActive: boolean;
}>;


export type SetAccountActiveMutation = { setAccountActive: { account:
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
      | { id: string, type: AccountType, fullName: string | null, locale: Locale, isActive: boolean }
     } };
