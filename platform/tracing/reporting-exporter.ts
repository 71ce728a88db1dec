import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';
import { errorTypeOf } from './error-type.ts';

type OnResult = Parameters<SpanExporter['export']>[1];

/** The time between two reports of failures, in milliseconds. */
const reportInterval = 60_000;

/** Exports as another exporter does, and logs at most one failure a minute: a collector may be down for long. */
export class ReportingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Log;
  readonly #now: () => number;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(exporter: SpanExporter, log: Log, now: () => number = () => performance.now()) {
    this.#exporter = exporter;
    this.#log = log;
    this.#now = now;
  }

  export(spans: ReadableSpan[], onResult: OnResult): void {
    this.#exporter.export(spans, (result) => {
      if (result.error) this.#report(result.error, spans.length);
      onResult(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  /** Without the error's message, which may have the collector's response. */
  #report(error: Error, spans: number): void {
    const now = this.#now();
    if (now - this.#reportedAt < reportInterval) return;
    this.#reportedAt = now;
    this.#log.warn({ error: errorTypeOf(error), spans }, 'traces could not be exported');
  }
}
