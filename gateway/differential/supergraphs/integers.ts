import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Integers beyond 2^53 in keys, requirements, contexts, arguments and results. Two subgraphs write IDs as integers, one as text. */
export const integers: SupergraphDefinition = {
  name: 'integers',
  writesIntegers: ['banks', 'audits'],
  subgraphs: {
    banks: `
      type Query { banks: [Bank!] bank(id: ID!): Bank entry(number: Long, weight: Float): Entry }
      type Mutation { book(number: Long!, of: ID): Entry }
      type Subscription { booked(of: ID): Entry }
      type Bank @key(fields: "id") { id: ID! code: ID rate: Float total: Long extra: Json entries: [Entry] }
      type Entry @key(fields: "number") { number: Long! cents: Long bank: Bank tags: [ID!] }
      scalar Long
      scalar Json`,
    audits: `
      type Query { latest: Bank }
      type Bank @key(fields: "id") { id: ID! auditor: ID last(of: ID, since: Long, rate: Float): Entry raw(of: Json): Json }
      type Entry @key(fields: "number") @key(fields: "code") { number: Long! code: ID! audited: [Long!] }
      scalar Long
      scalar Json`,
    reports: `
      type Bank @key(fields: "id") @context(name: "bank") {
        id: ID!
        code: ID @external
        rate: Float @external
        total: Long @external
        extra: Json @external
        risk: Int @requires(fields: "code total")
        note(to: String): String @requires(fields: "extra rate")
        pages: [Page]
      }
      type Entry @key(fields: "code") { code: ID! memo(of: ID): String }
      type Page @key(fields: "id") {
        id: ID!
        size(of: ID @fromContext(field: "$bank { id }")): Int
        sum(of: Long @fromContext(field: "$bank { total }") rate: Float @fromContext(field: "$bank { rate }")): Int
        lines(at: ID): [Long]
      }
      scalar Long
      scalar Json`,
  },
};
