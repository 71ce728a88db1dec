import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { Refusal } from '../errors/refusal.ts';
import { asGraphQLError } from './as-graphql-error.ts';
import { nestingOf } from './nesting.ts';
import { oneOfVariablesRule } from './one-of-variables-rule.ts';
import { exceededBound, type OperationBounds, operationSize } from './operation-size.ts';

/** The bounds of a document. They keep parsing, validation and what follows short, whatever a client sends. */
export interface DocumentBounds extends OperationBounds {
  /** Tokens of the text. */
  tokens: number;
}

/** Brackets inside one another for each field of the bound of depth: those of its selection, of fragments, arguments and values. */
const nestingOfOneField = 5;

/** Twice as many brackets exceed the stack of what reads a document. */
const maxNesting = 1_000;

const commonRules = [...specifiedRules, oneOfVariablesRule];

export interface ValidationChoices {
  /** Whether messages suggest no names of the schema. */
  hideSuggestions?: boolean;
  /** Rules beside those of the specification. */
  rules?: readonly ValidationRule[];
}

/** A valid document, and the operation of it to run. */
export interface ParsedOperation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
}

/**
 * Parses, measures and validates a document, and selects the operation with this name or the document's only one. Returns errors with
 * their codes instead of throwing them: OPERATION_TOO_LARGE, before validation, for a document that exceeds a bound.
 */
export function parseOperation(
  schema: GraphQLSchema,
  source: string,
  operationName: string | null | undefined,
  bounds: DocumentBounds,
  { hideSuggestions = false, rules = [] }: ValidationChoices = {},
): ParsedOperation | readonly GraphQLError[] {
  const document = parseWithin(source, bounds);
  if (document instanceof GraphQLError) return [document];
  try {
    const errors = validate(schema, document, [...commonRules, ...rules], { hideSuggestions });
    if (errors.length > 0) return errors.map(validationError);
  } catch (error) {
    return [new GraphQLError((error as Error).message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })];
  }
  const definition = getOperationAST(document, operationName);
  return definition ? { document, definition } : [unknownOperation(operationName)];
}

/** Parses a document. Returns an error with its code for one that has a syntax error or exceeds a bound. */
export function parseWithin(source: string, bounds: DocumentBounds): DocumentNode | GraphQLError {
  const nesting = nestingOf(source);
  const mostNesting = Math.min(bounds.depth * nestingOfOneField, maxNesting);
  if (nesting > mostNesting) return tooLarge({ limit: mostNesting, actual: nesting });
  try {
    const document = parse(source, { maxTokens: bounds.tokens });
    const exceeded = exceededBound(operationSize(document, bounds.fields), bounds);
    return exceeded ? tooLarge(exceeded) : document;
  } catch (error) {
    return parseError(error as GraphQLError, bounds);
  }
}

/** graphql-js reports the token limit as a syntax error. */
function parseError(error: GraphQLError, { tokens }: DocumentBounds): GraphQLError {
  return /^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(error.message)
    ? tooLarge({ limit: tokens, actual: tokens + 1 })
    : withCode(error, 'GRAPHQL_PARSE_FAILED');
}

function tooLarge({ limit, actual }: { limit: number; actual: number }): GraphQLError {
  // An expansion beyond any number is reported as the largest one.
  const details = { limit, actual: Math.min(actual, Number.MAX_SAFE_INTEGER) };
  return asGraphQLError(new Refusal('OPERATION_TOO_LARGE', details));
}

function unknownOperation(name: string | null | undefined): GraphQLError {
  const message = name ? `Unknown operation named "${name}".` : 'The request must name one of the operations.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

/** graphql-js knows no reason for an unknown directive. For those of incremental delivery there is one. */
function validationError(error: GraphQLError): GraphQLError {
  const node = error.nodes?.[0];
  const isIncremental = node?.kind === Kind.DIRECTIVE && incrementalDirectives.has(node.name.value);
  return withCode(
    error,
    'GRAPHQL_VALIDATION_FAILED',
    isIncremental ? new Refusal('GRAPHQL_VALIDATION_FAILED', {}, 'incrementalDelivery') : error.originalError,
  );
}

const incrementalDirectives: ReadonlySet<string> = new Set(['defer', 'stream']);

function withCode(error: GraphQLError, code: string, originalError = error.originalError): GraphQLError {
  const { message, nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions: { code } });
}
