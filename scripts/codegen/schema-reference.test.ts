import { expect, test } from '@jest/globals';
import { composeSupergraph } from '../../gateway/supergraph/compose.ts';
import { schemaReference } from './schema-reference.ts';

const imports = '"@key", "@inaccessible", "@authenticated", "@requiresScopes", "@cost", "@listSize"';
const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])
"A journey | by road."
type Trip implements Place @key(fields: "id") {
  "The id."
  id: ID!
  "The seats."
  seats: [Int!]! @listSize(assumedSize: 50)
  "Remarks."
  note: String @requiresScopes(scopes: [["driver"], ["admin"]])
  "Old remarks."
  remarks: String @deprecated(reason: "Use \`note\`. Removed from 2999-12-31.")
  secret: String @inaccessible
}
interface Place { "The id." id: ID! }
enum Order { "Up." ASC "Down." DESC }
input Near { "The radius." km: Int! = 5 @cost(weight: 3) }
type Query {
  "Trips."
  trips(near: Near, order: Order! = ASC, first: Int): [Trip!]! @authenticated @cost(weight: 5) @listSize(slicingArguments: ["first"], assumedSize: 20)
}
`;

const reference = schemaReference(
  composeSupergraph([{ name: 'trips', url: 'http://trips.invalid/graphql', typeDefs }]).supergraphSdl,
);

test('has a row for each field, with its type, its access, its cost and its description', () => {
  expect(reference).toContain('| **`id`** | ID! | everyone |  | The id. |');
  expect(reference).toContain('| **`note`** | String | driver, admin |  | Remarks. |');
  expect(reference).toContain('| **`seats`** | \\[Int!\\]! | everyone | 50 items assumed | The seats. |');
  expect(reference).toContain(
    '| **`trips`** | \\[[Trip](#trip)!\\]! | signed in | 5; as many as `first` says, else 20 items assumed | Trips. |',
  );
});

test('has the arguments, input fields and enum values, with their defaults', () => {
  expect(reference).toContain('| `trips(order:)` | [Order](#order)! = `ASC` |  |  |  |');
  expect(reference).toContain('| `km` | Int! = `5` | 3 | The radius. |');
  expect(reference).toContain('| `DESC` | Down. |');
});

test('says what is deprecated, and until when', () => {
  expect(reference).toContain('**Deprecated:** Use `note`. Removed from 2999-12-31. Old remarks. |');
});

test('has what a type implements, and the subgraphs that define it', () => {
  expect(reference).toContain('### Trip\nA journey | by road.\n\nImplements [Place](#place). In trips.');
  expect(reference).toContain('### Place\n\nImplemented by [Trip](#trip). In trips.');
});

test('has nothing that clients do not see', () => {
  expect(reference).not.toContain('secret');
});
