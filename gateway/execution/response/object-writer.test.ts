import { expect, test } from '@jest/globals';
import { objectWriter } from './object-writer.ts';
import { Shaping } from './shaping.ts';

const identity = (value: unknown) => value;
const keys = ['id', 'name', 'class', 'constructor', 'toString', '__proto__'];

/** Enough objects to switch to generated code. */
const many = Array.from({ length: 300 }, (_, at) => at);

test.each([[keys.slice(0, 3)], [keys]])(
  'writes fields in their order, before and after code is generated: %j',
  (names) => {
    const write = objectWriter(names.map((key) => ({ key, from: key, complete: identity })));
    for (const at of many) {
      const data = JSON.parse(`{ "other": 1, ${names.map((key) => `"${key}": "${key} ${at}"`).join()} }`);
      const written = JSON.stringify(write(data, new Shaping({})));
      expect(written).toBe(`{${names.map((key) => `"${key}":"${key} ${at}"`).join()}}`);
    }
  },
);

test('is null when a non-null field has no value, and passes the path of each field', () => {
  const seen = new Set<string>();
  const write = objectWriter([
    { key: 'id', from: 'id', complete: identity },
    {
      key: 'name',
      from: 'title',
      complete: (value, { path }) => {
        seen.add(path.join('.'));
        return value === 'none' ? undefined : value;
      },
    },
  ]);
  for (const at of many) {
    const shaping = new Shaping({});
    shaping.path.push('top');
    const name = at % 2 === 0 ? 'none' : 'one';
    expect(write({ id: at, title: name }, shaping)).toEqual(at % 2 === 0 ? null : { id: at, name });
    expect(shaping.path).toEqual(['top']);
  }
  expect([...seen]).toEqual(['top.name']);
});

test('never reads an inherited property', () => {
  const write = objectWriter([{ key: 'valueOf', from: 'valueOf', complete: (value) => value ?? null }]);
  for (const _ of many) expect(write({}, new Shaping({}))).toEqual({ valueOf: null });
});
