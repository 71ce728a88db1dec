import { hash } from 'node:crypto';
import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
  print,
} from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import { stringifyJson } from '#platform/lossless-json.ts';
import type { Span } from '#platform/tracing/span.ts';
import { ending } from '#platform/tracing/traced.ts';
import type { Tracing } from '#platform/tracing/tracing.ts';
import type { PreparedOperation } from '../admission/operation-cache.ts';
import { fetchVariables } from '../execution/execution.ts';
import { operationParts, usedDocument } from '../graphql/operation-parts.ts';
import { eventSpan, failWith } from '../operation-span.ts';
import { responseJson } from '../response-json.ts';
import { addRefusals, coerceVariables, type OperationLimits, type OperationRequest } from '../run-operation.ts';
import type { FederatedGraph } from '../supergraph/federated-graph.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import type { UpstreamSource } from '../upstream/upstream-socket.ts';
import { audienceOf, type Sharing } from './audience.ts';
import { SharedResult } from './shared-result.ts';

/** A subscription that may start: what is requested from its subgraph, and how each event is executed. */
export interface PreparedSubscription {
  /** The request that it was prepared for. */
  request: OperationRequest;
  /** The version of the supergraph that it was planned for. */
  graph: FederatedGraph;
  /** Equal for subscriptions that may share a topic. */
  topic: string;
  /** Equal for subscriptions that may share a group of that topic. */
  group: string;
  source: UpstreamSource;
  /** The subgraph that sends the events. */
  subgraph: string;
  isState: boolean;
  /** Runs the operation over an event. Rejects when the signal aborts. */
  execute(event: SubgraphResponse, signal: AbortSignal): Promise<SharedResult>;
  /** The errors of an event, as the client gets them. */
  errorsOf(event: SubgraphResponse, signal: AbortSignal): Promise<readonly GraphQLError[]>;
}

export interface PrepareOptions {
  limits: Pick<OperationLimits, 'budget' | 'metrics' | 'usage'>;
  sharing: Sharing;
  format: (error: GraphQLError, scope: RequestScope) => GraphQLFormattedError;
  /** Null for a gateway that records no traces. */
  tracing?: Tracing | null;
}

/**
 * Admits and plans a subscription. Returns errors when the viewer may not have its root field, a variable is invalid, or an event costs too
 * much.
 *
 * @throws Refusal OPERATION_TOO_LARGE, or OPERATION_NOT_ALLOWED when the plan subscribes to nothing; GraphQLError RATE_LIMITED.
 */
export async function prepareSubscription(
  request: OperationRequest,
  { limits, sharing, format, tracing }: PrepareOptions,
): Promise<PreparedSubscription | { errors: readonly GraphQLError[] }> {
  const { graph, operation, subgraphs, context } = request;
  const refusal = operation.refusalFor(context.viewer);
  if (refusal) return { errors: [asGraphQLError(refusal)] };
  const admission = operation.admissionFor(context.viewer);
  const rootRefusal = [...(admission.refusals?.refused.values() ?? [])][0];
  if (rootRefusal) {
    const { code, responseKey } = rootRefusal;
    return { errors: [new GraphQLError(code, { path: [responseKey], extensions: { code } })] };
  }
  const values = coerceVariables(request, admission);
  if ('errors' in values) return values;
  const cost = limits.budget.admit(admission, values.coerced);
  if (typeof cost !== 'number') return { errors: [cost] };
  const counting = context.allowance.spend(cost);
  if (counting) await counting;
  const executable = admission.executable();
  const primary = await executable.primary({ ...values, observer: limits.budget.follow(cost, values.coerced, false) });
  if (!primary) throw new Refusal('OPERATION_NOT_ALLOWED');
  const { subgraph, query, field, given } = primary;
  const url = graph.subgraphUrls.get(subgraph);
  if (!url) throw new Error(`no URL for ${subgraph}`);

  const audience = audienceOf(operation, context, sharing);
  const { scope } = context;
  const headers = { ...audience.headers, 'x-request-id': scope.requestId };
  const run = (event: SubgraphResponse, signal: AbortSignal, span?: Span): Promise<ExecutionResult> => {
    const eventContext = { ...context, upstreamHeaders: headers, signal, deadline: Number.POSITIVE_INFINITY };
    const fetch = subgraphs.createFetch(operation, eventContext);
    return executable.run({ ...values, fetch, signal, primary: event, span });
  };
  const positions = graph.subscriptions.positions.get(field);
  const own = given.some((name) => positions?.has(name)) ? scope.requestId : null;
  const isState = graph.subscriptions.states.has(field);
  const topic = keyOf([url, query, primary.variables, audience.key, isState, own]);
  const names = (admission.definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return {
    request,
    graph,
    topic,
    group: keyOf([textOf(operation), fetchVariables(names, values), scope.language, audience.key]),
    source: { url, headers: audience.headers, requestId: scope.requestId, query, variables: primary.variables },
    subgraph,
    isState,
    execute: (event, signal) =>
      ending(eventSpan(tracing ?? null, event, operation), async (span) => {
        const result = addRefusals(await run(event, signal, span), admission);
        if (span) failWith(span, result);
        const json = responseJson(result, (error) => format(error, scope));
        return new SharedResult(json, { isIncomplete: result.errors?.some(isTemporary) ?? false });
      }),
    errorsOf: async (event, signal) => (await run(event, signal)).errors ?? [],
  };
}

/** Hashed, so that neither tokens nor large variables are kept for it. */
const keyOf = (parts: readonly unknown[]): string => hash('sha256', stringifyJson(parts), 'base64');

/** Errors that may go away without a change of the data: of a subgraph that is away, or whose database is. */
const temporaryErrors: ReadonlySet<unknown> = new Set([
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'INTERNAL_SERVER_ERROR',
]);

const isTemporary = ({ extensions }: GraphQLError): boolean => temporaryErrors.has(extensions.code);

const texts = new WeakMap<PreparedOperation, string>();

/** The text of an operation without its name. Clients name equal operations differently. */
function textOf(operation: PreparedOperation): string {
  let text = texts.get(operation);
  if (text === undefined) {
    const { name, ...nameless } = operation.definition;
    const parts = operationParts(operation.document, name?.value);
    text = print(usedDocument({ ...parts, operation: nameless as OperationDefinitionNode }));
    texts.set(operation, text);
  }
  return text;
}
