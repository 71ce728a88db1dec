import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput, notFound, Refusal } from '#platform/errors/refusal.ts';
import { requestScope } from '#platform/graphql/request-scope.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText, requireText } from '#platform/text.ts';
import { type BookingApproval, maxSeats, Trip } from '../../entities/trip.ts';
import { tripCreatedEvent } from '../../events/published.ts';
import { once } from '../idempotency.ts';
import type { Users } from '../users.ts';
import { addStops, checkStops, type StopInput } from './trip-stops.ts';

export interface CreateTrip extends ActionContext {
  fromCity: string;
  toCity: string;
  departureTime: Date;
  arrivalTime?: Date | null | undefined;
  description?: string | null | undefined;
  price: string;
  totalSeats: number;
  vehicleId: string;
  /** DRIVER by default. */
  bookingApproval?: BookingApproval | null | undefined;
  stops?: readonly StopInput[] | null | undefined;
  idempotencyKey?: string | null | undefined;
  users: Users;
}

/**
 * Creates a scheduled trip for the actor, an active driver, with their own active vehicle, and publishes `trip-created`.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, VEHICLE_NOT_USABLE, ACCOUNT_INACTIVE, IDEMPOTENCY_CONFLICT
 */
export function createTrip(em: EntityManager, trip: CreateTrip): Promise<Trip> {
  const checked = checkInput(trip);
  return once(em, { operation: 'createTrip', key: trip.idempotencyKey, input: checked }, trip, {
    prepare: async () => {
      requireFuture(trip);
      await requireUsableVehicle(trip);
    },
    work: (tx) => store(tx, trip, checked),
    read: (reader, ids) => {
      const [id] = ids as [string];
      // A repeated request appends no event.
      requestScope.changed(id);
      return reader.findOneOrFail(Trip, { id });
    },
  });
}

type CheckedTrip = ReturnType<typeof checkInput>;

function checkInput(trip: CreateTrip) {
  const { departureTime, arrivalTime = null, price, totalSeats, vehicleId, stops } = trip;
  const fromCity = requireText(trip.fromCity, 'fromCity', 200);
  const toCity = requireText(trip.toCity, 'toCity', 200);
  const description = optionalText(trip.description, 'description', 1000);
  if (arrivalTime && arrivalTime <= departureTime) throw badUserInput('arrivalTime');
  if (Number(price) <= 0) throw badUserInput('price', 'amount');
  if (totalSeats < 1 || totalSeats > maxSeats) throw badUserInput('totalSeats');
  requireId(vehicleId, 'vehicleId', 'v');
  return {
    fromCity,
    toCity,
    departureTime,
    arrivalTime,
    description,
    price,
    totalSeats,
    vehicleId,
    // Without the default, so that a key that the previous release has stored has the same hash.
    ...(trip.bookingApproval === 'INSTANT' ? { bookingApproval: trip.bookingApproval } : {}),
    stops: checkStops(stops ?? []),
  };
}

function requireFuture({ departureTime, now }: CreateTrip): void {
  if (departureTime <= now) throw badUserInput('departureTime', 'past');
}

async function requireUsableVehicle({ vehicleId, totalSeats, actor, users }: CreateTrip): Promise<void> {
  const vehicle = await users.vehicle(vehicleId);
  if (!vehicle) throw notFound('vehicleId');
  if (vehicle.driverId !== actor.id) throw new Refusal('VEHICLE_NOT_USABLE');
  if (!vehicle.driverIsActive) throw new Refusal('ACCOUNT_INACTIVE');
  if (!vehicle.isActive) throw new Refusal('VEHICLE_NOT_USABLE');
  if (totalSeats > vehicle.seatCapacity) throw badUserInput('totalSeats');
}

async function store(tx: EntityManager, context: CreateTrip, checked: CheckedTrip): Promise<string[]> {
  const { actor, now, newId } = context;
  const { departureTime, arrivalTime, stops, ...columns } = checked;
  const trip = tx.create(Trip, {
    id: newId('t'),
    bookingApproval: 'DRIVER',
    ...columns,
    departureTimeUtc: departureTime,
    arrivalTimeUtc: arrivalTime,
    status: 'SCHEDULED',
    availableSeats: checked.totalSeats,
    driverId: actor.id,
    createdAt: now,
    updatedAt: now,
  });
  addStops(tx, trip, stops, context);
  appendToOutbox(tx, tripCreatedEvent(trip, actor, context));
  return [trip.id];
}
