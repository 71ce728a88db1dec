/** A whole number of 32 bits, always the same for the same parts, and spread evenly. */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    if (typeof part === 'number') state = Math.imul(state ^ part, 0x9e3779b1);
    else for (let at = 0; at < part.length; at++) state = Math.imul(state ^ part.charCodeAt(at), 0x01000193);
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  }
  state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
  return (state ^ (state >>> 15)) >>> 0;
}

/** Whether it happens, at a rate from 0 to 1. */
export function happens(rate: number, seed: number): boolean {
  return hash(seed, 'happens') < rate * 2 ** 32;
}

/** One of several. Throws where there are none. */
export function pick<T>(from: readonly T[], seed: number): T {
  const index = hash(seed, 'pick') % from.length;
  if (from.length === 0) throw new Error('nothing to pick from');
  return from[index] as T;
}

/** A JSON text that does not depend on the order of keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .join()}}`;
}
