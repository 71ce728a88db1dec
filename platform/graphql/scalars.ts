import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON, GraphQLLocalDate, GraphQLURL } from 'graphql-scalars';

const amount = /^(\d{1,8})(?:\.(\d{1,2}))?$/;

/** An exact decimal that fits numeric(10,2), as a string with two fraction digits. */
function parseDecimal(value: unknown): string {
  const match = typeof value === 'string' ? amount.exec(value) : null;
  if (!match) throw new TypeError('Decimal: a string such as "150.00"');
  return `${BigInt(match[1] ?? '0')}.${(match[2] ?? '').padEnd(2, '0')}`;
}

export const Decimal = new GraphQLScalarType({
  name: 'Decimal',
  description: 'An exact decimal with two fraction digits, as a string.',
  serialize: (value) => parseDecimal(String(value)),
  parseValue: parseDecimal,
  parseLiteral: (node) => parseDecimal(node.kind === Kind.STRING ? node.value : undefined),
});

/** Characters: as many as a column holds. */
const maxUrlLength = 1_000;

/** An absolute http or https URL, a string in code and on the wire. */
function parseUrl(value: unknown): string {
  const url = GraphQLURL.parseValue(value) as URL;
  if (!['http:', 'https:'].includes(url.protocol) || url.href.length > maxUrlLength) {
    throw new TypeError('URL: an absolute http or https URL');
  }
  return url.href;
}

export const Url = new GraphQLScalarType({
  name: 'URL',
  description: 'An absolute http or https URL.',
  serialize: String,
  parseValue: parseUrl,
  parseLiteral: (node) => parseUrl(node.kind === Kind.STRING ? node.value : undefined),
});

/** Four digits, as in cursors. PostgreSQL has no year 0. */
const isYear = (year: number): boolean => year >= 1 && year <= 9_999;

function requireInstant(instant: Date): Date {
  if (!isYear(instant.getUTCFullYear())) throw new TypeError('DateTime: an instant in the years 1 to 9999');
  return instant;
}

function requireDay(day: string): string {
  if (!isYear(Number(day.split('-')[0]))) throw new TypeError('Date: a day in the years 1 to 9999');
  return day;
}

export const DateTime = new GraphQLScalarType<Date, string>({
  ...GraphQLDateTimeISO.toConfig(),
  parseValue: (value) => requireInstant(GraphQLDateTimeISO.parseValue(value)),
  parseLiteral: (node, variables) => requireInstant(GraphQLDateTimeISO.parseLiteral(node, variables)),
});

export const LocalDate = new GraphQLScalarType<string, string>({
  ...GraphQLLocalDate.toConfig(),
  name: 'Date',
  parseValue: (value) => requireDay(GraphQLLocalDate.parseValue(value)),
  parseLiteral: (node, variables) => requireDay(GraphQLLocalDate.parseLiteral(node, variables)),
});

/** The resolvers of the schemas' scalars. In code a DateTime is a Date; a Date, a Decimal and a URL are strings. */
export const scalars = {
  DateTime,
  Date: LocalDate,
  Decimal,
  URL: Url,
  JSON: GraphQLJSON,
} as const;
