import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Conditions } from '../graphql/conditions.ts';
import { readFetch } from '../planning/query-plan/fetch-operation.ts';
import type { PlacedFetch } from '../planning/query-plan/fetched-fields.ts';
import { stepsOf } from '../planning/query-plan/response-path.ts';
import { ContextualFetch, compileContext } from './entities/contextual-fetch.ts';
import { EntityFetch } from './entities/entity-fetch.ts';
import { compileEntityQuery, type EntityQuery } from './entities/entity-query.ts';
import { joinFetches } from './entities/group-fetches.ts';
import { Parallel, type PlanStep, Sequence } from './plan-steps.ts';
import { compileRootQuery, RootFetch, type RootQuery } from './root-fetch.ts';

type ResponsePath = readonly (string | number)[];

/** Compiles a plan for settled conditions; null where nothing is to be fetched. */
export function compilePlan(
  supergraph: GraphQLSchema,
  node: PlanNode | SubscriptionNode | undefined,
  conditions: Conditions,
): PlanStep | null {
  const step = node ? new PlanCompiler(supergraph, conditions, node).compile(node, []) : null;
  if (step) joinFetches([[step]]);
  return step;
}

class PlanCompiler {
  readonly #supergraph: GraphQLSchema;
  readonly #conditions: Conditions;
  readonly #entityQueries = new Map<string, EntityQuery>();
  readonly #rootQueries = new Map<string, RootQuery>();
  /** After one of several mutations, what was asked before it may have another answer. */
  readonly #shares: boolean;
  /** Where arguments come from above, one entity is another in each of its places. */
  readonly #copies: boolean;

  constructor(supergraph: GraphQLSchema, conditions: Conditions, plan: PlanNode | SubscriptionNode) {
    this.#supergraph = supergraph;
    this.#conditions = conditions;
    const fetches = [...fetchesOf(plan)].map(({ fetch }) => fetch);
    this.#shares = fetches.filter(({ operationKind }) => operationKind === 'mutation').length < 2;
    this.#copies = fetches.some(({ contextRewrites }) => contextRewrites?.length);
  }

  compile(node: PlanNode | SubscriptionNode, path: ResponsePath): PlanStep | null {
    switch (node.kind) {
      case 'Sequence':
        return several(Sequence, this.#compileAll(node.nodes, path));
      case 'Parallel':
        return several(Parallel, this.#compileAll(node.nodes, path));
      case 'Subscription':
        return several(Sequence, this.#compileAll([node.primary, ...(node.rest ? [node.rest] : [])], path));
      case 'Flatten':
        return this.compile(node.node, [...path, ...node.path]);
      case 'Condition': {
        const branch = this.#conditions.get(node.condition) ? node.ifClause : node.elseClause;
        return branch ? this.compile(branch, path) : null;
      }
      case 'Fetch':
        return node.requires ? this.#entityFetch(node, path) : this.#rootFetch(node, path);
      case 'Defer':
        throw new Error('@defer is not in the schema that clients see');
    }
  }

  #compileAll(nodes: readonly PlanNode[], path: ResponsePath): PlanStep[] {
    return nodes.flatMap((node) => this.compile(node, path) ?? []);
  }

  #entityFetch(node: FetchNode, path: ResponsePath): PlanStep {
    const operation = readFetch(node);
    const { requires, inputRewrites, outputRewrites, contextRewrites } = node;
    const compile = () => ({
      ...compileEntityQuery(this.#supergraph, this.#conditions, operation, node),
      isCopied: this.#copies,
    });
    if (contextRewrites?.length) {
      return new ContextualFetch(compile(), stepsOf(path), compileContext(this.#supergraph, contextRewrites));
    }
    const key = JSON.stringify([operation.subgraph, operation.nameless, requires, inputRewrites, outputRewrites]);
    const query = this.#shares ? once(this.#entityQueries, key, compile) : compile();
    return new EntityFetch(query, stepsOf(path));
  }

  #rootFetch(node: FetchNode, path: ResponsePath): PlanStep {
    const operation = readFetch(node);
    const compile = () => compileRootQuery(this.#supergraph, this.#conditions, operation, node);
    const key = JSON.stringify([operation.subgraph, operation.nameless, node.outputRewrites]);
    return new RootFetch(this.#shares ? once(this.#rootQueries, key, compile) : compile(), stepsOf(path));
  }
}

/** Whoever asks what another has asked shares its query. */
function once<Query extends { isCopied: boolean }>(
  known: Map<string, Query>,
  key: string,
  compile: () => Query,
): Query {
  const shared = known.get(key);
  if (shared) {
    shared.isCopied = true;
    return shared;
  }
  const query = compile();
  known.set(key, query);
  return query;
}

function several(Steps: typeof Sequence | typeof Parallel, steps: readonly PlanStep[]): PlanStep | null {
  return steps.length > 1 ? new Steps(steps) : (steps[0] ?? null);
}

/** Each fetch of a plan, with the path at which its answer is put. Of conditions both branches are gone through. */
export function* fetchesOf(node: PlanNode | SubscriptionNode, path: ResponsePath = []): Iterable<PlacedFetch> {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const each of node.nodes) yield* fetchesOf(each, path);
      return;
    case 'Subscription':
      yield { fetch: node.primary, path };
      if (node.rest) yield* fetchesOf(node.rest, path);
      return;
    case 'Flatten':
      return yield* fetchesOf(node.node, [...path, ...node.path]);
    case 'Condition':
      for (const each of [node.ifClause, node.elseClause]) if (each) yield* fetchesOf(each, path);
      return;
    case 'Fetch':
      yield { fetch: node, path };
  }
}
