import type { Running } from '../run/lifecycle.ts';
import type { SpanKind, Trace } from './span.ts';

/** The beginning of a service's part of a trace. */
export interface TraceStart {
  name: string;
  kind: SpanKind;
  /** The `traceparent` of the caller. */
  caller?: string | undefined;
  /** Whether the caller decides what is recorded. The trace of another caller is only linked. */
  isTrusted: boolean;
}

/** Records the traces of one service. A service that records none has null in its place. */
export interface Tracing extends Running {
  begin(start: TraceStart): Trace;
}
