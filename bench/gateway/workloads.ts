import { readFileSync } from 'node:fs';
import path from 'node:path';
import { print } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { readClientOperations } from '../../cli/schema/operations/client-operations.ts';
import { subgraphNames } from '../../subgraphs/list.ts';
import type { Schemas } from './canned-subgraphs.ts';
import { anyShelf } from './shelf.ts';

export interface BenchOperation {
  operationName: string;
  query: string;
  variables: Record<string, unknown>;
  /** Whether an anonymous viewer may not send it. */
  needsToken?: boolean;
}

/** Operations, and the subgraphs that resolve them. */
export interface Workload {
  schemas: Schemas;
  operations: BenchOperation[];
  /** The connections that send a token, each its own: every other one, or none. The others send only operations that need none. */
  signedIn: 'half' | 'none';
  /** Whether the schemas are those of the platform, so that our gateway serves them as its own. */
  isOwn: boolean;
}

/** In the syntax of Federation 1, which every gateway supports. */
const shop: Schemas = {
  users: `
    extend type Query { me: User users(shelf: String): [User] }
    type User @key(fields: "id") { id: ID! name: String username: String }`,
  products: `
    extend type Query { topProducts(first: Int = 5, shelf: String): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  inventory: `
    extend type Product @key(fields: "upc") {
      upc: String! @external weight: Int @external price: Int @external
      inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
    }`,
  reviews: `
    type Review @key(fields: "id") { id: ID! body: String author: User @provides(fields: "username") product: Product }
    extend type User @key(fields: "id") { id: ID! @external username: String @external reviews: [Review] }
    extend type Product @key(fields: "upc") { upc: String! @external reviews: [Review] }`,
};

const everything = (variables: string, shelf: string) => `query Everything${variables} {
  users${shelf && `(${shelf})`} { ...U reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } } }
  topProducts(first: 5${shelf && `, ${shelf}`}) { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }
}
fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }`;

const federation = (query: string, variables: Record<string, unknown>): Workload => ({
  schemas: shop,
  operations: [{ operationName: 'Everything', query, variables }],
  signedIn: 'none',
  isOwn: false,
});

/** A deep query over four subgraphs, like that of the public benchmark of federation gateways. */
export const identical: Workload = federation(everything('', ''), {});

/** The same query with a variable that differs in every request, and so do all ids and requests to subgraphs. */
export const distinct: Workload = federation(everything('($shelf: String)', 'shelf: $shelf'), { shelf: anyShelf });

const clientVariables: Record<string, Record<string, unknown>> = {
  'mobile/search-trips': { filter: { fromCity: 'Riyadh', toCity: 'Jeddah' } },
  'mobile/trip-details': { tripId: '3' },
  'mobile/my-bookings': {},
  'mobile/my-notifications': {},
  'mobile/me': {},
  'web/browse-trips': { fromCity: 'Riyadh' },
  'web/admin-bookings': { first: 10 },
  'mobile/book-seats': { tripId: '3', seatNumbers: [2], idempotencyKey: 'bench' },
};

/** Operations of our clients on our schemas, which every gateway but ours gets without authorization directives. */
export async function clients(): Promise<Workload> {
  const { operations } = await readClientOperations(projectRoot);
  return {
    schemas: Object.fromEntries(
      subgraphNames.map((name) => [
        name,
        readFileSync(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8'),
      ]),
    ),
    operations: Object.entries(clientVariables).map(([name, variables]) => {
      const operation = operations.find(({ file }) => file === `clients/${name}.graphql`);
      if (!operation) throw new Error(`clients/${name}.graphql has no operation`);
      const needsToken = !operation.roles.includes('anonymous');
      return { operationName: operation.name, query: print(operation.document), variables, needsToken };
    }),
    signedIn: 'half',
    isOwn: true,
  };
}

/** Removes the authorization directives, because @apollo/gateway does not load a supergraph that has them. */
export function withoutAuthorization(sdl: string): string {
  return sdl
    .replace(/@authenticated\b(?!")/g, '')
    .replace(/@requiresScopes\(scopes: \[\[[^)]*\]\]\)/g, '')
    .replace(/,?\s*"@(?:authenticated|requiresScopes)"/g, '');
}
