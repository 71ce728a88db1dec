import { expect, test } from '@jest/globals';
import { withoutStack } from './without-stack.ts';

test('makes an error without the frames of its stack, and lets the next one have them', () => {
  expect(withoutStack(() => new Error('quiet')).stack).toBe('Error: quiet');
  expect(new Error('loud').stack).toContain('without-stack.test.ts');
});

test('lets the next error have its stack after one that could not be made', () => {
  const fail = () => {
    throw new Error('not made');
  };
  expect(() => withoutStack(fail)).toThrow('not made');
  expect(new Error('loud').stack).toContain('without-stack.test.ts');
});
