import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { compareApis } from './compare-api.ts';

const schema = (root: string) => buildSchema(`schema { query: ${root} } type ${root} { now: Int trips: [ID!]! }`);

// A composed supergraph has the default names, unlike a file that another tool wrote.
test('a root type with another name is one change, noticed by what selects its fields', async () => {
  expect(await compareApis(schema('Query'), schema('RootQuery'))).toEqual([
    {
      code: 'SCHEMA_QUERY_TYPE_CHANGED',
      severity: 'breaking',
      path: 'Query',
      message: "Schema query root type was changed from 'Query' to 'RootQuery'",
      noticedBy: ['Query.now', 'Query.trips'],
    },
  ]);
});
