import type { PlanNode } from '@apollo/query-planner';
import { type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { collectFields, type SettledOperation } from '../../graphql/collect-fields.ts';
import { isCondition } from '../../graphql/conditions.ts';
import type { Plan } from '../query-plan/plan-nodes.ts';
import { plannable } from './plannable.ts';

/**
 * Mends faults of the planner: it takes the root fields of a mutation out of their order where a fragment is spread, takes one
 * twice that stands there twice under conditions, and begins one before all is there that an earlier one was asked for. Here one
 * follows the other, as the specification has it (6.2.2, 6.3.2), under settled conditions. Those that one subgraph answers
 * alone still go to it together, because it keeps their order itself.
 */
export function planMutation(settled: SettledOperation, plan: (operation: OperationDefinitionNode) => Plan): Plan {
  const planFields = (selections: readonly FieldNode[]): PlanNode[] => {
    if (selections.length === 0) return [];
    const { node } = plan({ ...settled.operation, selectionSet: { kind: Kind.SELECTION_SET, selections } });
    if (!node || node.kind === 'Subscription') return [];
    return node.kind === 'Sequence' ? node.nodes : [node];
  };
  const nodes: PlanNode[] = [];
  let together: FieldNode[] = [];
  for (const field of rootFields(settled)) {
    const { fields, alone } = planAlone(field, settled.fragments, planFields);
    together.push(...fields);
    if (alone.length === 1) continue;
    nodes.push(...planFields(together));
    together = [];
  }
  nodes.push(...planFields(together));
  return nodes.length > 0 ? { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } } : { kind: 'QueryPlan' };
}

/** What can be planned of a root field, and how. */
function planAlone(
  field: FieldNode,
  fragments: SettledOperation['fragments'],
  plan: (fields: readonly FieldNode[]) => PlanNode[],
): { fields: readonly FieldNode[]; alone: PlanNode[] } {
  try {
    return { fields: [field], alone: plan([field]) };
  } catch {
    const fieldsOf = ({ selections }: SelectionSetNode) => selections.filter((each) => each.kind === Kind.FIELD);
    const asked: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [field] };
    const fields = fieldsOf(plannable(asked, fragments, (set) => plan(fieldsOf(set))));
    return { fields, alone: plan(fields) };
  }
}

/** Each once, with all that is asked below it. */
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
