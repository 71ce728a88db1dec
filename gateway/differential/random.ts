// Jest runs modules in a context where each use of a global costs about as much as this function.
const { imul } = Math;

/** An evenly distributed 32-bit unsigned integer that depends only on the parts. */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    if (typeof part === 'number') state = imul(state ^ part, 0x9e3779b1);
    else for (let at = 0; at < part.length; at++) state = imul(state ^ part.charCodeAt(at), 0x01000193);
    state = imul(state ^ (state >>> 15), 0x2c1b3c6d);
  }
  state = imul(state ^ (state >>> 12), 0x297a2d39);
  return (state ^ (state >>> 15)) >>> 0;
}

/** True for a fraction `rate`, from 0 to 1, of all seeds. */
export function happens(rate: number, seed: number): boolean {
  return hash(seed, 'happens') < rate * 2 ** 32;
}

/** The item that the seed selects. Throws when there are no items. */
export function pick<T>(items: readonly T[], seed: number): T {
  const index = hash(seed, 'pick') % items.length;
  if (items.length === 0) throw new Error('no items to pick from');
  return items[index] as T;
}
