import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput, notFound, Refusal } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { optionalText, requireText } from '#platform/text.ts';
import { Trip } from '../entities/trip.ts';
import { TripStop } from '../entities/trip-stop.ts';
import { tripCreatedEvent } from '../events.ts';
import { once } from './idempotency.ts';
import type { Users } from './users.ts';

const maxStops = 50;
const maxSeats = 100;

export interface StopInput {
  location: string;
  stopTime?: Date | null | undefined;
  description?: string | null | undefined;
}

export interface CreateTrip extends Given {
  fromCity: string;
  toCity: string;
  departureTime: Date;
  arrivalTime?: Date | null | undefined;
  description?: string | null | undefined;
  price: string;
  totalSeats: number;
  vehicleId: string;
  stops?: readonly StopInput[] | null | undefined;
  idempotencyKey?: string | null | undefined;
  users: Users;
}

/**
 * Creates a scheduled trip of an active driver, with an active vehicle of their own. Throws BAD_USER_INPUT, NOT_FOUND,
 * VEHICLE_NOT_USABLE, ACCOUNT_INACTIVE, IDEMPOTENCY_CONFLICT.
 */
export function createTrip(em: EntityManager, trip: CreateTrip): Promise<Trip> {
  const checked = checkInput(trip);
  return once(em, { operation: 'createTrip', key: trip.idempotencyKey, input: checked }, trip, {
    prepare: async () => {
      requireFuture(trip);
      await requireUsableVehicle(trip);
    },
    work: (tx) => store(tx, trip, checked),
    read: (reader, [id]) => reader.findOneOrFail(Trip, { id: id as string }),
  });
}

type Checked = ReturnType<typeof checkInput>;

function checkInput(trip: CreateTrip) {
  const { departureTime, arrivalTime = null, price, totalSeats, vehicleId, stops } = trip;
  const fromCity = requireText(trip.fromCity, 'fromCity', 200);
  const toCity = requireText(trip.toCity, 'toCity', 200);
  const description = optionalText(trip.description, 'description', 1000);
  if (arrivalTime && arrivalTime <= departureTime) throw badUserInput('arrivalTime');
  if (Number(price) <= 0) throw badUserInput('price', 'amount');
  if (totalSeats < 1 || totalSeats > maxSeats) throw badUserInput('totalSeats');
  requireId(vehicleId, 'vehicleId', 'v');
  if ((stops?.length ?? 0) > maxStops) throw badUserInput('stops');
  return {
    fromCity,
    toCity,
    departureTime,
    arrivalTime,
    description,
    price,
    totalSeats,
    vehicleId,
    stops: (stops ?? []).map((stop) => ({
      location: requireText(stop.location, 'location', 200),
      stopTime: stop.stopTime ?? null,
      description: optionalText(stop.description, 'description', 1000),
    })),
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

async function store(tx: EntityManager, given: CreateTrip, checked: Checked): Promise<string[]> {
  const { actor, now, newId } = given;
  const { departureTime, arrivalTime, stops, ...plain } = checked;
  const trip = tx.create(Trip, {
    id: newId('t'),
    ...plain,
    departureTimeUtc: departureTime,
    arrivalTimeUtc: arrivalTime,
    status: 'SCHEDULED',
    availableSeats: checked.totalSeats,
    driverId: actor.id,
    createdAt: now,
    updatedAt: now,
  });
  for (const [at, { stopTime, ...stop }] of stops.entries()) {
    const stopOrder = at + 1;
    tx.create(TripStop, {
      id: newId('ts'),
      trip,
      ...stop,
      stopTimeUtc: stopTime,
      stopOrder,
      createdAt: now,
      updatedAt: now,
    });
  }
  appendToOutbox(tx, tripCreatedEvent(trip, actor, given));
  return [trip.id];
}
