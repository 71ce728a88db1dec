import { SamplingDecision, type Tracer } from '@opentelemetry/api';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';
import { RecordedSpan } from './recorded-span.ts';
import { ReportingExporter } from './reporting-exporter.ts';
import { isInRatio, type Sampling } from './sampler.ts';
import type { TracingSettings } from './settings.ts';
import type { Trace } from './span.ts';
import { newSpanId, newTraceId } from './trace-ids.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { TraceStart, Tracing } from './tracing.ts';

/** The time for the last spans to be sent when the service stops, in milliseconds. */
const flushTimeout = 1_000;

/** Records the traces of a service with the OpenTelemetry SDK, whose global state it leaves alone: a process may run several services. */
export async function recordTraces(settings: TracingSettings, service: string, log: Log): Promise<Tracing> {
  const exporter = new ReportingExporter(await otlpExporter(settings), log);
  return new SampledTracing(settings, service, exporter);
}

/** Each protocol has an exporter of its own, of which only the one in use is loaded. */
async function otlpExporter({ protocol, url }: TracingSettings): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url });
}

export class SampledTracing implements Tracing {
  readonly #sampling: Sampling;
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  /** The id of the trace that begins with the next span without a parent. */
  #nextTraceId = '';

  constructor(settings: TracingSettings, service: string, exporter: SpanExporter) {
    this.#sampling = settings.sampling;
    this.#provider = new TracerProvider({
      resource: defaultResource()
        .merge(detectResources({ detectors: [envDetector] }))
        .merge(resourceFromAttributes({ 'service.name': settings.serviceName ?? service })),
      // The SDK sees only what is recorded: a trace that is not costs no more than its ids.
      sampler: { shouldSample: () => ({ decision: SamplingDecision.RECORD_AND_SAMPLED }), toString: () => 'Sampled' },
      idGenerator: { generateTraceId: () => this.#nextTraceId, generateSpanId: newSpanId },
      spanProcessors: [
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: settings.queueSize,
          maxExportBatchSize: Math.min(settings.batchSize, settings.queueSize),
          scheduledDelayMillis: settings.delay,
        }),
      ],
    });
    this.#tracer = this.#provider.getTracer('masar-eagle');
  }

  begin({ name, kind, caller, isTrusted }: TraceStart): Trace {
    const parent = parseTraceparent(caller);
    const { isParentBased, ratio } = this.#sampling;
    if (parent && isTrusted) {
      const isSampled = isParentBased ? parent.isSampled : isInRatio(parent.traceId, ratio);
      if (!isSampled) return { span: undefined, traceparent: formatTraceparent({ ...parent, isSampled }) };
      const span = RecordedSpan.begin(this.#tracer, name, kind, parent);
      return { span, traceparent: span.traceparent };
    }
    const traceId = newTraceId();
    if (!isInRatio(traceId, ratio)) {
      return { span: undefined, traceparent: formatTraceparent({ traceId, spanId: newSpanId(), isSampled: false }) };
    }
    this.#nextTraceId = traceId;
    const span = RecordedSpan.begin(this.#tracer, name, kind, null);
    if (caller !== undefined) span.link(caller);
    return { span, traceparent: span.traceparent };
  }

  /** Sends the spans that wait. What a collector does not take in time is lost. */
  async stop(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, flushTimeout);
    // The exporter has reported a failure.
    await Promise.race([this.#provider.shutdown().catch(() => {}), late.promise]);
    clearTimeout(timer);
  }
}
