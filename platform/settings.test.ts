import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readSettings, SettingsFault, setting } from './settings.ts';

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

  test('reports every fault at once, by name, those of the rules too, and never a value', () => {
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
