import { readFileSync } from 'node:fs';
import path from 'node:path';
import { print } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { readClientOperations } from '../../cli/schema/operations/client-operations.ts';
import { subgraphNames } from '../../subgraphs/list.ts';
import type { Schemas } from './canned-subgraphs.ts';

export interface BenchOperation {
  operationName: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Operations, and the subgraphs that resolve them. */
export interface Workload {
  name: string;
  schemas: Schemas;
  operations: BenchOperation[];
  /** Whether each connection sends its own token. */
  withTokens: boolean;
}

/** In the syntax of Federation 1, which every gateway supports. */
const shop: Schemas = {
  users: `
    extend type Query { me: User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String }`,
  products: `
    extend type Query { topProducts(first: Int = 5): [Product] }
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

const everything = `query Everything {
  users { ...U reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } } }
  topProducts(first: 5) { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }
}
fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }`;

/** A deep query over four subgraphs, like that of the public benchmark of federation gateways. */
export const federation: Workload = {
  name: 'federation',
  schemas: shop,
  operations: [{ operationName: 'Everything', query: everything, variables: {} }],
  withTokens: false,
};

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
    name: 'clients',
    schemas: Object.fromEntries(
      subgraphNames.map((name) => [
        name,
        readFileSync(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8'),
      ]),
    ),
    operations: Object.entries(clientVariables).map(([name, variables]) => {
      const operation = operations.find(({ file }) => file === `clients/${name}.graphql`);
      if (!operation) throw new Error(`clients/${name}.graphql has no operation`);
      return { operationName: operation.name, query: print(operation.document), variables };
    }),
    withTokens: true,
  };
}

/** Removes the authorization directives, because @apollo/gateway does not load a supergraph that has them. */
export function withoutAuthorization(sdl: string): string {
  return sdl
    .replace(/@authenticated\b(?!")/g, '')
    .replace(/@requiresScopes\(scopes: \[\[[^)]*\]\]\)/g, '')
    .replace(/,?\s*"@(?:authenticated|requiresScopes)"/g, '');
}
