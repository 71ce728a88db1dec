import type { FetchNode } from '@apollo/query-planner';
import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readFetch } from '../../planning/query-plan/fetch-operation.ts';
import { callsBeforeGenerated } from '../generated-code.ts';
import { compileEntityQuery } from './entity-query.ts';

const schema = buildSchema('type Query { trip: Trip } type Trip { id: ID! seats: Int }');

test('rewritten entities are merged under their new keys, before and after code is generated', () => {
  const node: FetchNode = {
    kind: 'Fetch',
    serviceName: 'trips',
    variableUsages: ['representations'],
    operationKind: 'query' as FetchNode['operationKind'],
    operationName: undefined,
    operationDocumentNode: undefined,
    operation: `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Trip { seats__alias_0: seats } }
    }`,
    requires: [],
    outputRewrites: [{ kind: 'KeyRenamer', path: ['... on Trip', 'seats__alias_0'], renameKeyTo: 'seats' }],
  };
  const query = compileEntityQuery(schema, new Map(), readFetch(node), node);
  for (let entities = 0; entities < callsBeforeGenerated + 2; entities++) {
    const object = { __typename: 'Trip', id: '1' };
    const entity = { seats__alias_0: entities };
    query.rewrite?.(entity, 'Trip');
    query.mergeInto('Trip')(object, entity, false, new Set());
    expect(object).toMatchObject({ id: '1', seats: entities });
  }
});
