import { GraphQLError } from 'graphql';
import { isDatabaseUnavailable, isStatementTimeout } from '../database/database-unavailable.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Log } from '../log.ts';

/**
 * Gives the failures of a subgraph that are no faults of its code a code of the contract: SUBGRAPH_UNAVAILABLE while its database is away,
 * SUBGRAPH_TIMEOUT when a statement or the operation took too long, BAD_REQUEST for a persisted query, which only the gateway has. Returns
 * any other failure as it is.
 */
export function failureExplainer(subgraph: string, log: Log): (failure: unknown, requestId: string) => unknown {
  return (failure, requestId) => {
    if (failure instanceof Refusal)
      return failure.code === 'SUBGRAPH_TIMEOUT' ? withSubgraph(failure, subgraph) : failure;
    if (failure instanceof GraphQLError) return isUnsupported(failure) ? persistedQuery() : failure;
    const isUnavailable = isDatabaseUnavailable(failure);
    if (!isUnavailable && !isStatementTimeout(failure)) return failure;
    const code = isUnavailable ? 'SUBGRAPH_UNAVAILABLE' : 'SUBGRAPH_TIMEOUT';
    log.warn({ code, err: failure, requestId }, 'the database did not answer');
    return new Refusal(code, { subgraph });
  };
}

/** The refusal of an operation that ran too long does not know where it ran. */
function withSubgraph({ code, details }: Refusal, subgraph: string): Refusal {
  return new Refusal(code, { subgraph, ...details });
}

const isUnsupported = ({ extensions }: GraphQLError): boolean => extensions.code === 'PERSISTED_QUERY_NOT_SUPPORTED';

/** Apollo's clients then send the text of their query. */
const persistedQuery = (): Refusal => new Refusal('BAD_REQUEST', {}, 'noPersistedQueries');
