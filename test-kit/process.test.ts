import { afterEach, expect, test } from '@jest/globals';
import { command } from './process.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

test('a command gets what npm needs, and nothing else of the environment', async () => {
  const forNpm = { npm_config_registry: 'https://registry.test/', NODE_EXTRA_CA_CERTS: '/ca.pem', https_proxy: 'p' };
  Object.assign(process.env, forNpm, { npm_config_user_agent: 'other', DATABASE_URL: 'postgres://secret' });
  const printing = command('env', [], { OWN: 'yes' });
  await printing.exited();
  const lines = printing.output().split('\n');
  for (const [name, value] of Object.entries({ ...forNpm, OWN: 'yes' })) expect(lines).toContain(`${name}=${value}`);
  expect(printing.output()).not.toMatch(/npm_config_user_agent|DATABASE_URL/);
});
