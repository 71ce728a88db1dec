import { auditedFields } from '#contract/audit.ts';
import { changeRecorder, type RecordableChange } from '#platform/subgraph/record-change.ts';

/** Records changes of this subgraph in the audit log. */
export const { recordChange, changeRecordedEvent } = changeRecorder('trips');

/** The creation of a booking, whose record is ordered among the events of its trip. */
export const bookingCreation = (bookingId: string, tripId: string): RecordableChange<'booking.created'> => ({
  action: 'booking.created',
  subjectId: bookingId,
  aggregateId: tripId,
  fields: auditedFields['booking.created'],
});
