import type { TripsContext } from '../context.ts';
import { bookSeats } from '../domain/bookings/book-seats/book-seats.ts';
import { cancelBooking } from '../domain/bookings/cancel-booking.ts';
import { confirmBooking } from '../domain/bookings/confirm-booking.ts';
import { blockSeats } from '../domain/trips/blocked-seats/block-seats.ts';
import { unblockSeats } from '../domain/trips/blocked-seats/unblock-seats.ts';
import { cancelTrip } from '../domain/trips/cancel-trip.ts';
import { completeTrip } from '../domain/trips/complete-trip.ts';
import { createTrip } from '../domain/trips/create-trip.ts';
import { startTrip } from '../domain/trips/start-trip.ts';
import { updateTrip } from '../domain/trips/update-trip.ts';
import { joinWaitlist } from '../domain/waitlist/join-waitlist.ts';
import { leaveWaitlist } from '../domain/waitlist/leave-waitlist.ts';
import type { MutationResolvers } from '../generated/types.ts';

const usersFor = ({ services, caller }: TripsContext) => ({ users: services.users(caller) });

export const mutations: MutationResolvers = {
  createTrip: async (_root, { input }, context) => ({
    trip: await createTrip(context.em, { ...input, ...context.actionContext(), ...usersFor(context) }),
  }),

  updateTrip: async (_root, { input }, context) => ({
    trip: await updateTrip(context.em, { ...input, ...context.actionContext(), ...usersFor(context) }),
  }),

  startTrip: async (_root, { input }, context) => ({
    trip: await startTrip(context.em, { ...input, ...context.actionContext() }),
  }),

  completeTrip: async (_root, { input }, context) => ({
    trip: await completeTrip(context.em, { ...input, ...context.actionContext() }),
  }),

  cancelTrip: async (_root, { input }, context) => ({
    trip: await cancelTrip(context.em, { ...input, ...context.actionContext() }),
  }),

  blockSeats: async (_root, { input }, context) => ({
    trip: await blockSeats(context.em, { ...input, ...context.actionContext() }),
  }),

  unblockSeats: async (_root, { input }, context) => ({
    trip: await unblockSeats(context.em, { ...input, ...context.actionContext() }),
  }),

  bookSeats: async (_root, { input }, context) => {
    const { em, queue } = context.services;
    const deadline = context.deadline.at;
    const action = { ...input, ...context.actionContext(), ...usersFor(context), queue, deadline };
    return { bookings: await bookSeats(em, action) };
  },

  joinWaitlist: async (_root, { input }, context) => {
    const { joinLimit: limit } = context.services;
    return {
      entry: await joinWaitlist(context.em, { ...input, ...context.actionContext(), ...usersFor(context), limit }),
    };
  },

  leaveWaitlist: async (_root, { input }, context) => ({
    entry: await leaveWaitlist(context.em, { ...input, ...context.actionContext() }),
  }),

  confirmBooking: async (_root, { input }, context) => ({
    booking: await confirmBooking(context.em, { ...input, ...context.actionContext() }),
  }),

  cancelBooking: async (_root, { input }, context) => ({
    booking: await cancelBooking(context.em, { ...input, ...context.actionContext() }),
  }),
};
