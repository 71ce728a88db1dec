import {
  type Span as ApiSpan,
  type Context,
  ROOT_CONTEXT,
  SpanKind as SpanKinds,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Span, SpanAttributes, SpanKind } from './span.ts';
import { formatTraceparent, parseTraceparent, type TraceParent } from './traceparent.ts';

const kinds: Record<SpanKind, SpanKinds> = {
  internal: SpanKinds.INTERNAL,
  server: SpanKinds.SERVER,
  client: SpanKinds.CLIENT,
  producer: SpanKinds.PRODUCER,
  consumer: SpanKinds.CONSUMER,
};

/** A span of the OpenTelemetry SDK. */
export class RecordedSpan implements Span {
  readonly traceId: string;
  readonly traceparent: string;
  readonly #tracer: Tracer;
  readonly #span: ApiSpan;
  #errorType: string | undefined;
  #isEnded = false;

  constructor(tracer: Tracer, span: ApiSpan) {
    this.#tracer = tracer;
    this.#span = span;
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    this.traceparent = formatTraceparent({ traceId, spanId, isSampled: true });
  }

  /** Starts a span below that of another service, or at the root of a trace. */
  static begin(tracer: Tracer, name: string, kind: SpanKind, parent: TraceParent | null): RecordedSpan {
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, contextOf(parent)) : ROOT_CONTEXT;
    return new RecordedSpan(tracer, start(tracer, name, kind, context));
  }

  child(name: string, kind: SpanKind = 'internal', attributes?: SpanAttributes): Span | undefined {
    if (this.#isEnded) return undefined;
    const context = trace.setSpan(ROOT_CONTEXT, this.#span);
    return new RecordedSpan(this.#tracer, start(this.#tracer, name, kind, context, attributes));
  }

  rename(name: string): void {
    this.#span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes(attributes);
  }

  link(traceparent: string): void {
    const linked = parseTraceparent(traceparent);
    if (linked) this.#span.addLink({ context: contextOf(linked) });
  }

  fail(type: string): void {
    this.#errorType ??= type;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (this.#errorType !== undefined) {
      this.#span.setAttribute('error.type', this.#errorType);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}

function start(tracer: Tracer, name: string, kind: SpanKind, context: Context, attributes?: SpanAttributes): ApiSpan {
  return tracer.startSpan(name, { kind: kinds[kind], ...(attributes ? { attributes } : {}) }, context);
}

const contextOf = ({ traceId, spanId, isSampled }: TraceParent) => ({
  traceId,
  spanId,
  traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});
