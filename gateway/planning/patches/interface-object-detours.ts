import { federationMetadata, isObjectType } from '@apollo/federation-internals';
import { GraphPath, type QueryGraph, type Vertex } from '@apollo/query-graphs';

/**
 * Patches a fault of Apollo's planner (2.14) and runs `plan`, which must be synchronous, with the patch in place. It can go when
 * `interface-object-detours.test.ts` passes without it.
 *
 * The planner leaves out a way that goes to another subgraph for a key and comes back, when the first subgraph has the field itself. For
 * the object of an interface it casts to each implementation in the other subgraph, and then it does not recognize the way back to an
 * `@interfaceObject`, which has no casts. It combines such detours of all implementations with the direct way. At each level of nested
 * objects the combinations grow as a power, so that four levels of an interface with three implementations took gigabytes.
 */
export function withoutDetours<Result>(plan: () => Result): Result {
  const paths = GraphPath.prototype;
  const { checkDirectPathFromPreviousSubgraphTo } = paths;
  paths.checkDirectPathFromPreviousSubgraphTo = function (typeName, triggerToEdge, ...rest) {
    const edgeOf: typeof triggerToEdge = (graph, vertex, trigger, ...others) => {
      const edge = triggerToEdge(graph, vertex, trigger, ...others);
      // An edge of null continues at the same vertex: an interface object stands for the objects of all implementations.
      return edge === undefined && isCast(trigger) && isInterfaceObject(graph, vertex) ? null : edge;
    };
    return checkDirectPathFromPreviousSubgraphTo.call(this, typeName, edgeOf, ...rest);
  };
  try {
    return plan();
  } finally {
    paths.checkDirectPathFromPreviousSubgraphTo = checkDirectPathFromPreviousSubgraphTo;
  }
}

const isCast = (trigger: unknown): boolean => Reflect.get(Object(trigger), 'kind') === 'FragmentElement';

function isInterfaceObject({ sources }: QueryGraph, { type, source }: Vertex): boolean {
  const schema = sources.get(source);
  return isObjectType(type) && schema !== undefined && federationMetadata(schema)?.isInterfaceObjectType(type) === true;
}
