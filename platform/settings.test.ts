import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readSettings, SettingsFault, setting } from './settings.ts';
import { readSubgraphSettings } from './subgraph/settings.ts';

const faultsOf = (read: () => unknown): string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
  return [];
};

describe('readSettings', () => {
  const schema = z.object({
    PORT: setting.port(),
    URL: setting.url('http', 'https'),
    FLAG: setting.flag().default(false),
  });

  test('tells every fault at once, by name, those of the rules too, and never a value', () => {
    const faults = faultsOf(() =>
      readSettings(schema, { PORT: '70000', URL: 'ftp://hidden', FLAG: 'yes' }, () => ['OTHER: is needed']),
    );
    expect(faults).toEqual([
      'PORT: must be a whole number from 1 to 65535',
      'URL: must be a URL that begins with http:// or https://',
      'FLAG: must be true or false',
      'OTHER: is needed',
    ]);
    expect(faults.join()).not.toMatch(/70000|hidden|yes/);
  });

  test('takes an empty variable for one that is not set', () => {
    expect(readSettings(schema, { PORT: '4000', URL: 'http://a', FLAG: '' })).toEqual({
      PORT: 4000,
      URL: 'http://a',
      FLAG: false,
    });
  });
});

describe('readSubgraphSettings', () => {
  test('has the defaults of one machine', () => {
    const settings = readSubgraphSettings('trips', { DATABASE_URL: 'postgres://db:5432/x?sslmode=disable' });
    expect(settings).toMatchObject({
      port: 4002,
      host: '127.0.0.1',
      production: false,
      database: {
        url: 'postgres://db:5432/trip?sslmode=disable',
        poolMax: 20,
        logSql: false,
        wait: { tries: 30, seconds: 5 },
      },
      token: {
        issuer: 'http://127.0.0.1:4000',
        audience: 'masar-eagle-api',
        jwksUrl: 'http://127.0.0.1:4004/.well-known/jwks.json',
      },
      urls: { users: 'http://127.0.0.1:4001/graphql', auth: 'http://127.0.0.1:4004/graphql' },
    });
  });

  test("takes the subgraph's own database before the server, and keys from where auth is", () => {
    const settings = readSubgraphSettings('users', {
      DATABASE_URL: 'postgres://db/x',
      USERS_DATABASE_URL: 'postgres://other/own',
      AUTH_URL: 'https://auth.example/graphql',
    });
    expect(settings.database.url).toBe('postgres://other/own');
    expect(settings.token.jwksUrl).toBe('https://auth.example/.well-known/jwks.json');
  });

  test('needs a database, and in production a port for metrics', () => {
    expect(faultsOf(() => readSubgraphSettings('users', { NODE_ENV: 'production' }))).toEqual([
      'DATABASE_URL: is needed, or USERS_DATABASE_URL, by a subgraph on its own',
      'METRICS_PORT: is needed in production',
    ]);
  });
});
