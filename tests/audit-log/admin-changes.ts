import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { values } from '../canary/values.ts';
import type { Scene } from './scene.ts';

/** The action, the subject and the fields of a record. */
export type Expected = [action: string, subjectId: string, fields: string[]];

/**
 * Changes something by a mutation, as an admin. Where possible it also repeats the mutation, or is refused, which changes nothing. Returns
 * the expected records, in order.
 */
export type AdminChange = (scene: Scene) => Promise<Expected[]>;

const [, { id: driverId, vehicle }] = demoAccounts.drivers;

/** The mutations that an admin may call, by subgraph and field. */
export const adminChanges: Record<string, AdminChange> = {
  'users setAccountActive': async ({ succeed }) => {
    const { id } = demoAccounts.passengers[4];
    const set = (isActive: boolean) => succeed('setAccountActive', { accountId: id, isActive }, '{ account { id } }');
    for (const isActive of [false, false, true, true]) await set(isActive);
    return [
      ['account.deactivated', id, ['isActive']],
      ['account.activated', id, ['isActive']],
    ];
  },
  'users updateAccount': async ({ succeed, run }) => {
    const { id, phoneNumber } = demoAccounts.passengers[3];
    const update = { accountId: id, fullName: values.name, phoneNumber: '+966500000009' };
    for (const _time of ['first', 'again']) await succeed('updateAccount', update, '{ account { id } }');
    await run(
      'updateAccount',
      { accountId: id, phoneNumber: demoAccounts.passengers[0].phoneNumber },
      '{ account { id } }',
    );
    await succeed('updateAccount', { accountId: id, phoneNumber }, '{ account { id } }');
    return [
      ['account.updated', id, ['fullName', 'phoneNumber']],
      ['account.updated', id, ['phoneNumber']],
    ];
  },
  'users createAdmin': async ({ succeed, run }) => {
    const input = { email: values.email, password: values.password, fullName: values.name };
    const { admin } = await succeed('createAdmin', input, '{ admin { id } }');
    await run('createAdmin', input, '{ admin { id } }');
    return [['account.created', admin.id, ['email', 'password', 'fullName']]];
  },
  'users createVehicleType': async ({ succeed, run }) => {
    const input = { name: values.name, seatCapacity: 9 };
    const { vehicleType } = await succeed('createVehicleType', input, '{ vehicleType { id } }');
    await run('createVehicleType', input, '{ vehicleType { id } }');
    return [['vehicle-type.created', vehicleType.id, ['name', 'seatCapacity']]];
  },
  'users updateVehicle': async ({ succeed }) => {
    const input = { vehicleId: vehicle.id, name: values.name, isActive: true };
    for (const _time of ['first', 'again']) await succeed('updateVehicle', input, '{ vehicle { id } }');
    return [['vehicle.updated', vehicle.id, ['name']]];
  },
  'users removeVehicle': async ({ succeed, run }) => {
    const input = { vehicleId: vehicle.id };
    await succeed('removeVehicle', input, '{ vehicle { id } }');
    await run('removeVehicle', input, '{ vehicle { id } }');
    return [['vehicle.removed', vehicle.id, []]];
  },
  'trips updateTrip': async ({ succeed, newTrip }) => {
    const tripId = await newTrip();
    const input = {
      tripId,
      description: values.sentence,
      price: '99.00',
      totalSeats: 4,
      bookingApproval: 'INSTANT',
      stops: [{ location: values.arabicName }],
    };
    for (const _time of ['first', 'again']) await succeed('updateTrip', input, '{ trip { id } }');
    return [['trip.updated', tripId, ['description', 'price', 'bookingApproval', 'stops']]];
  },
  'trips startTrip': async ({ succeed, run, newTrip, book }) => {
    const tripId = await newTrip();
    const [pending = ''] = await book(tripId, 1);
    await succeed('startTrip', { tripId }, '{ trip { id } }');
    await run('startTrip', { tripId }, '{ trip { id } }');
    return [
      ['booking.cancelled', pending, ['status', 'cancelledAt']],
      ['trip.started', tripId, ['status']],
    ];
  },
  'trips completeTrip': async ({ succeed, run, newTrip, book, driver }) => {
    const tripId = await newTrip();
    const [bookingId = ''] = await book(tripId, 1);
    await succeed('confirmBooking', { bookingId }, '{ booking { id } }', driver.accessToken);
    await succeed('startTrip', { tripId }, '{ trip { id } }', driver.accessToken);
    await succeed('completeTrip', { tripId }, '{ trip { id } }');
    await run('completeTrip', { tripId }, '{ trip { id } }');
    return [
      ['booking.completed', bookingId, ['status']],
      ['trip.completed', tripId, ['status']],
    ];
  },
  'trips cancelTrip': async ({ succeed, run, newTrip, book }) => {
    const tripId = await newTrip();
    const bookings = await book(tripId, 1, 2);
    const input = { tripId, reason: values.sentence };
    await succeed('cancelTrip', input, '{ trip { id } }');
    await run('cancelTrip', input, '{ trip { id } }');
    const cancelled = bookings.map(
      (id): Expected => ['booking.cancelled', id, ['status', 'cancelledAt', 'cancellationReason']],
    );
    return [...cancelled, ['trip.cancelled', tripId, ['status']]];
  },
  'trips blockSeats': async ({ succeed, newTrip }) => {
    const tripId = await newTrip();
    for (const _time of ['first', 'again']) {
      await succeed('blockSeats', { tripId, seatNumbers: [1, 2] }, '{ trip { id } }');
    }
    return [['trip.updated', tripId, ['blockedSeats']]];
  },
  'trips unblockSeats': async ({ succeed, newTrip, driver }) => {
    const tripId = await newTrip();
    await succeed('blockSeats', { tripId, seatNumbers: [1] }, '{ trip { id } }', driver.accessToken);
    for (const _time of ['first', 'again']) {
      await succeed('unblockSeats', { tripId, seatNumbers: [1] }, '{ trip { id } }');
    }
    return [['trip.updated', tripId, ['blockedSeats']]];
  },
  'trips bookSeats': async ({ succeed, newTrip, passenger }) => {
    const input = {
      tripId: await newTrip(),
      seatNumbers: [1, 2],
      passengerId: passenger.accountId,
      idempotencyKey: 'k',
    };
    const { bookings } = await succeed('bookSeats', input, '{ bookings { id } }');
    await succeed('bookSeats', input, '{ bookings { id } }');
    const fields = ['seatNumber', 'passengerId', 'passengerName', 'passengerPhone', 'price', 'status'];
    return bookings.map(({ id }: { id: string }): Expected => ['booking.created', id, fields]);
  },
  'trips confirmBooking': async ({ succeed, run, newTrip, book }) => {
    const [bookingId = ''] = await book(await newTrip(), 1);
    await succeed('confirmBooking', { bookingId }, '{ booking { id } }');
    await run('confirmBooking', { bookingId }, '{ booking { id } }');
    return [['booking.confirmed', bookingId, ['status', 'confirmedAt']]];
  },
  'trips cancelBooking': async ({ succeed, run, newTrip, book }) => {
    const [bookingId = ''] = await book(await newTrip(), 1);
    const input = { bookingId, reason: values.sentence };
    await succeed('cancelBooking', input, '{ booking { id } }');
    await run('cancelBooking', input, '{ booking { id } }');
    return [['booking.cancelled', bookingId, ['status', 'cancelledAt', 'cancellationReason']]];
  },
  'notifications sendAnnouncement': async ({ succeed }) => {
    const input = { title: values.arabicName, body: values.sentence, audience: ['ADMIN'] };
    const { announcement } = await succeed('sendAnnouncement', input, '{ announcement { id } }');
    return [['announcement.sent', announcement.id, ['title', 'body', 'audience']]];
  },
  'auth revokeSession': async ({ succeed, platform }) => {
    const { accountId, accessToken } = await platform.signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER');
    const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
    for (const _time of ['first', 'again']) await succeed('revokeSession', { sessionId: sid }, '{ session { id } }');
    return [['account.session-revoked', accountId, ['sessions']]];
  },
  'auth registerOAuthApplication': async ({ succeed, run }) => {
    const input = { clientId: 'canary-client', displayName: values.name, type: 'CONFIDENTIAL', scopes: ['passenger'] };
    const { application } = await succeed('registerOAuthApplication', input, '{ application { id } clientSecret }');
    await run('registerOAuthApplication', input, '{ application { id } }');
    const fields = ['clientId', 'type', 'scopes', 'redirectUris', 'displayName', 'clientSecret'];
    return [['application.registered', application.id, fields]];
  },
  'auth revokeOAuthApplication': async ({ succeed }) => {
    const input = { clientId: 'revoked-client', type: 'PUBLIC', scopes: ['passenger'] };
    const { id: applicationId } = (await succeed('registerOAuthApplication', input, '{ application { id } }'))
      .application;
    for (const _time of ['first', 'again']) {
      await succeed('revokeOAuthApplication', { applicationId }, '{ application { id } }');
    }
    return [
      ['application.registered', applicationId, ['clientId', 'type', 'scopes', 'redirectUris']],
      ['application.revoked', applicationId, []],
    ];
  },
};

/** The mutations that an admin may call and that only change the admin's own things. */
export const ownChanges = [
  'notifications markNotificationsRead',
  'notifications registerDevice',
  'notifications unregisterDevice',
  'auth signOut',
];

/** A driver with trips, whom no other change needs. */
export const deactivatedDriver = driverId;
