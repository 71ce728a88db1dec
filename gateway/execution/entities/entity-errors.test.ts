import { beforeEach, describe, expect, test } from '@jest/globals';
import { entityGraph } from '../../testing/entity-graph.ts';
import { errorPaths } from '../../testing/local-graph.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';

const graph = entityGraph();

beforeEach(() => graph.reset());

describe('errors of entity fetches', () => {
  const failing = (code: string) => ({ message: 'no', extensions: { code } });

  test('of an entity are reported at each of its positions', async () => {
    graph.stubs.set('facts', ({ variables }) => ({
      data: { _entities: (variables.representations as unknown[]).map(() => null) },
      errors: [{ ...failing('FORBIDDEN'), path: ['_entities', 0, 'fact'] }],
    }));
    const result = await graph.run('{ items { fact } }');
    expect(result.data).toEqual({ items: [{ fact: null }, { fact: null }, { fact: null }] });
    expect(errorPaths(result)).toEqual(['items.0.fact', 'items.2.fact']);
    expect(result.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', serviceName: 'facts' });
  });

  test('of merged queries are reported at the positions of each, with the client’s response keys', async () => {
    graph.stubs.set('facts', ({ variables }) => ({
      data: Object.fromEntries(
        Object.values(variables).map((each, at) => [`_${at}`, (each as unknown[]).map(() => null)]),
      ),
      errors: [
        { ...failing('NOT_FOUND'), path: ['_1', 1, 'home', 'id'] },
        { ...failing('FORBIDDEN'), path: ['_0', 1, 'mine'] },
      ],
    }));
    const result = await graph.run('{ lists { mine: fact } makers { home { id } } }');
    expect(graph.requests.filter(({ subgraph }) => subgraph === 'facts')).toHaveLength(1);
    expect(errorPaths(result)).toEqual(['lists.2.1.mine', 'makers.1.home.id']);
  });

  test('of one merged query that null the whole response are reported at the positions of all', async () => {
    graph.stubs.set('facts', () => ({ data: null, errors: [{ ...failing('FORBIDDEN'), path: ['_0'] }] }));
    const result = await graph.run('{ top { fact } makers { fame } }');
    expect(result.data).toEqual({ top: { fact: null }, makers: [{ fame: null }, { fame: null }] });
    expect(errorPaths(result).sort()).toEqual(['makers.0.fame', 'makers.1.fame', 'top']);
  });

  test('in a list of several types are reported at their own items', async () => {
    graph.stubs.set('facts', () => ({
      data: { _entities: [{ fact: 'known' }, null] },
      errors: [{ ...failing('FORBIDDEN'), path: ['_entities', 1, 'fact'] }],
    }));
    const result = await graph.run('{ hits { __typename ... on Item { fact } } }');
    expect(errorPaths(result)).toEqual(['hits.4.fact']);
    expect(result.data).toMatchObject({ hits: [{}, { fact: 'known' }, null, {}, { fact: null }] });
  });

  test('without a path, or with an unknown one, belong to the whole response', async () => {
    graph.stubs.set('facts', () => ({
      data: null,
      errors: [
        { message: 'a' },
        { message: 'b', path: ['elsewhere', 0] },
        { message: 'd', path: ['_entities', 9, 'fact'] },
        { message: 'c', path: 'x' },
        null,
      ] as never,
    }));
    const result = await graph.run('{ items { fact sure } }');
    expect(new Set(errorPaths(result))).toEqual(new Set(['(no path)']));
    expect(result.errors?.map(({ message }) => message)).toEqual(['a', 'b', 'd', 'c', '']);
    expect(result.data).toEqual({ items: null });
  });

  test('are reported at each selected field when the subgraph does not respond', async () => {
    graph.stubs.set('facts', () => {
      throw new TransportFailure('SUBGRAPH_TIMEOUT', null);
    });
    const result = await graph.run(
      'query ($no: Boolean = false) { hits { ... on Item { f: fact sure @include(if: $no) } ... on Note { text } } makers { fame } }',
    );
    expect(errorPaths(result).sort()).toEqual([
      'hits.0.text',
      'hits.1.f',
      'hits.3.text',
      'hits.4.f',
      'makers.0.fame',
      'makers.1.fame',
    ]);
    for (const { extensions } of result.errors ?? []) {
      expect(extensions).toEqual({ code: 'SUBGRAPH_TIMEOUT', subgraph: 'facts' });
    }
  });

  test.each([
    ['too few', { data: { _entities: [] } }],
    ['not a list', { data: { _entities: 'x' } }],
    ['missing', { data: {} }],
    ['missing with null data', { data: null }],
  ])('are reported at each selected field when the entities are %s', async (_, response) => {
    graph.stubs.set('facts', () => response);
    const result = await graph.run('{ items { fact } }');
    expect(result.data).toEqual({ items: [{ fact: null }, { fact: null }, { fact: null }] });
    expect(errorPaths(result)).toEqual(['items.0.fact', 'items.1.fact', 'items.2.fact']);
  });

  test('are reported at an entity that is not an object, and none of its data is used', async () => {
    graph.stubs.set('facts', () => ({ data: { _entities: ['text', { fact: 'known' }] } }));
    const result = await graph.run('{ items { fact } }');
    expect(result.data).toEqual({ items: [{ fact: null }, { fact: 'known' }, { fact: null }] });
    expect(errorPaths(result)).toEqual(['items.0', 'items.2']);
  });
});
