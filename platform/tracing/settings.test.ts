import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Environment, readSettings, SettingsFault } from '../settings.ts';
import { tracingSettingsOf, tracingVariables } from './settings.ts';

const read = (environment: Environment) => tracingSettingsOf(readSettings(z.object(tracingVariables), environment));

test.each([
  [{}],
  [{ OTEL_TRACES_SAMPLER: 'always_on', OTEL_SERVICE_NAME: 'x' }],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }],
  [{ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' }],
])('nothing is recorded under %j', (environment) => {
  expect(read(environment)).toBeNull();
});

test('one trace in a hundred is recorded by default, and what the caller records', () => {
  expect(read({ OTEL_TRACES_EXPORTER: 'otlp' })).toMatchObject({
    url: 'http://localhost:4318/v1/traces',
    protocol: 'http/protobuf',
    sampling: { isParentBased: true, ratio: 0.01 },
    queueSize: 2_048,
  });
});

test('an endpoint of traces is used as it is, a general one with the path of traces', () => {
  const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector/otlp/' };
  expect(read(base)?.url).toBe('https://collector/otlp/v1/traces');
  const own = { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://tempo/in' };
  expect(read(own)?.url).toBe('http://tempo/in');
});

test('the protocol of traces goes before the general one', () => {
  const general = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  expect(read(general)?.protocol).toBe('http/json');
  expect(read({ ...general, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' })?.protocol).toBe('http/protobuf');
});

test.each([
  ['OTEL_TRACES_SAMPLER', 'sometimes'],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ['OTEL_TRACES_SAMPLER_ARG', '-1'],
  ['OTEL_TRACES_SAMPLER_ARG', '1%'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_TRACES_EXPORTER', 'zipkin'],
  ['OTEL_SDK_DISABLED', 'yes'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
])('%s=%s is a fault', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(SettingsFault);
  expect(() => read({ [name]: value })).toThrow(name);
});

test.each([['0'], ['1'], ['0.01'], ['.5'], ['1.0']])('a share of %s', (ratio) => {
  const settings = read({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER_ARG: ratio });
  expect(settings?.sampling.ratio).toBe(Number(ratio));
});
