import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callsBeforeGenerated } from './generated-code.ts';
import { compileMerge, copy, merge } from './merge.ts';

const merged = (target: Record<string, unknown>, source: Record<string, unknown>, keepSource = false) => {
  merge(target, source, keepSource);
  return target;
};

describe('a merge', () => {
  test('is recursive in objects and in lists of equal length, and replaces other values', () => {
    const target = {
      a: { x: 1, y: 1 },
      list: [{ x: 1 }, null, [{ x: 1 }]],
      short: [{ x: 1 }],
      leaf: 1,
      gone: 1,
      was: null,
    };
    const source = {
      a: { y: 2 },
      list: [{ y: 2 }, { y: 2 }, [{ y: 2 }]],
      short: [{ y: 2 }, {}],
      leaf: [2],
      gone: null,
      was: { y: 2 },
    };
    expect(merged(target, source)).toEqual({
      a: { x: 1, y: 2 },
      list: [{ x: 1, y: 2 }, { y: 2 }, [{ x: 1, y: 2 }]],
      short: [{ y: 2 }, {}],
      leaf: [2],
      gone: null,
      was: { y: 2 },
    });
    expect(merged({ long: [1, 2] }, { long: [3] })).toEqual({ long: [3] });
    expect(merged({ kept: 1 }, { kept: undefined })).toEqual({ kept: 1 });
  });

  test('does not replace an object’s type by an interface', () => {
    const objects = () => ({ list: [{ __typename: 'Book' }, { __typename: 'Media' }, {}] });
    const listOf = (type: string) => ({ list: [1, 2, 3].map(() => ({ __typename: type })) });
    const types = (source: Record<string, unknown>) => {
      const target = objects();
      merge(target, source, false, new Set(['Media']));
      return target.list.map(({ __typename }) => __typename);
    };
    expect(types(listOf('Media'))).toEqual(['Book', 'Media', 'Media']);
    expect(types(listOf('Film'))).toEqual(['Film', 'Film', 'Film']);
  });

  test.each([[{}], [['Book']]])('does not replace an object’s type by %j', (__typename) => {
    expect(merged({ list: [{ __typename: 'Book', id: 1 }] }, { list: [{ __typename, id: 2 }] })).toEqual({
      list: [{ __typename: 'Book', id: 2 }],
    });
    expect(merged({ id: 1 }, { __typename })).toEqual({ __typename, id: 1 });
  });

  test('never changes a prototype', () => {
    const source = JSON.parse(
      '{"__proto__":{"leaked":1},"constructor":{"prototype":{"leaked":1}},"a":{"__proto__":{"b":1}}}',
    );
    const target = merged({ a: {} }, source);
    merge(target, source);
    expect('leaked' in {}).toBe(false);
    expect(JSON.stringify(target)).toBe(
      '{"a":{"__proto__":{"b":1}},"__proto__":{"leaked":1},"constructor":{"prototype":{"leaked":1}}}',
    );
  });

  test('shares values with the source, or copies them when the source must not change', () => {
    const source = { a: { list: [{ x: 1 }] }, list: [{ x: 1 }] };
    expect(merged({}, source).a).toBe(source.a);
    const target = merged({ list: [null] }, source, true);
    expect(target).toEqual(source);
    merge(target, { a: { list: [{ x: 2 }] }, list: [{ x: 2 }] });
    expect(source).toEqual({ a: { list: [{ x: 1 }] }, list: [{ x: 1 }] });
  });
});

test('a copy shares no object with its original', () => {
  const value = JSON.parse('{"a":[{"b":null},[1,"x",true]],"__proto__":{"c":{}}}');
  const copied = copy(value);
  expect(JSON.stringify(copied)).toBe(JSON.stringify(value));
  value.a[0].b = 1;
  value.a[1].push(2);
  expect(JSON.stringify(copied)).toBe('{"a":[{"b":null},[1,"x",true]],"__proto__":{"c":{}}}');
});

describe('a compiled merge', () => {
  const interfaces = new Set(['Media']);
  const keys = ['a', 'b', 'list', 'none'];
  const leaf = fc.constantFrom(null, 1, 'x', false);
  const nested = fc.oneof(leaf, fc.record({ x: leaf, y: leaf }, { requiredKeys: [] }));
  const value = fc.oneof(nested, fc.array(nested, { maxLength: 3 }));
  const type = fc.constantFrom('Book', 'Film', 'Media');
  const object = fc.record({ __typename: type, a: value, b: value, list: value }, { requiredKeys: [] });

  test('merges as the general one does, before and after its code is generated', () => {
    const compiled = compileMerge(keys);
    fc.assert(
      fc.property(object, object, fc.boolean(), (target, source, keepSource) => {
        const [expected, actual] = [structuredClone(target), structuredClone(target)];
        merge(expected, structuredClone(source), keepSource, interfaces);
        compiled(actual, structuredClone(source), keepSource, interfaces);
        expect(actual).toEqual(expected);
      }),
      { numRuns: callsBeforeGenerated * 5 },
    );
  });

  test('shares nothing with a source that is kept', () => {
    const compiled = compileMerge(['a']);
    const source = { a: { x: { y: 1 } } };
    for (let call = 0; call < callsBeforeGenerated + 2; call++) {
      const target: Record<string, unknown> = {};
      compiled(target, source, true, interfaces);
      expect(target).toEqual(source);
      expect(target.a).not.toBe(source.a);
    }
  });

  test.each(['__proto__', 'constructor', 'toString', 'a-b', 'a;b'])('of the key %s never becomes code', (key) => {
    const compiled = compileMerge([key]);
    for (let call = 0; call < callsBeforeGenerated + 2; call++) {
      const target = {};
      compiled(target, JSON.parse(`{"${key}":1}`), false, interfaces);
      expect(JSON.stringify(target)).toBe(`{"${key}":1}`);
    }
  });
});
