/** The entry of a subgraph. Its code is in `subgraphs/NAME`. */
interface SubgraphEntry {
  /** Added to the gateway's port. Offset 5 is the embedded PostgreSQL's. */
  portOffset: number;
  /** The name of its database on the server. */
  database: string;
}

/**
 * The subgraphs of the platform. Settings, start, CLI, composition, code generation and tests take them from here. Their modules are
 * found by folder: see `load.ts`.
 */
const entries = {
  users: { portOffset: 1, database: 'user' },
  trips: { portOffset: 2, database: 'trip' },
  notifications: { portOffset: 3, database: 'notifications' },
  auth: { portOffset: 4, database: 'auth' },
} as const satisfies Record<string, SubgraphEntry>;

export type SubgraphName = keyof typeof entries;

export const subgraphNames = Object.keys(entries) as readonly SubgraphName[];

export const defaultGatewayPort = 4000;
/** The embedded PostgreSQL's port, after the gateway's. */
export const postgresPortOffset = 5;
/** The highest port of the platform, after the gateway's. */
export const lastPortOffset = Math.max(
  postgresPortOffset,
  ...Object.values(entries).map(({ portOffset }) => portOffset),
);

export function isSubgraphName(name: string): name is SubgraphName {
  return Object.hasOwn(entries, name);
}

export function databaseNameOf(name: SubgraphName): string {
  return entries[name].database;
}

export function portOf(name: SubgraphName, gatewayPort: number = defaultGatewayPort): number {
  return gatewayPort + entries[name].portOffset;
}

/** The URL of a subgraph on this machine. */
export function defaultUrl(name: SubgraphName, gatewayPort: number = defaultGatewayPort): string {
  return `http://127.0.0.1:${portOf(name, gatewayPort)}/graphql`;
}

/** The variable with a subgraph's URL. */
export function urlVariable(name: SubgraphName): Uppercase<`${SubgraphName}_url`> {
  return `${name}_url`.toUpperCase() as Uppercase<`${SubgraphName}_url`>;
}

/** The variable with the URL of a subgraph's own database, which takes precedence over the server's. */
export function databaseVariable(name: SubgraphName): Uppercase<`${SubgraphName}_database_url`> {
  return `${name}_database_url`.toUpperCase() as Uppercase<`${SubgraphName}_database_url`>;
}

/** The variable with the URL of a subgraph's own database past PgBouncer. */
export function directDatabaseVariable(name: SubgraphName): Uppercase<`${SubgraphName}_direct_database_url`> {
  return `${name}_direct_database_url`.toUpperCase() as Uppercase<`${SubgraphName}_direct_database_url`>;
}

/** Makes an object with a value for each subgraph. */
export function perSubgraph<Key extends string, Value>(
  keyOf: (name: SubgraphName) => Key,
  valueFor: (name: SubgraphName) => Value,
): Record<Key, Value> {
  return Object.fromEntries(subgraphNames.map((name) => [keyOf(name), valueFor(name)])) as Record<Key, Value>;
}
