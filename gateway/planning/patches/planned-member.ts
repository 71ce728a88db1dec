import type { FetchDataRewrite, PlanNode } from '@apollo/query-planner';
import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { responseKey } from '../../graphql/field-identity.ts';
import { inlineFragments } from '../../graphql/inline-fragments.ts';
import { conditionOf } from '../../graphql/type-conditions.ts';
import { readFetch } from '../query-plan/fetch-operation.ts';
import type { Plan } from '../query-plan/plan-nodes.ts';
import type { PlanPath } from '../query-plan/response-path.ts';

/** A position within a fetch: as in the paths of its rewrites, and as in the response that the plan builds. */
export interface Place {
  path: readonly string[];
  response: PlanPath;
}

/** What a fetch selects in addition on the objects of a member, and the fetches that complete them. */
export interface PlannedMember {
  selectionSet: SelectionSetNode;
  rewrites: FetchDataRewrite[];
  variables: readonly string[];
  /** What runs after the fetch, in this order. */
  after: PlanNode[];
}

/**
 * Moves the plan of a member's root field to a place of another fetch: what its first fetch selects, under aliases that `aliasOf` makes,
 * and the nodes after it. Returns null when the first fetch only has the name of the type.
 */
export function placeMember({ node }: Plan, place: Place, aliasOf: (key: string) => string): PlannedMember | null {
  const [fetch, ...after] = node && node.kind !== 'Subscription' ? sequenceOf(node) : [];
  if (fetch?.kind !== 'Fetch') return null;
  const { operation, fragments } = readFetch(fetch);
  const [root] = operation.selectionSet.selections;
  if (root?.kind !== Kind.FIELD || !root.selectionSet) return null;
  const { outputRewrites = [], variableUsages = [] } = fetch;
  const renames = new Map<string, string>();
  const nested: FetchDataRewrite[] = [];
  const aliases = new Map<string, string>();
  const aliasFor = (key: string): string => {
    const alias = aliases.get(key) ?? aliasOf(key);
    aliases.set(key, alias);
    return alias;
  };
  for (const rewrite of outputRewrites) {
    const [, ...steps] = rewrite.path;
    const at = steps.findIndex((step) => conditionOf(step) === null);
    const key = steps[at] ?? '';
    if (at === steps.length - 1 && rewrite.kind === 'KeyRenamer') renames.set(key, rewrite.renameKeyTo);
    else {
      const path = key === '__typename' ? steps : steps.with(at, aliasFor(key));
      nested.push({ ...rewrite, path: [...place.path, ...path] });
    }
  }
  const renamers: FetchDataRewrite[] = [];
  const selectionSet = aliased(inlineFragments(root.selectionSet, fragments), place.path, (key, path) => {
    const alias = aliasFor(key);
    renamers.push({ kind: 'KeyRenamer', path: [...path, alias], renameKeyTo: renames.get(key) ?? key });
    return alias;
  });
  if (renamers.length === 0) return null;
  return {
    selectionSet,
    // A renamer changes the path of the others.
    rewrites: [...nested, ...renamers],
    variables: variableUsages,
    after: after.map((each) => moved(each, place.response)),
  };
}

function sequenceOf(node: PlanNode): PlanNode[] {
  if (node.kind !== 'Sequence') return [node];
  const [first, ...others] = node.nodes;
  return first ? [...sequenceOf(first), ...others] : [];
}

/** The set with an alias for each of its fields. */
function aliased(
  set: SelectionSetNode,
  path: readonly string[],
  aliasAt: (key: string, path: readonly string[]) => string,
): SelectionSetNode {
  const selections = set.selections.map((each): SelectionNode => {
    if (each.kind === Kind.FIELD) return isTypename(each) ? each : withAlias(each, aliasAt(responseKey(each), path));
    if (each.kind === Kind.FRAGMENT_SPREAD) return each;
    const condition = each.typeCondition?.name.value;
    const within = condition === undefined ? path : [...path, `... on ${condition}`];
    return { ...each, selectionSet: aliased(each.selectionSet, within, aliasAt) };
  });
  return { ...set, selections };
}

const isTypename = ({ name, alias }: FieldNode): boolean => name.value === '__typename' && !alias;

const withAlias = (field: FieldNode, value: string): FieldNode => ({ ...field, alias: { kind: Kind.NAME, value } });

/** The node with the paths below the root field continued from another path. */
function moved(node: PlanNode, to: PlanPath): PlanNode {
  if (node.kind === 'Sequence' || node.kind === 'Parallel')
    return { ...node, nodes: node.nodes.map((each) => moved(each, to)) };
  return node.kind === 'Flatten' ? { ...node, path: [...to, ...node.path.slice(1)] } : node;
}
