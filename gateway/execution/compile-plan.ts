import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Conditions } from '../graphql/conditions.ts';
import { readFetch } from '../planning/query-plan/fetch-operation.ts';
import { fetchesOf } from '../planning/query-plan/fetches-of.ts';
import { type PlanPath, stepsOf } from '../planning/query-plan/response-path.ts';
import { ContextualFetch, compileContext } from './entities/contextual-fetch.ts';
import { EntityFetch } from './entities/entity-fetch.ts';
import { compileEntityQuery, type EntityQuery } from './entities/entity-query.ts';
import { groupFetches } from './entities/group-fetches.ts';
import { Parallel, type PlanStep, Sequence } from './plan-steps.ts';
import type { CompiledFetch } from './report/fetched-plan.ts';
import { compileRootQuery, RootFetch, type RootQuery } from './root-fetch.ts';

/** A compiled plan. */
export interface CompiledPlan {
  /** Null when the plan fetches nothing. */
  step: PlanStep | null;
  /** What each fetch was compiled to. */
  fetches: ReadonlyMap<FetchNode, CompiledFetch>;
}

/** Compiles a plan under settled conditions. */
export function compilePlan(
  supergraph: GraphQLSchema,
  node: PlanNode | SubscriptionNode | undefined,
  conditions: Conditions,
): CompiledPlan {
  if (!node) return { step: null, fetches: new Map() };
  const compiler = new PlanCompiler(supergraph, conditions, node);
  const step = compiler.compile(node, []);
  if (step) groupFetches([[step]]);
  return { step, fetches: compiler.fetches };
}

class PlanCompiler {
  readonly #supergraph: GraphQLSchema;
  readonly #conditions: Conditions;
  readonly #entityQueries = new Map<string, EntityQuery>();
  readonly fetches = new Map<FetchNode, CompiledFetch>();
  readonly #rootQueries = new Map<string, RootQuery>();
  /** Equal queries share a response, but not across several mutations: a mutation may change what an earlier query returned. */
  readonly #shares: boolean;
  /** With `@fromContext` arguments, the same entity may differ from path to path. */
  readonly #copies: boolean;

  constructor(supergraph: GraphQLSchema, conditions: Conditions, plan: PlanNode | SubscriptionNode) {
    this.#supergraph = supergraph;
    this.#conditions = conditions;
    const fetches = [...fetchesOf(plan)].map(({ fetch }) => fetch);
    this.#shares = fetches.filter(({ operationKind }) => operationKind === 'mutation').length < 2;
    this.#copies = fetches.some(({ contextRewrites }) => contextRewrites?.length);
  }

  compile(node: PlanNode | SubscriptionNode, path: PlanPath): PlanStep | null {
    switch (node.kind) {
      case 'Sequence':
        return combine(Sequence, this.#compileAll(node.nodes, path));
      case 'Parallel':
        return combine(Parallel, this.#compileAll(node.nodes, path));
      case 'Subscription':
        return combine(Sequence, this.#compileAll([node.primary, ...(node.rest ? [node.rest] : [])], path));
      case 'Flatten':
        return this.compile(node.node, [...path, ...node.path]);
      case 'Condition': {
        const branch = this.#conditions.get(node.condition) ? node.ifClause : node.elseClause;
        return branch ? this.compile(branch, path) : null;
      }
      case 'Fetch':
        return this.#compileFetch(node, path);
      case 'Defer':
        throw new Error('the API schema has no @defer');
    }
  }

  #compileAll(nodes: readonly PlanNode[], path: PlanPath): PlanStep[] {
    return nodes.flatMap((node) => this.compile(node, path) ?? []);
  }

  #compileFetch(node: FetchNode, path: PlanPath): PlanStep {
    const step = node.requires ? this.#entityFetch(node, path) : this.#rootFetch(node, path);
    this.fetches.set(node, step);
    return step;
  }

  #entityFetch(node: FetchNode, path: PlanPath): PlanStep & CompiledFetch {
    const operation = readFetch(node);
    const { requires, inputRewrites, outputRewrites, contextRewrites } = node;
    const compile = () => ({
      ...compileEntityQuery(this.#supergraph, this.#conditions, operation, node),
      isCopied: this.#copies,
    });
    const key = JSON.stringify([operation.subgraph, operation.nameless, requires, inputRewrites, outputRewrites]);
    const query = this.#shares ? shared(this.#entityQueries, key, compile) : compile();
    if (contextRewrites?.length) {
      const schema = this.#supergraph;
      const values = compileContext(schema, contextRewrites);
      return new ContextualFetch(query, stepsOf(path), { schema, values });
    }
    return new EntityFetch(query, stepsOf(path));
  }

  #rootFetch(node: FetchNode, path: PlanPath): PlanStep & CompiledFetch {
    const operation = readFetch(node);
    const compile = () => compileRootQuery(this.#supergraph, this.#conditions, operation, node);
    const key = JSON.stringify([operation.subgraph, operation.nameless, node.outputRewrites]);
    return new RootFetch(this.#shares ? shared(this.#rootQueries, key, compile) : compile(), stepsOf(path));
  }
}

/** Equal queries of a plan share one compiled query, and so one request. */
function shared<Query extends { isCopied: boolean }>(
  queries: Map<string, Query>,
  key: string,
  compile: () => Query,
): Query {
  const existing = queries.get(key);
  if (existing) {
    existing.isCopied = true;
    return existing;
  }
  const query = compile();
  queries.set(key, query);
  return query;
}

function combine(Steps: typeof Sequence | typeof Parallel, steps: readonly PlanStep[]): PlanStep | null {
  return steps.length > 1 ? new Steps(steps) : (steps[0] ?? null);
}
