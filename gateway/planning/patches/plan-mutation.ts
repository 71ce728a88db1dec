import type { PlanNode } from '@apollo/query-planner';
import { type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { collectFields, type SettledOperation } from '../../graphql/collect-fields.ts';
import { isCondition } from '../../graphql/conditions.ts';
import type { Plan } from '../query-plan/plan-nodes.ts';
import { plannablePart } from './plannable-part.ts';

/**
 * Patches faults in how Apollo's planner (2.14) orders the root fields of a mutation. It can go when `plan-mutation.test.ts` passes
 * without it:
 *
 * - Fields of a fragment spread run out of order.
 * - A field that is selected twice under conditions runs twice.
 * - A field starts before other subgraphs have completed the result of an earlier field.
 *
 * Here each field starts when the one before it is complete (GraphQL specification, 6.2.2 and 6.3.2), under settled conditions. Adjacent
 * fields that only one subgraph resolves go to it in one request, because the subgraph keeps their order.
 */
export function planMutation(settled: SettledOperation, plan: (operation: OperationDefinitionNode) => Plan): Plan {
  const planFields = (selections: readonly FieldNode[]): PlanNode[] => {
    if (selections.length === 0) return [];
    const { node } = plan({ ...settled.operation, selectionSet: { kind: Kind.SELECTION_SET, selections } });
    if (!node || node.kind === 'Subscription') return [];
    return node.kind === 'Sequence' ? node.nodes : [node];
  };
  const nodes: PlanNode[] = [];
  let adjacent: FieldNode[] = [];
  for (const field of rootFields(settled)) {
    const { fields, alone } = planAlone(field, settled.fragments, planFields);
    adjacent.push(...fields);
    if (alone.length === 1) continue;
    nodes.push(...planFields(adjacent));
    adjacent = [];
  }
  nodes.push(...planFields(adjacent));
  return nodes.length > 0 ? { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } } : { kind: 'QueryPlan' };
}

/** The part of a root field that can be planned, and its plan. */
function planAlone(
  field: FieldNode,
  fragments: SettledOperation['fragments'],
  plan: (fields: readonly FieldNode[]) => PlanNode[],
): { fields: readonly FieldNode[]; alone: PlanNode[] } {
  try {
    return { fields: [field], alone: plan([field]) };
  } catch {
    const fieldsOf = ({ selections }: SelectionSetNode) => selections.filter((each) => each.kind === Kind.FIELD);
    const whole: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [field] };
    const fields = fieldsOf(plannablePart(whole, fragments, (set) => plan(fieldsOf(set))));
    return { fields, alone: plan(fields) };
  }
}

/** Each root field once, with all its selections merged. */
function rootFields(settled: SettledOperation): FieldNode[] {
  const { schema, operation } = settled;
  const root = schema.getMutationType();
  if (!root) throw new Error('the schema has no mutation');
  return [...collectFields(settled, root, [operation.selectionSet]).values()].flatMap(([first, ...others]) => {
    if (!first || first.name.value === '__typename') return [];
    const field = { ...first, directives: first.directives?.filter((each) => !isCondition(each)) ?? [] };
    if (!first.selectionSet) return [field];
    const selections = [first, ...others].flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    return [{ ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } }];
  });
}
