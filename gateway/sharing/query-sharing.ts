import type { ExecutionResult, OperationDefinitionNode } from 'graphql';
import { stringifyJson } from '#platform/lossless-json.ts';
import type { CachePolicy } from '../caching/cache-policy.ts';
import type { ResponseCache } from '../caching/response-cache.ts';
import type { GatewayContext } from '../request-context.ts';
import { InFlightQueries } from './in-flight-queries.ts';
import { SharedResult } from './shared-result.ts';

/**
 * The concurrent identical queries that share one run. `public`: those without a field under an auth directive, even from different callers;
 * only for a supergraph whose directives cover every field that depends on the caller. `same-headers`: those with the same token, language
 * and client address.
 */
export type Sharing = 'none' | 'public' | 'same-headers';

/** The parts of a client's operation that decide whether it is shared. */
interface ClientOperation {
  readonly definition: OperationDefinitionNode;
  /** Whether every viewer gets the same response. */
  isPublic(): boolean;
  /** How its responses are cached. Null when they are not. */
  readonly cachePolicy: CachePolicy | null;
}

/** What a run of the operation depends on. */
export type RunContext = Pick<GatewayContext, 'upstreamHeaders' | 'signal'>;

/** Runs an operation with its variables by `work`, or waits for the result of an identical query. */
export type RunQuery = (
  variables: Readonly<Record<string, unknown>>,
  work: (context: RunContext) => Promise<ExecutionResult>,
) => Promise<ExecutionResult>;

/** The callers that may get the result of one run, and the headers of its requests. */
interface Audience {
  key: string;
  headers: Record<string, string>;
}

/** Shares the runs of the operations of one version of the graph, and caches the responses to public ones. */
export class QuerySharing {
  readonly #sharing: Sharing;
  readonly #cache: ResponseCache | null;
  readonly #queries = new WeakMap<ClientOperation, InFlightQueries<SharedResult>>();

  constructor(sharing: Sharing, cache: ResponseCache | null = null) {
    this.#sharing = sharing;
    this.#cache = sharing === 'public' ? cache : null;
  }

  /**
   * Returns the function that runs an operation for one request, or finds its cached response. Call it when the operation arrives: a shared
   * run begins after this call. The run of a shared query ends when every caller has left, and at the deadline of the first.
   */
  runnerOf(operation: ClientOperation, context: GatewayContext): RunQuery {
    const audience = this.#audienceOf(operation, context);
    if (!audience) return (_variables, work) => work(context);
    const queries = this.#queriesOf(operation);
    const since = queries.now();
    const { signal, span } = context;
    const caching = this.#cache?.of(operation) ?? null;
    return async (variables, work) => {
      const key = `${audience.key}\n${stringifyJson(variables)}`;
      const cached = caching?.get(key);
      const run = async (all: AbortSignal) => {
        const store = caching?.begin(key);
        const result = await work({ upstreamHeaders: audience.headers, signal: all });
        const shared = new SharedResult(result, span?.traceparent);
        store?.(shared);
        return shared;
      };
      const shared = cached ?? (await queries.run(key, { since, signal }, run));
      const { traceparent } = shared;
      if (span && traceparent !== undefined && traceparent !== span.traceparent) span.link(traceparent);
      return shared;
    };
  }

  #queriesOf(operation: ClientOperation): InFlightQueries<SharedResult> {
    let queries = this.#queries.get(operation);
    if (!queries) {
      queries = new InFlightQueries();
      this.#queries.set(operation, queries);
    }
    return queries;
  }

  /** Null for an operation that is not shared. The plan and the costs of a run are those of one request. */
  #audienceOf(operation: ClientOperation, { upstreamHeaders, debug }: GatewayContext): Audience | null {
    if (this.#sharing === 'none' || operation.definition.operation !== 'query') return null;
    if (debug && debug.size > 0) return null;
    const { authorization, ...anonymous } = upstreamHeaders;
    const { 'accept-language': language = '', 'x-forwarded-for': address } = upstreamHeaders;
    if (this.#sharing === 'same-headers')
      return { key: `${language} ${address} ${authorization}`, headers: upstreamHeaders };
    return operation.isPublic() ? { key: language, headers: anonymous } : null;
  }
}
