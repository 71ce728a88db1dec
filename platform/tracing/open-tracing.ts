import type { Log } from '../log.ts';
import type { TracingSettings } from './settings.ts';
import type { Tracing } from './tracing.ts';

/**
 * Starts to record the traces of a service; null without settings. Only then the OpenTelemetry SDK is loaded, which takes time and memory.
 *
 * @param service the name of the service in its traces, unless the settings name it.
 */
export async function openTracing(
  settings: TracingSettings | null,
  service: string,
  log: Log,
): Promise<Tracing | null> {
  if (!settings) return null;
  const { recordTraces } = await import('./record-traces.ts');
  return recordTraces(settings, service, log);
}
