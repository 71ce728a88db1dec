import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, parse, validate, visit } from 'graphql';
import { operationParts } from '../../gateway/graphql/operation-parts.ts';
import { fetchedFields } from '../../gateway/planning/query-plan/fetched-fields.ts';
import { fetchesOf } from '../../gateway/planning/query-plan/fetches-of.ts';
import type { Plan } from '../../gateway/planning/query-plan/plan-nodes.ts';
import { unfetchedField } from '../../gateway/planning/query-plan/unfetched-field.ts';

interface PlannedFetch {
  serviceName: string;
  operation: string;
}

export type PlanFormat = 'apollo' | 'hive';

/** The schemas that plans are checked with. */
export interface PlanSchemas {
  supergraph: GraphQLSchema;
  api: GraphQLSchema;
  /** By name. */
  subgraphs: ReadonlyMap<string, GraphQLSchema>;
}

export function planSchemas(supergraph: string): PlanSchemas {
  const built = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return {
    supergraph: built.schema.toGraphQLJSSchema(),
    api: built.apiSchema().toGraphQLJSSchema(),
    subgraphs: new Map([...built.subgraphs().values()].map(({ name, schema }) => [name, schema.toGraphQLJSSchema()])),
  };
}

/**
 * Checks that each fetch of a plan, of any contestant's format, is valid at its subgraph, and that together they select the operation's
 * fields: in Apollo's format each at its place, in another at any place. Returns the number of fetches.
 *
 * @throws Error
 */
export function checkPlan(query: string, plan: unknown, schemas: PlanSchemas, format: PlanFormat): number {
  const fetches = fetchesIn(plan);
  const missing = fieldNames(query);
  for (const { serviceName, operation } of fetches) {
    const schema = schemas.subgraphs.get(serviceName);
    if (!schema) throw new Error(`the plan fetches from ${serviceName}`);
    const [error] = validate(schema, parse(operation));
    if (error) throw new Error(`a fetch is not valid at ${serviceName}: ${error.message}`);
    for (const name of fieldNames(operation)) missing.delete(name);
  }
  if (missing.size > 0) throw new Error(`the plan does not fetch ${[...missing].join(', ')}`);
  if (format !== 'apollo') return fetches.length;
  const { node } = plan as Plan;
  const settled = { ...operationParts(parse(query), undefined), schema: schemas.api, conditions: new Map() };
  const placed = node ? fetchesOf(node) : [];
  const unfetched = unfetchedField(settled, fetchedFields(schemas.supergraph, placed));
  if (unfetched !== null) throw new Error(`the plan does not fetch ${unfetched} everywhere`);
  return fetches.length;
}

/** In every format, a fetch is an object with the subgraph's name and the operation. */
function fetchesIn(node: unknown): PlannedFetch[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('serviceName' in node && 'operation' in node) return [node as PlannedFetch];
  return Object.values(node).flatMap(fetchesIn);
}

function fieldNames(operation: string): Set<string> {
  const names = new Set<string>();
  visit(parse(operation), { Field: ({ name }) => void names.add(name.value) });
  return names;
}
