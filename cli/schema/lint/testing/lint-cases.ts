import {
  connection,
  driver,
  edge,
  mutation,
  paged,
  pagedTrips,
  pageInfo,
  pages,
  query,
  tripsPagedBy,
} from './schema-parts.ts';

export interface LintCase {
  what: string;
  fails: string;
  passes: string;
  /** In the message of the rule's fault. */
  message: string;
  /** The coordinate of a field that nobody resolves. */
  unresolved?: string;
}

/** For each rule schemas of the trips subgraph that differ in what the rule is about. */
export const lintCases: Record<string, LintCase[]> = {
  'graphql/naming-convention': [
    {
      what: 'the case of a field',
      fails: '"q" type Query { "a" from_city: Int }',
      passes: '"q" type Query { "a" fromCity: Int }',
      message: 'Field "from_city" should be in camelCase format',
    },
    {
      what: 'the end of an input type',
      fails: '"q" type Query { "a" a("n" near: Near): Int } "n" input Near { "a" a: Int }',
      passes: '"q" type Query { "a" a("n" near: NearInput): Int } "n" input NearInput { "a" a: Int }',
      message: 'Input "Near" should contain the required pattern: /(Input|Filter)$/',
    },
    {
      what: 'the case of an enum value',
      fails: '"q" type Query { "a" a: Kind } "k" enum Kind { "a" a }',
      passes: '"q" type Query { "a" a: Kind } "k" enum Kind { "a" A }',
      message: 'Enum value "a" should be in UPPER_CASE format',
    },
  ],
  'graphql/no-hashtag-description': [
    {
      what: 'a comment above a type',
      fails: '"q" type Query { "a" a: T }\n"t"\n# Not seen by clients.\ntype T { "a" a: Int }',
      passes: '"q" type Query { "a" a: T }\n"Seen by clients."\ntype T { "a" a: Int }',
      message: 'Unexpected GraphQL descriptions as hashtag `#` for type "T".',
    },
  ],
  'graphql/no-unreachable-types': [
    {
      what: 'a type that no field returns',
      fails: `${query} "l" type Lonely { "a" a: Int }`,
      passes: '"q" type Query { "a" a: Lonely } "l" type Lonely { "a" a: Int }',
      message: 'Object type `Lonely` is unreachable.',
    },
    {
      what: 'an entity',
      fails: `${query} "l" type Lonely { "i" id: ID! }`,
      passes: `${query} "l" type Lonely @key(fields: "id") { "i" id: ID! }`,
      message: 'Object type `Lonely` is unreachable.',
    },
  ],
  'graphql/relay-arguments': [
    {
      what: 'a connection without arguments',
      fails: paged(
        'trips: TripConnection @listSize(assumedSize: 1, sizedFields: ["edges"])',
        `${connection} ${edge} ${pageInfo}`,
      ),
      passes: pagedTrips,
      message: 'A field that returns a Connection type must include forward pagination arguments',
    },
  ],
  'graphql/relay-connection-types': [
    {
      what: 'a connection without pageInfo',
      fails: tripsPagedBy(`"c" type TripConnection { "e" edges: [TripEdge!]! } ${edge}`),
      passes: pagedTrips,
      message: 'Connection type must contain a field `pageInfo`',
    },
  ],
  'graphql/relay-page-info': [
    {
      what: 'a field that is missing',
      fails: tripsPagedBy(`${connection} ${edge} ${pageInfo.replace('"c" startCursor: String', '')}`),
      passes: pagedTrips,
      message: '`PageInfo` must contain a field `startCursor`',
    },
  ],
  'graphql/require-deprecation-reason': [
    {
      what: 'a deprecation without a reason',
      fails: '"q" type Query { "a" a: Int @deprecated }',
      passes: '"q" type Query { "a" a: Int @deprecated(reason: "Use `b`. Removed from 2999-12-31.") }',
      message: 'Deprecation reason is required for field "a" in type "Query".',
    },
  ],
  'graphql/require-description': [
    ['a type', '"q" type Query { "a" a: T } type T { "a" a: Int }', 'type "T"'],
    ['a field', '"q" type Query { a: Int }', 'field "a" in type "Query"'],
    ['an argument', '"q" type Query { "a" a(b: Int): Int }', 'input value "b" in field "a"'],
    ['a field of an extension', `${query} extend type Query { b: Int }`, 'field "b" in type "Query"'],
    [
      'an input field',
      '"q" type Query { "a" a("f" f: F): Int } "f" input F { b: Int }',
      'input value "b" in input "F"',
    ],
    ['an enum value', '"q" type Query { "a" a: E } "e" enum E { B }', 'enum value "B" in enum "E"'],
    ['a scalar', '"q" type Query { "a" a: S } scalar S', 'scalar "S"'],
    ['a directive', '"q" type Query { "a" a: Int @x } directive @x on FIELD_DEFINITION', 'directive "x"'],
    ['an empty description', '"q" type Query { " " a: Int }', 'field "a" in type "Query"'],
  ].map(([what = '', fails = '', node = '']) => ({
    what,
    fails,
    passes: query,
    message: `Description is required for ${node}`,
  })),
  'graphql/require-nullable-fields-with-oneof': [
    {
      what: 'a required field',
      fails: '"q" type Query { "a" a("f" f: ByInput): Int } "f" input ByInput @oneOf { "b" b: Int! "c" c: Int }',
      passes: '"q" type Query { "a" a("f" f: ByInput): Int } "f" input ByInput @oneOf { "b" b: Int "c" c: Int }',
      message: 'must be nullable',
    },
  ],
  'graphql/unique-enum-value-names': [
    {
      what: 'values that differ in case',
      fails: '"q" type Query { "a" a: E } "e" enum E { "b" BIKE "b" Bike }',
      passes: '"q" type Query { "a" a: E } "e" enum E { "b" BIKE "c" CAR }',
      message: 'Unexpected case-insensitive enum values duplicates',
    },
  ],
  'masar/deprecation-date': [
    {
      what: 'a reason without a date',
      fails: '"q" type Query { "a" a: Int @deprecated(reason: "Use `b`.") }',
      passes: '"q" type Query { "a" a: Int @deprecated(reason: "Use `b`. Removed from 2999-12-31.") }',
      message: 'the reason must say from which date the element may be removed',
    },
    {
      what: 'a date that does not exist',
      fails: '"q" type Query { "a" a("b" b: Int @deprecated(reason: "Until 2999-02-29.")): Int }',
      passes: '"q" type Query { "a" a("b" b: Int @deprecated(reason: "Until 2996-02-29.")): Int }',
      message: 'the reason must say from which date the element may be removed',
    },
  ],
  'masar/deprecation-expired': [
    {
      what: 'a date in the past',
      fails: '"q" type Query { "a" a: Int @deprecated(reason: "Use `b`. Removed from 2001-01-31.") }',
      passes: '"q" type Query { "a" a: Int @deprecated(reason: "Use `b`. Removed from 2999-12-31.") }',
      message: 'its date, 2001-01-31, has passed',
    },
  ],
  'masar/list-size': [
    {
      what: 'a list',
      fails: '"q" type Query { "a" a: [Int!]! }',
      passes: '"q" type Query { "a" a: [Int!]! @listSize(assumedSize: 5) }',
      message: 'Query.a is a list without @listSize',
    },
    {
      what: 'a connection',
      fails: paged(`trips(${pages}): TripConnection`, `${connection} ${edge} ${pageInfo}`),
      passes: pagedTrips,
      message: 'Query.trips returns a connection without @listSize(sizedFields: ["edges"])',
    },
  ],
  'masar/mutation-shape': [
    {
      what: 'an argument that is not called input',
      fails: mutation('start("i" trip: StartInput!): StartPayload!'),
      passes: mutation('start("i" input: StartInput!): StartPayload!'),
      message: 'Mutation.start must have one argument: `input: StartInput!`',
    },
    {
      what: 'an input that is optional',
      fails: mutation('start("i" input: StartInput): StartPayload!'),
      passes: mutation('start("i" input: StartInput!): StartPayload!'),
      message: 'Mutation.start must have one argument: `input: StartInput!`',
    },
    {
      what: 'a second argument',
      fails: mutation('start("i" input: StartInput! "b" b: Int): StartPayload!'),
      passes: mutation('start("i" input: StartInput!): StartPayload!'),
      message: 'Mutation.start must have one argument: `input: StartInput!`',
    },
    {
      what: 'a scalar result',
      fails: mutation('start("i" input: StartInput!): Boolean!'),
      passes: mutation('start: StartPayload!').replace('"i" input StartInput { "a" a: Int }', ''),
      message: 'Mutation.start must return a payload: `StartPayload!`',
    },
    {
      what: 'a payload that is nullable',
      fails: mutation('start("i" input: StartInput!): StartPayload'),
      passes: mutation('start("i" input: StartInput!): StartPayload!'),
      message: 'Mutation.start must return a payload: `StartPayload!`',
    },
  ],
  'masar/no-override-label': [
    {
      what: 'a progressive override',
      fails: driver('rating: Float! @override(from: "users", label: "percent(5)")'),
      passes: driver('rating: Float! @override(from: "users")'),
      message: 'the @override of Driver.rating has a label, so that the gateway still reads it from users',
    },
  ],
  'masar/nullable-at-border': [
    {
      what: "a field of another subgraph's entity",
      fails: driver('tripCount: Int!'),
      passes: driver('tripCount: Int'),
      message:
        'Driver.tripCount is not nullable: without trips, clients lose the whole Driver, which is an entity of users',
    },
    {
      what: 'a field that the owner has, too',
      fails: driver('score: Float!'),
      passes: driver('rating: Float!'),
      message: 'Driver.score is not nullable',
    },
    {
      what: 'an external field',
      fails: driver('tripCount: Int!'),
      passes: driver('name: String! @external "s" score: Int @requires(fields: "name")'),
      message: 'Driver.tripCount is not nullable',
    },
  ],
  'masar/nullable-when-refused': [
    {
      what: 'a field of an object',
      fails: '"q" type Query { "a" a: T } "t" type T { "a" a: Int! @authenticated }',
      passes: '"q" type Query { "a" a: T } "t" type T { "a" a: Int @authenticated }',
      message: 'T.a has @authenticated and is not nullable: a viewer without access loses the whole T',
    },
    {
      what: 'a root field',
      fails: '"q" type Query { "a" a: T } "t" type T { "a" a: Int! @requiresScopes(scopes: [["admin"]]) }',
      passes: '"q" type Query { "a" a: Int! @requiresScopes(scopes: [["admin"]]) }',
      message: 'T.a has @requiresScopes and is not nullable',
    },
  ],
  'masar/relay-edge': [
    {
      what: 'an edge without a cursor',
      fails: tripsPagedBy(`${connection} ${edge.replace('"c" cursor: String!', '')} ${pageInfo}`),
      passes: pagedTrips,
      message: 'TripEdge must have `cursor: String!`',
    },
    {
      what: 'a node that is a list',
      fails: tripsPagedBy(
        `${connection} ${edge.replace('node: Int', 'node: [Int] @listSize(assumedSize: 1)')} ${pageInfo}`,
      ),
      passes: pagedTrips,
      message: 'TripEdge must have a field `node` that is no list',
    },
    {
      what: 'the name of an edge',
      fails: tripsPagedBy(`${connection} ${edge} ${pageInfo}`.replaceAll('TripEdge', 'TripItem')),
      passes: pagedTrips,
      message: 'the items of TripConnection.edges must be of an object type "<Item>Edge!"',
    },
  ],
  'masar/resolved-field': [
    {
      what: 'a field that nobody resolves',
      fails: '"q" type Query { "a" a: Int "b" b: Int }',
      passes: query,
      message: 'nobody resolves Query.b: no resolver',
      unresolved: 'Query.b',
    },
  ],
  'masar/same-description': [
    {
      what: 'an entity',
      fails: `${query} "Another." type Driver @key(fields: "id") { "i" id: ID! }`,
      passes: `${query} "d" type Driver @key(fields: "id") { "i" id: ID! }`,
      message: 'Driver is described differently in users',
    },
  ],
};
