/** Elements of an array that the planner may create at once. The fields of a type or an operation stay far below it. */
const maxLength = 100_000;

/**
 * Patches a fault of Apollo's planner (2.14) and runs `plan`, which must be synchronous, with the patch in place: for a field of an
 * interface, the planner combines the options of all implementations before it compares their number with its limit. A field that five
 * subgraphs resolve has 390,625 combinations for eight implementations, and for twenty more than an array can hold. The planner does not
 * export the function that combines them, so the patch replaces the constructor with which it creates their array. It can go when
 * `bound-products.test.ts` passes without it.
 *
 * @throws RangeError when the planner creates a longer array than `maxLength`.
 */
export function withBoundedProducts<Result>(plan: () => Result): Result {
  const { Array: original } = globalThis;
  globalThis.Array = new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      const [length] = args;
      if (args.length === 1 && typeof length === 'number' && length > maxLength) {
        throw new RangeError(`an array of ${length} elements`);
      }
      return Reflect.construct(target, args, newTarget);
    },
  });
  try {
    return plan();
  } finally {
    globalThis.Array = original;
  }
}
