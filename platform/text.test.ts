import { expect, test } from '@jest/globals';
import { optionalText, requireText } from './text.ts';

test('trims a text', () => {
  expect(requireText('  Ali \n', 'name', 10)).toBe('Ali');
  expect(optionalText('  Ali \n', 'name', 10)).toBe('Ali');
});

test.each([undefined, null, '', '  \t\n', '\u200b \u2066\u2069'])('refuses %j as a required text', (value) => {
  expect(() => requireText(value, 'name', 10)).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'name' }, fault: 'required' }),
  );
});

test.each([undefined, null, '', '  \t\n', '\u200b \u2066\u2069'])('an optional text %j is null', (value) => {
  expect(optionalText(value, 'name', 10)).toBeNull();
});

test('bounds the length of a text, counted in characters', () => {
  expect(requireText('😀'.repeat(10), 'name', 10)).toBe('😀'.repeat(10));
  expect(() => optionalText('x'.repeat(11), 'name', 10)).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'name' }, fault: 'tooLong' }),
  );
});
