import { type ClientName, otherClient } from '#platform/graphql/client-name.ts';

/** Versions of clients that are counted by themselves between two reports. */
export const maxClients = 500;

/** Finds one object for each name and version. Those above the bound are `otherClient`. */
export class Clients {
  readonly #byName = new Map<string, Map<string, ClientName>>();
  #size = 0;

  known(client: ClientName): ClientName {
    if (client === otherClient) return client;
    const { name, version } = client;
    let versions = this.#byName.get(name);
    const known = versions?.get(version);
    if (known) return known;
    if (this.#size >= maxClients) return otherClient;
    this.#size++;
    versions ??= new Map();
    this.#byName.set(name, versions.set(version, client));
    return client;
  }
}
