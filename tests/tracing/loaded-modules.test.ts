import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';

/** The packages of OpenTelemetry that a gateway loads under these settings. */
async function loadedWith(settings: Record<string, string>): Promise<string[]> {
  const environment = { PATH: process.env.PATH, PORT: String(await freePort()), PLANNING_WORKERS: '0', ...settings };
  const script = path.join(import.meta.dirname, 'loaded-modules.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: environment as NodeJS.ProcessEnv });
  return JSON.parse(stdout);
}

test('the SDK of OpenTelemetry is not loaded unless its settings name an exporter or an endpoint', async () => {
  // The client of Prometheus loads the API, which records nothing by itself.
  const without = await loadedWith({ OTEL_TRACES_SAMPLER: 'always_on' });
  expect(without.filter((name) => name !== '@opentelemetry/api')).toEqual([]);
  const loaded = await loadedWith({ OTEL_TRACES_EXPORTER: 'otlp' });
  expect(loaded).toContain('@opentelemetry/sdk-trace');
  expect(loaded).toContain('@opentelemetry/exporter-trace-otlp-proto');
  expect(loaded).not.toContain('@opentelemetry/sdk-node');
});
