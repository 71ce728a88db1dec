/** The most keys of an object for which code is generated. */
const maxGeneratedKeys = 200;

/** The calls after which code is generated: less use is not worth it, because V8 retains the code for a while. */
export const callsBeforeGenerated = 100;

/** Whether code may be generated that has these keys as names of properties. */
export const areGeneratable = (keys: readonly string[]): boolean =>
  new Set(keys).size <= maxGeneratedKeys && keys.every(isPlainName);

/** Only GraphQL names go into generated code, and none that objects inherit from their prototype. */
const isPlainName = (key: string): boolean => /^[_A-Za-z]\w*$/.test(key) && !(key in Object.prototype);
