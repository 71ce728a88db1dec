import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Several subgraphs with an `@interfaceObject` for one interface. */
export const interfaceObjects: SupergraphDefinition = {
  name: 'interface objects',
  isHardToPlan: true,
  subgraphs: {
    accounts: `
      type Query { accounts: [Account] account(id: ID!): Account! }
      interface Account @key(fields: "id") { id: ID! name: String! limit: Int }
      type Person implements Account @key(fields: "id") { id: ID! name: String! limit: Int age: Int }
      type Company implements Account @key(fields: "id") { id: ID! name: String! limit: Int staff: [Person!] }`,
    mail: `
      type Account @interfaceObject @key(fields: "id") {
        id: ID!
        address: String!
        quota: [Int]
      }`,
    activity: `
      type Query { recent: [[Account!]] latest: Account }
      type Account @interfaceObject @key(fields: "id") { id: ID! seen: Boolean! visits: [Visit] }
      type Visit { page: String! seconds: Int }`,
  },
};
