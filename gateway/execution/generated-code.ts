/** The most keys of an object for which code is generated. */
const maxGeneratedKeys = 200;

/** The calls after which code is generated: less use is not worth it, because V8 retains the code for a while. */
export const callsBeforeGenerated = 100;

/**
 * Counts calls of the returned function, which returns true once: when code with these keys as names of properties is to be generated. Never,
 * when the keys may not be in code.
 */
export function generationTrigger(keys: readonly string[]): () => boolean {
  let left = areGeneratable(keys) ? callsBeforeGenerated : -1;
  return () => left >= 0 && left-- === 0;
}

const areGeneratable = (keys: readonly string[]): boolean =>
  new Set(keys).size <= maxGeneratedKeys && keys.every(isPlainName);

/** Only GraphQL names go into generated code, and none that objects inherit from their prototype. */
const isPlainName = (key: string): boolean => /^[_A-Za-z]\w*$/.test(key) && !(key in Object.prototype);
