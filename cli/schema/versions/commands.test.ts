import { expect, test } from '@jest/globals';
import { command } from '#test-kit/process.ts';

async function masar(...args: string[]) {
  const child = command(process.execPath, ['cli/main.ts', 'schema', ...args], {
    REGISTRY_DATABASE_URL: 'postgres://127.0.0.1:1',
  });
  return { code: await child.exited(), output: child.output() };
}

test('wrong options exit 2, and so does a registry that does not answer', async () => {
  const [schema, limit, excess, versions] = await Promise.all([
    masar('publish', '--schema', 'x.graphql'),
    masar('versions', '--limit', '1001'),
    masar('rollback', '1', '2'),
    masar('versions'),
  ]);
  expect(schema).toEqual({ code: 2, output: 'error: --schema needs --subgraph\n' });
  expect(limit).toEqual({ code: 2, output: expect.stringContaining('must be a whole number from 1 to 1000') });
  expect(excess).toEqual({ code: 2, output: expect.stringContaining('too many arguments') });
  expect(versions).toEqual({ code: 2, output: expect.stringContaining('ECONNREFUSED') });
});
