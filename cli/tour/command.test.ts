import { afterEach, expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { command, killCommands } from '#test-kit/process.ts';

afterEach(killCommands);

test('requests the gateway on PORT, and names the URL if no gateway answers', async () => {
  const port = await freePort();
  const tour = command('node', ['cli/main.ts', 'tour'], { PORT: String(port) });
  expect(await tour.exited()).toBe(1);
  expect(tour.output()).toContain(`No gateway answers at http://127.0.0.1:${port}/graphql`);
  expect(tour.output()).toContain('npm start');
});

test('prefers --url to PORT', async () => {
  const url = `http://127.0.0.1:${await freePort()}/graphql`;
  const tour = command('node', ['cli/main.ts', 'tour', '--url', url], { PORT: String(await freePort()) });
  expect(await tour.exited()).toBe(1);
  expect(tour.output()).toContain(url);
});
