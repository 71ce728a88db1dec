import { types } from 'node:util';
import { type SerializedError, stdSerializers } from 'pino';

export const censor = '[redacted]';

const notAnError = 'a value that is no error was thrown';

/**
 * The properties of an error that a log shows beside its message and stack: which failure it is, and where. Libraries attach anything to their
 * errors, such as the bytes that they could not parse, and PostgreSQL the refused row.
 */
const shownProperties: ReadonlySet<string> = new Set([
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'statusCode',
  'severity',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'routine',
]);

/** An error for the log, with its causes, without the values that a database quotes in it. */
export function shownError(error: Error): SerializedError | { message: string } {
  if (!types.isNativeError(error)) return { message: notAnError };
  const { type, message, stack, aggregateErrors, ...others } = stdSerializers.err(error);
  const values = valuesQuotedBy(error);
  const properties = Object.entries(others).filter(
    ([name, value]) => shownProperties.has(name) && typeof value !== 'object',
  );
  return {
    type,
    message: without(values, message),
    stack: without(values, stack),
    ...(aggregateErrors
      ? { aggregateErrors: error instanceof AggregateError ? error.errors.map(shownError) : [] }
      : {}),
    ...Object.fromEntries(properties),
  } as SerializedError;
}

/** The name and the message of an error, without the values that a database quotes in them. */
export function shownMessage(error: unknown): string {
  if (!types.isNativeError(error)) return notAnError;
  return without(valuesQuotedBy(error), `${error.name}: ${error.message}`);
}

function without(values: readonly string[], text: string): string {
  return values.reduce((shown, value) => shown.replaceAll(value, censor), text);
}

/** The texts with which PostgreSQL explains a failure may quote a row or a statement, and the drivers repeat them in their messages. */
const quotingFields = ['detail', 'hint', 'where', 'internalQuery'] as const;

/** The values that the error and its causes quote, the longest first. */
function valuesQuotedBy(error: Error): string[] {
  const chain = new Set<Error>();
  for (let each: unknown = error; types.isNativeError(each) && !chain.has(each); each = each.cause) chain.add(each);
  const values = [...chain].flatMap((each) => {
    const fields = each as Partial<Record<(typeof quotingFields)[number], unknown>>;
    return [...quotingFields.flatMap((name) => fields[name] || []), ...dataQuotedBy(each)].map(String);
  });
  return [...new Set(values)].toSorted((one, other) => other.length - one.length);
}

/** The message of a data exception (SQLSTATE 22...) quotes the text that is no value of its type. Those of other classes quote names. */
function dataQuotedBy(error: Error): string[] {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^22\w{3}$/.test(code) ? (error.message.match(/"[\s\S]*"/g) ?? []) : [];
}
