import type { FetchNode } from '@apollo/query-planner';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, OperationTypeNode } from 'graphql';
import { readFetch } from '../../planning/query-plan/fetch-operation.ts';
import { compileEntityQuery, type EntityQuery } from './entity-query.ts';
import { canMerge, mergeQueries } from './merge-queries.ts';

const schema = buildSchema('type Query { a: Int }');

function queryOf(operation: string, serviceName = 'facts'): EntityQuery {
  const node: FetchNode = {
    kind: 'Fetch',
    serviceName,
    operation,
    operationName: /query (\w+)/.exec(operation)?.[1],
    operationKind: OperationTypeNode.QUERY,
    variableUsages: ['n', 'm'].filter((name) => operation.includes(`:$${name}`)),
    requires: [],
  };
  return compileEntityQuery(schema, new Map(), readFetch(node), node);
}

const entities = (selections: string, variables = '', more = '') =>
  queryOf(
    `query Q($representations:[_Any!]!${variables}){_entities(representations:$representations){${selections}}}${more}`,
  );

describe('two queries', () => {
  test('merge when their declarations of one name are equal', () => {
    const one = entities('...on A{x(n:$n)...F}', '$n:Int=1', 'fragment F on A{y}');
    const other = entities('...on B{...F z(n:$n,m:$m)}', '$n:Int=1 $m:[String!]', 'fragment F on A{y}');
    expect(canMerge(one, other)).toBe(true);
    expect(mergeQueries([one, other])).toEqual({
      subgraph: 'facts',
      name: 'Q',
      text:
        'query Q($representations_0:[_Any!]!$representations_1:[_Any!]!$n:Int=1$m:[String!])' +
        '{_0:_entities(representations:$representations_0){...on A{x(n:$n)...F}}' +
        '_1:_entities(representations:$representations_1){...on B{...F z(n:$n m:$m)}}}fragment F on A{y}',
      variables: ['n', 'm'],
      parts: [
        { key: '_0', variable: 'representations_0' },
        { key: '_1', variable: 'representations_1' },
      ],
    });
  });

  test('do not merge when variables or fragments of one name, or the directives, differ', () => {
    const one = entities('...on A{x(n:$n)...F}', '$n:Int', 'fragment F on A{y}');
    expect(canMerge(one, entities('...on A{y(n:$n)}', '$n:String'))).toBe(false);
    expect(canMerge(one, entities('...on A{...F}', '', 'fragment F on A{z}'))).toBe(false);
    const live = queryOf(
      'query($representations:[_Any!]!)@live{_entities(representations:$representations){...on A{y}}}',
    );
    expect(canMerge(one, live)).toBe(false);
  });

  test('do not merge for two subgraphs, or when a client’s variable has a reserved name', () => {
    const one = entities('...on A{x}');
    const text = 'query($representations:[_Any!]!){_entities(representations:$representations){...on A{x}}}';
    expect(canMerge(one, queryOf(text, 'others'))).toBe(false);
    const clash = entities('...on A{x(n:$representations_1)}', '$representations_1:Int');
    expect([canMerge(one, clash), canMerge(clash, one)]).toEqual([false, false]);
  });
});
