import { expect, test } from '@jest/globals';
import { optionalText, requireText } from './text.ts';

test('a text is taken without the blanks around it', () => {
  expect(requireText('  Ali \n', 'name', 10)).toBe('Ali');
  expect(optionalText('  Ali \n', 'name', 10)).toBe('Ali');
});

test.each([undefined, null, '', '  \t\n', '\u200b \u2066\u2069'])('a required text may not be %j', (value) => {
  expect(() => requireText(value, 'name', 10)).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'name' }, fault: 'required' }),
  );
});

test.each([undefined, null, '', '  \t\n', '\u200b \u2066\u2069'])('an optional text that is %j is none', (value) => {
  expect(optionalText(value, 'name', 10)).toBeNull();
});

test('a text may be as long as its column, counted in characters, and no longer', () => {
  expect(requireText('😀'.repeat(10), 'name', 10)).toBe('😀'.repeat(10));
  expect(() => optionalText('x'.repeat(11), 'name', 10)).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'name' }, fault: 'tooLong' }),
  );
});
