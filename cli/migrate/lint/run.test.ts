import { expect, test } from '@jest/globals';
import { runInProcess } from '#test-kit/run-in-process.ts';
import { migrateCommand } from '../command.ts';

test('masar migrate lint finds nothing wrong with the migrations of the project', async () => {
  const ran = await runInProcess({}, () => migrateCommand().parseAsync(['lint'], { from: 'user' }));
  expect(ran).toEqual({ code: 0, out: '', err: '' });
});
