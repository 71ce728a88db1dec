const day = 24 * 60 * 60_000;

/** The time that a sent event is kept in the outbox and on the bus, in milliseconds: the longest outage of a consumer. */
export const eventsKept = 7 * day;

/** The time that a received event is remembered, in milliseconds. Longer than events are kept, so that none has a second effect. */
export const envelopesKept = 14 * day;
