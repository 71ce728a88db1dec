import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type FragmentDefinitionNode, Kind, parse, print, visit } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { subgraphNames } from '../../subgraphs/list.ts';
import type { Schemas } from './canned-subgraphs.ts';

export interface BenchOperation {
  operationName: string;
  query: string;
  variables: Record<string, unknown>;
}

/** What is asked, and of which subgraphs. */
export interface Workload {
  name: string;
  schemas: Schemas;
  operations: BenchOperation[];
  /** Whether each connection has a token of its own. */
  withTokens: boolean;
}

/** In the first version of Federation's dialect, which every gateway reads. */
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

/** A deep query over four subgraphs, as the public benchmark of federation gateways asks one. */
export const federation: Workload = {
  name: 'federation',
  schemas: shop,
  operations: [{ operationName: 'Everything', query: everything, variables: {} }],
  withTokens: false,
};

const asked: Record<string, Record<string, unknown>> = {
  'mobile/search-trips': { filter: { fromCity: 'Riyadh', toCity: 'Jeddah' } },
  'mobile/trip-details': { tripId: '3' },
  'mobile/my-bookings': {},
  'mobile/my-notifications': {},
  'mobile/me': {},
  'web/browse-trips': { fromCity: 'Riyadh' },
  'web/admin-bookings': { first: 10 },
  'mobile/book-seats': { tripId: '3', seatNumbers: [2], idempotencyKey: 'bench' },
};

/** Operations of our own clients, over our own schemas; every gateway but ours gets them without the directives of authorization. */
export function clients(): Workload {
  return {
    name: 'clients',
    schemas: Object.fromEntries(
      subgraphNames.map((name) => [
        name,
        readFileSync(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8'),
      ]),
    ),
    operations: Object.entries(asked).map(([file, variables]) => ({ ...operationOf(file), variables })),
    withTokens: true,
  };
}

/** An operation with the fragments that it uses, and theirs. */
function operationOf(file: string): Omit<BenchOperation, 'variables'> {
  const folder = path.join(projectRoot, 'clients');
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of readdirSync(path.join(folder, 'fragments'))) {
    for (const definition of parse(readFileSync(path.join(folder, 'fragments', each), 'utf8')).definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
  }
  const document = parse(readFileSync(path.join(folder, `${file}.graphql`), 'utf8'));
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION || !operation.name) throw new Error(`${file} has no operation`);
  const used = new Map<string, FragmentDefinitionNode>();
  const take = (node: Parameters<typeof visit>[0]) =>
    visit(node, {
      FragmentSpread: ({ name: { value } }) => {
        const fragment = fragments.get(value);
        if (!fragment || used.has(value)) return;
        used.set(value, fragment);
        take(fragment);
      },
    });
  take(operation);
  return {
    operationName: operation.name.value,
    query: [operation, ...used.values()].map(print).join('\n\n'),
  };
}

/** The schema without what asks for a token: @apollo/gateway does not load a supergraph that has it. */
export function withoutAuthorization(sdl: string): string {
  return sdl
    .replace(/@authenticated\b(?!")/g, '')
    .replace(/@requiresScopes\(scopes: \[\[[^)]*\]\]\)/g, '')
    .replace(/,?\s*"@(?:authenticated|requiresScopes)"/g, '');
}
