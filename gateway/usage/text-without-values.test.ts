import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { textWithoutValues } from './text-without-values.ts';

const schema = buildSchema('enum Locale { EN AR } type Query { a: Int }');
const text = (source: string) => textWithoutValues(schema, parse(source)).replace(/\s+/g, ' ');

test('every value becomes a placeholder, wherever it is', () => {
  const source = `
    # +966500000000
    query Q($a: Int = 42, $b: [In] = [{phone: "+966500000000"}]) @d(x: "secret") {
      a(i: 7, f: 1.5, s: "secret", t: """secret""", b: true, l: ["secret"], o: {secret: $a}, n: null, e: AR, v: $b)
        @include(if: true) { ...F }
    }
    fragment F on T { a(s: "secret") @skip(if: false) }`;
  expect(text(source)).toBe(
    'query Q($a: Int = 0, $b: [In] = []) @d(x: "") { ' +
      'a(i: 0, f: 0, s: "", t: "", b: false, l: [], o: {}, n: null, e: AR, v: $b) @include(if: false) { ...F } } ' +
      'fragment F on T { a(s: "") @skip(if: false) }',
  );
});

test('aliases are left out, and names of no enum of the schema', () => {
  expect(text('{ ahmed: a { secret: b(e: Ahmed, f: EN) } }')).toBe('{ a { b(e: "", f: EN) } }');
});
