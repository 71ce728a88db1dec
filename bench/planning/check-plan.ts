import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, parse, validate, visit } from 'graphql';

interface PlannedFetch {
  serviceName: string;
  operation: string;
}

/** The schemas of a supergraph's subgraphs, by name. */
export function subgraphSchemas(supergraph: string): ReadonlyMap<string, GraphQLSchema> {
  const built = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return new Map([...built.subgraphs().values()].map(({ name, schema }) => [name, schema.toGraphQLJSSchema()]));
}

/**
 * Checks that each fetch of a plan, of any contestant's format, is valid at its subgraph, and that together they select the operation's
 * fields. Returns the number of fetches.
 *
 * @throws Error
 */
export function checkPlan(query: string, plan: unknown, schemas: ReadonlyMap<string, GraphQLSchema>): number {
  const fetches = fetchesIn(plan);
  const missing = fieldNames(query);
  for (const { serviceName, operation } of fetches) {
    const schema = schemas.get(serviceName);
    if (!schema) throw new Error(`the plan fetches from ${serviceName}`);
    const [error] = validate(schema, parse(operation));
    if (error) throw new Error(`a fetch is not valid at ${serviceName}: ${error.message}`);
    for (const name of fieldNames(operation)) missing.delete(name);
  }
  if (missing.size > 0) throw new Error(`the plan does not fetch ${[...missing].join(', ')}`);
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
