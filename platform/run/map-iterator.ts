/**
 * The values of `first`, then one for each value of the source, in order. `return` reaches the source even while it waits,
 * which an async generator would delay until the next value. When `map` fails, the source is returned and `next` rejects,
 * unless the reader has returned meanwhile.
 */
export function mapIterator<From, To>(
  source: AsyncIterator<From, unknown>,
  map: (value: From) => To | Promise<To>,
  first: readonly To[] = [],
): AsyncIterableIterator<To, undefined> {
  const before = [...first];
  let returned = false;
  const mapped = {
    async next(): Promise<IteratorResult<To, undefined>> {
      if (before.length > 0) return { value: before.shift() as To, done: false };
      const next = await source.next();
      if (next.done) return { value: undefined, done: true };
      try {
        return { value: await map(next.value), done: false };
      } catch (error) {
        if (returned) return { value: undefined, done: true };
        // A reader whose `next` rejects does not call `return`.
        await mapped.return();
        throw error;
      }
    },
    async return(): Promise<IteratorResult<To, undefined>> {
      returned = true;
      before.length = 0;
      await source.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return mapped;
    },
  };
  return mapped;
}
