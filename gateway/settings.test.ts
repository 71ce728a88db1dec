import { describe, expect, test } from '@jest/globals';
import { SettingsFault } from '#platform/settings.ts';
import { readGatewaySettings } from './settings.ts';

const production = { NODE_ENV: 'production', METRICS_PORT: '9100' };

test('bounds the sockets of an address in production, and by 100 times as many elsewhere', () => {
  expect(readGatewaySettings(production).sockets).toMatchObject({ socketsPerAddress: 500, operationsPerSocket: 100 });
  expect(readGatewaySettings({}).sockets).toMatchObject({ socketsPerAddress: 50_000, operationsPerSocket: 100 });
  expect(readGatewaySettings({ SOCKETS_PER_ADDRESS: '7' }).sockets.socketsPerAddress).toBe(7);
});

test('drains for five seconds in production, and for none elsewhere', () => {
  expect([production, {}, { DRAIN_SECONDS: '3' }].map((set) => readGatewaySettings(set).drainSeconds)).toEqual([
    5, 0, 3,
  ]);
});

describe('the bounds of subscriptions over HTTP', () => {
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
