/** The longest name of a client, in characters. */
export const maxClientName = 100;
/** The longest version of a client, in characters. */
export const maxClientVersion = 50;

/** What a client calls itself. Both are empty for a client that does not say. */
export interface ClientName {
  readonly name: string;
  readonly version: string;
}

/** Stands for the clients whose names are refused, or are too many. */
export const otherClient: ClientName = { name: 'other', version: '' };

/** A client that does not say. */
export const unnamedClient: ClientName = { name: '', version: '' };

/** Controls, and what no database stores. */
const unprintable = /\p{C}/u;

/**
 * Reads the name and the version of a client from the headers of its request, or from the payload of its `connection_init`. A text that is too
 * long or has a control character makes it `otherClient`. Returns `fallback` when there is neither.
 */
export function clientNameOf(
  source: Readonly<Record<string, unknown>>,
  fallback: ClientName = unnamedClient,
): ClientName {
  const name = textOf(source['apollographql-client-name']);
  const version = textOf(source['apollographql-client-version']);
  if (name === '' && version === '') return fallback;
  const isRefused =
    name.length > maxClientName ||
    version.length > maxClientVersion ||
    unprintable.test(name) ||
    unprintable.test(version);
  return isRefused ? otherClient : { name, version };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
