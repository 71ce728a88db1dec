import { Init } from './20261123000000-init.ts';
import { Search } from './20261123120000-search.ts';
import { Bookings } from './20261124000000-bookings.ts';
import { Messaging } from './20261125000000-messaging.ts';
import { DropOutboxDestination } from './20261128000000-drop-outbox-destination.ts';
import { DriverDepartures } from './20261201000000-driver-departures.ts';
import { StopCities } from './20261201000001-stop-cities.ts';
import { BookingApproval } from './20261202000000-booking-approval.ts';
import { BlockedSeats } from './20261203000000-blocked-seats.ts';
import { Waitlist } from './20261204000000-waitlist.ts';

/** The migrations of the trips database, oldest first. */
export const migrations = [
  { name: '20261123000000-init', class: Init },
  { name: '20261123120000-search', class: Search },
  { name: '20261124000000-bookings', class: Bookings },
  { name: '20261125000000-messaging', class: Messaging },
  { name: '20261128000000-drop-outbox-destination', class: DropOutboxDestination },
  { name: '20261201000000-driver-departures', class: DriverDepartures },
  { name: '20261201000001-stop-cities', class: StopCities },
  { name: '20261202000000-booking-approval', class: BookingApproval },
  { name: '20261203000000-blocked-seats', class: BlockedSeats },
  { name: '20261204000000-waitlist', class: Waitlist },
];
