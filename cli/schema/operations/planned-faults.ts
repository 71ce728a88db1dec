import { costDefaults } from '../../../gateway/admission/cost/settings.ts';
import { operationParts } from '../../../gateway/graphql/operation-parts.ts';
import { FederatedGraph } from '../../../gateway/supergraph/federated-graph.ts';
import type { ClientOperation, OperationFault } from './client-operations.ts';
import { costRemarks } from './operation-costs.ts';
import { type CreatePlanner, plansOf, withPlanner } from './plan-operations.ts';
import { placeOf } from './remark.ts';

/**
 * Plans valid operations as the gateway does. Returns the faults of those that have no plan, whose plan exceeds a bound, of which no subgraph
 * resolves a part, or that cost more than the gateway's default budgets when their variables have their defaults.
 *
 * @throws CannotRun when the planner's thread ends.
 */
export async function plannedFaults(
  operations: readonly ClientOperation[],
  supergraphSdl: string,
  createPlanner: CreatePlanner,
): Promise<OperationFault[]> {
  if (operations.length === 0) return [];
  const graph = new FederatedGraph(supergraphSdl, { createPlanner });
  return withPlanner(graph.planner, async () => {
    const faults: OperationFault[] = [];
    for (const operation of operations) {
      const reasons = await faultsOf(graph, operation);
      const { name, file, document } = operation;
      const place = { file, ...placeOf(document.definitions[0]) };
      faults.push(...reasons.map((reason) => ({ operation: name, ...place, reason })));
    }
    return faults;
  });
}

async function faultsOf(graph: FederatedGraph, { document }: ClientOperation): Promise<string[]> {
  const plans = await plansOf(graph.planner, document);
  if (plans.reason !== null) return [plans.reason];
  const remarks = costRemarks(graph.costs, operationParts(document, undefined), plans, costDefaults);
  return remarks.filter(({ severity }) => severity === 'fault').map(({ message }) => message);
}
