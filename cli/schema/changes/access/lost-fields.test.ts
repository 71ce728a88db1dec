import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import { composeSupergraph } from '../../../../gateway/supergraph/compose.ts';
import { lostFields } from './lost-fields.ts';
import { clientRoles } from './viewing.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@authenticated", "@requiresScopes", "@policy"])\n`;

function supergraph(typeDefs: string): string {
  return composeSupergraph([{ name: 'one', url: 'http://one', typeDefs: link + typeDefs }]).supergraphSdl;
}

/** What the operation loses, as `ROLE COORDINATE`. */
function lost(before: string, after: string, operation: string | DocumentNode, roles = clientRoles): string[] {
  const document = typeof operation === 'string' ? parse(operation) : operation;
  return lostFields(supergraph(before), supergraph(after), document, roles).map(
    ({ role, coordinate }) => `${role} ${coordinate}`,
  );
}

const trip = 'type Query { trip: Trip } type Trip { id: ID price: Int driver: Driver } type Driver { name: String }';
const withRule = (from: string, directive: string) => trip.replace(from, `${from} ${directive}`);

test('the roles of clients are those of accounts, and no token', () => {
  expect(clientRoles).toEqual(['anonymous', 'driver', 'passenger', 'admin']);
});

describe('an operation', () => {
  test('loses a field for the roles that do not meet its new rule', () => {
    const after = withRule('price: Int', '@requiresScopes(scopes: [["driver"], ["admin"]])');

    expect(lost(trip, after, '{ trip { id price } }')).toEqual(['anonymous Trip.price', 'passenger Trip.price']);
    expect(lost(trip, after, '{ trip { id price } }', ['driver'])).toEqual([]);
    expect(lost(trip, after, '{ trip { id } }')).toEqual([]);
  });

  test('loses the field that returns a type under a new rule, and of what is below only that field is named', () => {
    const after = withRule('type Driver', '@authenticated');

    expect(lost(trip, after, '{ trip { driver { name } } }')).toEqual(['anonymous Trip.driver']);
  });

  test('loses nothing below a field that the role did not get before', () => {
    const before = withRule('driver: Driver', '@authenticated');
    const after = before.replace('name: String', 'name: String @authenticated');

    expect(lost(before, after, '{ trip { driver { ...Name } } } fragment Name on Driver { name }')).toEqual([]);
  });

  test('loses a field of a fragment, and names where it is selected', () => {
    const after = withRule('price: Int', '@authenticated');
    const document = parse('query Q { trip { ...Card } }\nfragment Card on Trip {\n  price\n}');

    const [field] = lostFields(supergraph(trip), supergraph(after), document, ['anonymous']);

    expect(field?.node.loc?.startToken.line).toBe(3);
  });

  test('loses a field under a policy for every role', () => {
    const after = withRule('price: Int', '@policy(policies: [["insider"]])');

    expect(lost(trip, after, '{ trip { price } }', ['anonymous', 'admin'])).toEqual([
      'anonymous Trip.price',
      'admin Trip.price',
    ]);
  });

  test('loses no field that is new or removed, though it is under a rule', () => {
    const after = `${trip.replace('price: Int', 'seats: Int @authenticated')}`;

    expect(lost(trip, after, '{ trip { seats price } }')).toEqual([]);
  });
});

describe('the field of an interface', () => {
  const nodes = `type Query { node: Node } interface Node { id: ID owner: Owner } type Owner { id: ID }
    type Open implements Node { id: ID owner: Owner } type Hidden implements Node { id: ID owner: Owner }`;
  const hidden = nodes.replace('type Hidden implements Node', 'type Hidden implements Node @authenticated');

  test('is lost for objects of one type', () => {
    expect(lost(nodes, hidden, '{ node { id } }')).toEqual(['anonymous Hidden.id']);
  });

  test('is lost for every type if it has selections', () => {
    expect(lost(nodes, hidden, '{ node { owner { id } } }')).toEqual(['anonymous Node.owner']);
  });

  test('is lost once if every type loses it, or the last that had it', () => {
    const both = hidden.replace('type Open implements Node', 'type Open implements Node @authenticated');

    expect(lost(nodes, both, '{ node { id } }')).toEqual(['anonymous Query.node']);
    expect(
      lost(
        hidden,
        hidden.replace('Open implements Node { id: ID', 'Open implements Node { id: ID @authenticated'),
        '{ node { id } }',
      ),
    ).toEqual(['anonymous Node.id']);
  });

  test('is not lost to a new type, unless it has selections', () => {
    const before = nodes.replace(/type Hidden.*/, '');

    expect(lost(before, hidden, '{ node { id } }')).toEqual([]);
    expect(lost(before, hidden, '{ node { owner { id } } }')).toEqual(['anonymous Node.owner']);
  });
});
