/** The header with the milliseconds that a request may still take when it is sent. It is relative, so clocks need not agree. */
export const deadlineHeader = 'x-deadline-ms';

/**
 * Reads the header. It can only shorten the time: null for a value that is missing, malformed or longer than `most`, and 0 for one that has
 * passed.
 */
export function timeLeftOf(header: unknown, most: number): number | null {
  if (typeof header !== 'string' || !/^-?\d{1,15}$/.test(header)) return null;
  const left = Number(header);
  return left < most ? Math.max(left, 0) : null;
}
