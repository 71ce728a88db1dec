import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type ParsedOperation, parseOperation, type ValidationChoices } from '../graphql/parse-operation.ts';
import { documentBounds } from './document-bounds.ts';
import { beginReport, reportedChanges } from './report-changes.ts';
import type { RequestContext } from './request-context.ts';

/** Characters of the documents that are known. */
const maxKnown = 4 * 1024 * 1024;

/** The media types for which Apollo Server's response is JSON. */
const jsonTypes: ReadonlySet<string | undefined> = new Set([undefined, '*/*', 'application/json']);

/** A request to run a known mutation. */
export interface MutationRequest {
  mutation: ParsedOperation;
  variables: Record<string, unknown>;
}

export interface MutationRunner {
  /** The known mutation that a request is for; null for a request that Apollo Server has to answer. */
  read(request: FastifyRequest): MutationRequest | null;
  /** Runs the mutation and sends the response that Apollo Server would send. */
  run(mutation: MutationRequest, reply: FastifyReply, context: () => Promise<RequestContext>): Promise<FastifyReply>;
}

interface MutationRunnerOptions {
  schema: GraphQLSchema;
  choices: ValidationChoices;
  shape: (error: unknown) => GraphQLFormattedError;
}

/**
 * Runs mutations past Apollo Server, whose work around the execution takes longer than most mutations do: those by POST with a valid
 * document of one operation, from a caller that accepts JSON. All other requests are Apollo Server's: it refuses what is invalid, and
 * computes how long a query may be cached.
 */
export function mutationRunner({ schema, choices, shape }: MutationRunnerOptions): MutationRunner {
  const known = new LRUCache<string, { mutation: ParsedOperation | null }>({
    maxSize: maxKnown,
    sizeCalculation: (_, source) => source.length + 1,
  });
  const mutationOf = (source: string): ParsedOperation | null => {
    const found = known.get(source);
    if (found) return found.mutation;
    const mutation = parseMutation(source, schema, choices);
    known.set(source, { mutation });
    return mutation;
  };
  return {
    read: ({ method, headers, body }) => {
      if (method !== 'POST' || !jsonTypes.has(headers.accept)) return null;
      if (!isPlainObject(body) || body.extensions != null) return null;
      const { query, operationName = null, variables } = body;
      if (typeof query !== 'string' || query === '' || !(variables == null || isPlainObject(variables))) return null;
      const mutation = mutationOf(query);
      if (!mutation || (operationName !== null && operationName !== mutation.definition.name?.value)) return null;
      return { mutation, variables: variables ?? {} };
    },

    run: async ({ mutation: { document, definition }, variables }, reply, context) => {
      void reply.type('application/json; charset=utf-8');
      let contextValue: RequestContext;
      try {
        contextValue = await context();
      } catch (error) {
        return reply.code(statusOf(error)).send(textOf({ errors: [shape(error)] }));
      }
      beginReport(definition);
      const { errors, data } = await execute({ schema, document, variableValues: variables, contextValue });
      const extensions = reportedChanges();
      return reply.header('cache-control', 'no-store').send(
        textOf({
          ...(errors ? { errors: errors.map((error) => shape(error)) } : {}),
          ...(data === undefined ? {} : { data }),
          ...(extensions ? { extensions } : {}),
        }),
      );
    },
  };
}

function parseMutation(source: string, schema: GraphQLSchema, choices: ValidationChoices): ParsedOperation | null {
  const parsed = parseOperation(schema, source, null, documentBounds, choices);
  return 'document' in parsed && isMutation(parsed.definition) ? parsed : null;
}

const isMutation = ({ operation }: OperationDefinitionNode): boolean => operation === 'mutation';

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (result: Omit<ExecutionResult, 'errors'> & { errors?: readonly GraphQLFormattedError[] }): string =>
  `${JSON.stringify(result)}\n`;

/** The status of a request whose context could not be made. */
function statusOf(error: unknown): number {
  const { status } = ((error instanceof GraphQLError && error.extensions.http) || {}) as { status?: number };
  return status ?? 500;
}
