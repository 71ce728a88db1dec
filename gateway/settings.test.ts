import { describe, expect, test } from '@jest/globals';
import { SettingsFault } from '#platform/settings.ts';
import { readGatewaySettings } from './settings.ts';

describe('the bounds of subscriptions over HTTP', () => {
  const production = { NODE_ENV: 'production', METRICS_PORT: '9100' };

  test('are stricter for an address in production', () => {
    expect(readGatewaySettings({}).streams).toEqual({ perProcess: 10_000, perAddress: 10_000 });
    expect(readGatewaySettings(production).streams).toEqual({ perProcess: 10_000, perAddress: 100 });
  });

  test('are settings', () => {
    const set = { STREAMS_PER_PROCESS: '7', STREAMS_PER_ADDRESS: '3' };
    for (const environment of [set, { ...production, ...set }]) {
      expect(readGatewaySettings(environment).streams).toEqual({ perProcess: 7, perAddress: 3 });
    }
    expect(() => readGatewaySettings({ STREAMS_PER_ADDRESS: '0' })).toThrow(SettingsFault);
  });
});
