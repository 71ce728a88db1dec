import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';

/** Tokens of a document. Bounds the time to parse and validate it. */
export const maxQueryTokens = 5_000;

/** Parses and validates a document. Returns errors with their codes instead of throwing them. */
export function parseOperation(schema: GraphQLSchema, source: string): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: maxQueryTokens });
  } catch (error) {
    return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
  try {
    const errors = validate(schema, document);
    return errors.length > 0 ? errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) : document;
  } catch (error) {
    return [new GraphQLError((error as Error).message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })];
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, path, originalError } = error;
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions: { code } });
}
