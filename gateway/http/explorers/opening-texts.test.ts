import { expect, test } from '@jest/globals';
import { openingTexts } from './opening-texts.ts';

const starter = { document: 'query A { a }', variables: { a: 1 } };
const first = (search: string) => openingTexts({ search, starter, returning: false });

test('are the starter, with its variables', () => {
  expect(first('')).toEqual({ query: 'query A { a }', variables: '{\n  "a": 1\n}', headers: '' });
});

test('are left as they were on a later visit, and where there is no starter', () => {
  expect(openingTexts({ search: '?x=1', starter, returning: true })).toBeNull();
  expect(openingTexts({ search: '', starter: null, returning: false })).toBeNull();
});

test.each([false, true])('are those of the URL, whether returning is %s', (returning) => {
  const search = `?${new URLSearchParams({ query: '{ b }', variables: '{"b":2}', headers: '{"h":"3"}' })}`;
  const requested = { query: '{ b }', variables: '{\n  "b": 2\n}', headers: '{\n  "h": "3"\n}' };
  expect(openingTexts({ search, starter, returning })).toEqual(requested);
});

test('have no variables of the starter with the query of the URL', () => {
  expect(first('?query={b}')).toEqual({ query: '{b}', variables: '', headers: '' });
});

test('are the starter with the headers or the variables of the URL', () => {
  expect(first('?headers={"h":"3"}')).toMatchObject({ query: 'query A { a }', headers: '{\n  "h": "3"\n}' });
  expect(first('?variables={"a":2}')).toMatchObject({ query: 'query A { a }', variables: '{\n  "a": 2\n}' });
});

test('have a value that is no JSON as it is', () => {
  expect(first('?query={b}&headers={')).toMatchObject({ headers: '{' });
});
