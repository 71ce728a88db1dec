import { expect, test } from '@jest/globals';
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
