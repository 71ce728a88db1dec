import { expect, test } from '@jest/globals';
import { nestingOf } from './nesting.ts';

test.each([
  ['nothing', '', 0],
  ['selections', '{ a { b } c { d { e } } }', 3],
  ['inline fragments', '{ ... on A { ... { a } } }', 3],
  ['arguments, lists and objects', '{ a(b: [[{ c: [1] }]]) }', 6],
  ['types of variables', 'query ($a: [[Int]]) { a }', 3],
  ['unclosed brackets', '{ a { b', 2],
  ['brackets that close too often', '}}} {', 0],
  ['strings', '{ a(b: "{{{", c: "\\"{{{", d: "\\\\") { e } }', 2],
  ['a string that does not end', '{ a(b: "{{{\n{', 3],
  ['block strings', '{ a(b: """ "{{ \\"""{{ \\\\""") { e } }', 2],
  ['a block string that does not end', '{ a(b: """{{{', 2],
  ['comments', '{ # {{{ "\n a { b } # {', 2],
])('counts %s', (_what, source, nesting) => {
  expect(nestingOf(source)).toBe(nesting);
});

test.each(['"\\'.repeat(100_000), '"""\\'.repeat(70_000), '#"'.repeat(100_000), '{"'.repeat(100_000)])(
  'reads a long text once',
  (source) => {
    expect(nestingOf(source)).toBeLessThanOrEqual(source.length);
  },
);
