import { requestScope } from '../graphql/request-scope.ts';
import type { Span } from '../tracing/span.ts';

const firstWord = /^\s*(?:\/\*.*?\*\/\s*)?([a-z]+)/i;

/**
 * Starts the span of a statement; undefined when the work that runs it is not recorded. The text of a statement may have values in it, and is
 * left out.
 *
 * @param name the name of a named statement.
 */
export function startStatement(text: string, name: string | undefined, database: string | undefined): Span | undefined {
  const parent = requestScope.span();
  if (!parent) return undefined;
  const operation = firstWord.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  const summary = name === undefined ? operation : `${operation} ${name}`;
  return parent.child(summary, 'client', {
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    'db.query.summary': summary,
    ...(database ? { 'db.namespace': database } : {}),
  });
}
