import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';

/** Tokens of a document. Bounds the time to parse and validate it. */
export const maxQueryTokens = 5_000;

/** A valid document, and the operation of it to run. */
export interface ParsedOperation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
}

/**
 * Parses and validates a document, and selects the operation with this name or the document's only one. Returns errors with their
 * codes instead of throwing them.
 */
export function parseOperation(
  schema: GraphQLSchema,
  source: string,
  operationName: string | null | undefined,
): ParsedOperation | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: maxQueryTokens });
  } catch (error) {
    return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
  try {
    const errors = validate(schema, document);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  } catch (error) {
    return [new GraphQLError((error as Error).message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })];
  }
  const definition = getOperationAST(document, operationName);
  return definition ? { document, definition } : [unknownOperation(operationName)];
}

function unknownOperation(name: string | null | undefined): GraphQLError {
  const message = name ? `Unknown operation named "${name}".` : 'The request must name one of the operations.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, path, originalError } = error;
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions: { code } });
}
