import { createRequire } from 'node:module';
import path from 'node:path';
import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { operationParts } from '../../gateway/graphql/operation-parts.ts';
import { operationPlanner } from '../../gateway/planning/operation-planner.ts';
import { defaultPlannerOptions, type PlanRequest } from '../../gateway/planning/planner.ts';
import { PlannerPool } from '../../gateway/planning/pool/planner-pool.ts';
import { readGatewaySettings } from '../../gateway/settings.ts';
import type { PlanFormat } from './check-plan.ts';

/** A planner of one supergraph. */
export interface PlanningContestant {
  format: PlanFormat;
  /** Returns the plan. */
  plan(query: string): unknown;
  stop(): Promise<void>;
}

export type CreateContestant = (supergraph: string) => PlanningContestant | Promise<PlanningContestant>;

const requestOf = (query: string): PlanRequest => ({
  operation: operationParts(parse(query), undefined),
  conditions: new Map(),
  isKnown: false,
});

const stop = async (): Promise<void> => {};

const ours: CreateContestant = (supergraph) => {
  const planner = operationPlanner(supergraph, defaultPlannerOptions);
  return { format: 'apollo', plan: (query) => planner.plan(requestOf(query)).plan, stop };
};

/** With the bounds that the gateway has by default. */
const pool: CreateContestant = async (supergraph) => {
  const { bounds, workers, unplannable } = readGatewaySettings({}).planning;
  const planner = new PlannerPool({ supergraph, bounds, workers, unplannable, hasKnown: false });
  // Waits until a worker is ready.
  await planner.plan(requestOf('{ __typename }'));
  return {
    format: 'apollo',
    plan: async (query) => (await planner.plan(requestOf(query))).plan,
    stop: () => planner.stop(),
  };
};

const apollo: CreateContestant = (supergraph) => {
  const built = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const planner = new QueryPlanner(built);
  return {
    format: 'apollo',
    plan: (query) => planner.buildQueryPlan(operationFromDocument(built.apiSchema(), parse(query))),
    stop,
  };
};

/** The part of Hive's planner that is used here. */
interface HiveModule {
  QueryPlanner: new (
    supergraph: string,
  ) => { plan(query: string, operationName: undefined, labels: Set<string>, percentage: number): unknown };
}

/** Hive's planner, in Rust, from the packages of the gateways that ours is measured against. */
const hive: CreateContestant = (supergraph) => {
  const others = path.join(import.meta.dirname, '..', 'gateway', 'contestants', 'package.json');
  const { QueryPlanner: HivePlanner } = createRequire(others)('@graphql-hive/router-query-planner') as HiveModule;
  const planner = new HivePlanner(supergraph);
  return { format: 'hive', plan: (query) => planner.plan(query, undefined, new Set(), 0), stop };
};

export const planningContestants: Readonly<Record<string, CreateContestant>> = {
  ours,
  'ours, in workers': pool,
  apollo,
  'hive, rust': hive,
};
