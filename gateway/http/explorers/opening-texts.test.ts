import { expect, test } from '@jest/globals';
import { openingTexts } from './opening-texts.ts';

const starter = { document: 'query A { a }', variables: { a: 1 } };
const first = (search: string) => openingTexts({ search, starter, keptTabs: null });

test('are the starter, with its variables', () => {
  expect(first('')).toEqual({ query: 'query A { a }', variables: '{\n  "a": 1\n}', headers: '' });
});

const keptTabs = JSON.stringify({
  tabs: [{ query: '{ c }' }, { query: '{ d }', variables: '{"d":4}' }],
  activeTabIndex: 1,
});

test('are those of the open tab on a later visit, and none where there is no starter', () => {
  const kept = { query: '{ d }', variables: '{"d":4}', headers: '' };
  expect(openingTexts({ search: '?x=1', starter, keptTabs })).toEqual(kept);
  expect(openingTexts({ search: '', starter: null, keptTabs })).toEqual(kept);
  expect(openingTexts({ search: '', starter: null, keptTabs: null })).toBeNull();
});

test.each([null, keptTabs])('are those of the URL, with kept tabs %s', (keptTabs) => {
  const search = `?${new URLSearchParams({ query: '{ b }', variables: '{"b":2}', headers: '{"h":"3"}' })}`;
  const requested = { query: '{ b }', variables: '{\n  "b": 2\n}', headers: '{\n  "h": "3"\n}' };
  expect(openingTexts({ search, starter, keptTabs })).toEqual(requested);
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
