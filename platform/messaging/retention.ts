const day = 24 * 60 * 60_000;

/** How long a sent event is kept, in the outbox and on the bus, in milliseconds: the time that a consumer may be away. */
export const eventsKept = 7 * day;

/** How long a received event is remembered, in milliseconds. Longer than events are kept, so that none has a second effect. */
export const envelopesKept = 14 * day;
