import { expect, test } from '@jest/globals';
import { locateObjects, objectsAt, stepsOf } from './response-path.ts';

const hit = (type: string, n: number, more: object = {}) => ({ __typename: type, n, ...more });
const data = {
  hits: [
    [hit('Book', 1, { maker: hit('Person', 10) }), null],
    null,
    [hit('Film', 2, { maker: hit('Firm', 20) }), 'text', hit('Disc', 3, { maker: null }), hit('Disc', 4)],
  ],
  one: hit('Book', 5),
  text: 'text',
};
const at = (...path: string[]) => {
  const objects = objectsAt(data, stepsOf(path)).map(({ n }) => n);
  const located = locateObjects(data, stepsOf(path));
  expect(located.map(({ object }) => object.n)).toEqual(objects);
  return located.map(({ object, path: found }) => `${found.join('.')}=${object.n}`);
};

test('finds objects in lists of lists, and skips nulls and other values', () => {
  expect(at('hits', '@', '@')).toEqual(['hits.0.0=1', 'hits.2.0=2', 'hits.2.2=3', 'hits.2.3=4']);
  expect(at('hits', '@', '@', 'maker')).toEqual(['hits.0.0.maker=10', 'hits.2.0.maker=20']);
  expect([at('one', '@'), at('text', 'x'), at('text', '@'), at('hits', 'length'), at('__proto__', 'x')]).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
});

test('follows a type condition only for objects of its types', () => {
  expect(at('', 'hits', '@', '@|[Book,Disc]')).toEqual(['hits.0.0=1', 'hits.2.2=3', 'hits.2.3=4']);
  expect(at('hits', '@', '@|[Book,Film]', 'maker|[Firm]')).toEqual(['hits.2.0.maker=20']);
  expect([at('one|[Book]'), at('one|[Film]')]).toEqual([['one=5'], []]);
});

test('locates an object with its parents', () => {
  const [, located] = locateObjects(data, stepsOf(['hits', '@', '@', 'maker']));
  expect(located?.parents.map((parent) => parent.n)).toEqual([undefined, 2]);
});
