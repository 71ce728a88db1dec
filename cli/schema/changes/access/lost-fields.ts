import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  getNamedType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { AccessRules } from './access-rules.ts';
import { meets, type Viewing, viewingAs } from './viewing.ts';

/** A field that an operation no longer gets for a role. */
export interface LostField {
  role: string;
  /** `Trip.price`. Of an interface's field, that of the object's type if others still have it. */
  coordinate: string;
  /** Where the operation, or a fragment of it, selects the field. */
  node: FieldNode;
}

/**
 * Returns the fields that an operation gets under `before` and that the gateway refuses under `after`, for each of the roles. Of a lost
 * field, the fields below it are not named. `document` has one operation and its fragments. Fields that either supergraph does not have are
 * not lost by authorization.
 */
export function lostFields(
  before: string | AccessRules,
  after: string | AccessRules,
  document: DocumentNode,
  roles: readonly string[],
): LostField[] {
  const rules = {
    before: typeof before === 'string' ? new AccessRules(before) : before,
    after: typeof after === 'string' ? new AccessRules(after) : after,
  };
  return roles.flatMap((role) => lostByRole(rules, document, viewingAs(role)));
}

interface Rules {
  before: AccessRules;
  after: AccessRules;
}

function lostByRole(rules: Rules, { definitions }: DocumentNode, viewing: Viewing): LostField[] {
  const { schema } = rules.after;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const seen = new Set<FragmentDefinitionNode>();
  const lost: LostField[] = [];

  const walkField = (node: FieldNode, parent: GraphQLNamedType): void => {
    const field =
      fieldOf(parent, node.name.value) ?? fieldOf(rules.before.schema.getType(parent.name), node.name.value);
    if (!field) return;
    if (!rules.before.mayAccess(viewing, parent.name, field.name) && node.selectionSet) return;
    const coordinates = lostAt(rules, parent, field.name, node.selectionSet !== undefined, viewing);
    if (coordinates.length > 0)
      lost.push(...coordinates.map((coordinate) => ({ role: viewing.name, coordinate, node })));
    else if (node.selectionSet) walk(node.selectionSet, getNamedType(field.type));
  };

  const walk = ({ selections }: SelectionSetNode, parent: GraphQLNamedType): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) walkField(selection, parent);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        walk(selection.selectionSet, (condition === undefined ? parent : typeNamed(rules, condition)) ?? parent);
      } else {
        const fragment = fragments.get(selection.name.value);
        const type = fragment && typeNamed(rules, fragment.typeCondition.name.value);
        if (!fragment || !type || seen.has(fragment)) continue;
        seen.add(fragment);
        walk(fragment.selectionSet, type);
      }
    }
  };

  for (const each of definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(each.operation) ?? typeNamed(rules, rootNames[each.operation]);
    if (root) walk(each.selectionSet, root);
  }
  return lost;
}

const rootNames: Record<OperationTypeNode, string> = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
};

/** As the gateway does, judges an interface's field with selections by all types together, and one without by each type. */
function lostAt(
  { before, after }: Rules,
  parent: GraphQLNamedType,
  fieldName: string,
  hasSelections: boolean,
  viewing: Viewing,
): string[] {
  const coordinate = `${parent.name}.${fieldName}`;
  if (!fieldOf(before.schema.getType(parent.name), fieldName)) return [];
  if (after.mayAccess(viewing, parent.name, fieldName)) return [];
  const implementations = hasSelections ? [] : before.implementationsOf(parent.name);
  if (implementations.length === 0) return before.mayAccess(viewing, parent.name, fieldName) ? [coordinate] : [];
  const seen = implementations.filter((type) => meets(before.ruleFor(parent.name, fieldName, type), viewing));
  const remaining = new Set(after.implementationsOf(parent.name));
  const lost = seen.filter(
    (type) => remaining.has(type) && !meets(after.ruleFor(parent.name, fieldName, type), viewing),
  );
  return lost.length > 0 && lost.length === seen.length ? [coordinate] : lost.map((type) => `${type}.${fieldName}`);
}

function typeNamed({ before, after }: Rules, name: string): GraphQLNamedType | undefined {
  return after.schema.getType(name) ?? before.schema.getType(name);
}

function fieldOf(type: GraphQLNamedType | undefined, name: string) {
  if (!type || !('getFields' in type)) return undefined;
  const field = type.getFields()[name];
  return field && 'args' in field ? field : undefined;
}
