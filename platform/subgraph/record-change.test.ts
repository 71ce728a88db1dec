import { describe, expect, test } from '@jest/globals';
import { type Role, roles } from '#contract/viewer.ts';
import { type ActionContext, systemContext } from './action-context.ts';
import { changeRecorder } from './record-change.ts';

const { changeRecordedEvent } = changeRecorder('trips');
const origin = { now: new Date('2030-01-01T00:00:00Z'), newId: (prefix: string) => `${prefix}_1` };
const by = (role: Role, id = 'a_1'): ActionContext => ({
  ...origin,
  actor: { id, role, sid: null, name: 'Mona', phoneNumber: '+966500000001', expiresAt: 0 },
  address: '192.0.2.1',
});
const confirmed = { action: 'booking.confirmed', subjectId: 'b_1', aggregateId: 't_1', fields: ['status'] } as const;

describe('the event of a change', () => {
  test('has who, from where, and which fields, and is ordered by the aggregate', () => {
    expect(changeRecordedEvent(confirmed, by('admin'))).toMatchObject({
      id: 'e_1',
      source: 'trips',
      type: 'trips.change-recorded.v1',
      subject: 't_1',
      time: '2030-01-01T00:00:00.000Z',
      data: {
        action: 'booking.confirmed',
        subjectId: 'b_1',
        actorId: 'a_1',
        actorRole: 'admin',
        fields: ['status'],
        address: '192.0.2.1',
      },
    });
  });

  test.each([...roles])('by a %s has that role, unless it is of a driver or a passenger', (role) => {
    const recorded = ['driver', 'passenger'].includes(role) ? null : role;
    expect(changeRecordedEvent(confirmed, by(role))?.data.actorRole ?? null).toBe(recorded);
  });

  test('has the system as actor, and never for a client that is named so', () => {
    const system = changeRecordedEvent(confirmed, systemContext(origin));
    expect(system?.data).toMatchObject({ actorId: 'system', actorRole: 'system', address: null });
    expect(changeRecordedEvent(confirmed, by('service', 'system'))?.data.actorRole).toBe('service');
  });

  test('cannot have a value in the place of a name', () => {
    const change = { ...confirmed, fields: ['Mona'] as unknown as 'status'[] };
    expect(() => changeRecordedEvent(change, by('admin'))).toThrow('names a field that the action does not have');
  });
});
