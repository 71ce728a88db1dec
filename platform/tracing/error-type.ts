/** The codes of the contract, SQLSTATEs and the codes of Node's errors. */
const code = /^\w{1,64}$/;

/** The `error.type` of a failure: its code, otherwise the name of its class. A message may quote what a client sent. */
export function errorTypeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'Error';
  const own = error as { code?: unknown; extensions?: { code?: unknown }; name?: unknown };
  const found = [own.extensions?.code, own.code, own.name].find((each) => typeof each === 'string' && code.test(each));
  return (found as string | undefined) ?? 'Error';
}
