/** The role of a span, as OpenTelemetry defines it. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Facts about a span. Never personal data, secrets, or text of a client. */
export type SpanAttributes = Record<string, string | number | boolean>;

/** A piece of work that is recorded. Work of a trace that is not sampled has none, so callers write `span?.child(...)`. */
export interface Span {
  readonly traceId: string;
  /** The header with which another service continues the trace below this span. */
  readonly traceparent: string;
  /** Starts a span below this one. Returns undefined once this one has ended, so that work which outlives a request is not part of it. */
  child(name: string, kind?: SpanKind, attributes?: SpanAttributes): Span | undefined;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Refers to a span of another trace, or of another request. */
  link(traceparent: string): void;
  /** Marks the work as failed. The first type counts: a code of the contract, or the name of an error. */
  fail(type: string): void;
  end(): void;
}

/** The place of a piece of work in a trace. */
export interface Trace {
  /** Undefined when the trace is not sampled. */
  readonly span: Span | undefined;
  /** The header with which other services continue the trace, sampled or not. */
  readonly traceparent: string;
}
