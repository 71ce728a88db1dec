import { errorTypeOf } from './error-type.ts';
import type { Span, SpanKind } from './span.ts';

/** Runs the work, and records it as a child of the span. Without a span the work only runs. */
export async function traced<Result>(
  parent: Span | undefined,
  name: string,
  work: (span: Span | undefined) => Promise<Result>,
  kind?: SpanKind,
): Promise<Result> {
  return ending(parent?.child(name, kind), work);
}

/** Runs the work, and ends its span with it. */
export async function ending<Result>(
  span: Span | undefined,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(span);
  } catch (error) {
    span?.fail(errorTypeOf(error));
    throw error;
  } finally {
    span?.end();
  }
}
