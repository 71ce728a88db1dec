import {
  type ConstDirectiveNode,
  type DocumentNode,
  doTypesOverlap,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  type InputValueDefinitionNode,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/** A `@fromContext` argument. Its value comes from the nearest enclosing object whose type sets the context. */
export interface ContextArgument {
  argument: string;
  /** The name of the argument's type. */
  type: string;
  context: string;
  selections: SelectionSetNode;
}

export interface SubgraphSchema {
  definitions: DocumentNode;
  schema: GraphQLSchema;
}

type TypeDefinition = {
  name: string;
  fields: readonly FieldDefinitionNode[];
  directives: readonly ConstDirectiveNode[];
};

/** The object types or enum values of a field. */
interface FieldMembers {
  all: readonly string[];
  /** Those of every subgraph that resolves the field. */
  common: readonly string[];
  /** Whether one of the subgraphs has all of them. */
  isComplete: boolean;
}

/**
 * The keys, requirements, contexts and possible types of all subgraphs together. Data that follows the model is
 * consistent across subgraphs.
 */
export class FederationModel {
  /** The schema with the types of every subgraph. */
  readonly supergraph: GraphQLSchema;
  /** The leaf fields of the keys of each type. */
  readonly keyFields = new Map<string, Set<string>>();
  /** The `@requires` selections, by `Type.field`. */
  readonly requires = new Map<string, SelectionSetNode>();
  /** The `@fromContext` arguments, by `Type.field`. */
  readonly contextArguments = new Map<string, ContextArgument[]>();
  /** The types that set each context. */
  readonly contexts = new Map<string, Set<string>>();
  readonly #members = new Map<string, FieldMembers>();
  /** Whether the IDs in keys are integers beyond 2^53. */
  readonly hasLongKeys: boolean;
  readonly #hasPartialMembers: boolean;

  constructor(
    supergraph: GraphQLSchema,
    subgraphs: readonly SubgraphSchema[],
    { hasPartialMembers, hasLongKeys }: { hasPartialMembers: boolean; hasLongKeys: boolean },
  ) {
    this.supergraph = supergraph;
    this.hasLongKeys = hasLongKeys;
    this.#hasPartialMembers = hasPartialMembers;
    for (const { definitions, schema } of subgraphs) {
      for (const type of typesOf(definitions)) {
        this.#readDirectives(type);
        for (const field of type.fields) this.#readField(schema, type, field);
      }
    }
  }

  /** The object types or enum values of a field. Throws when no subgraph resolves it. */
  membersOf(type: string, field: string): readonly string[] {
    const { all, common } = this.#fieldMembers(type, field);
    return this.#hasPartialMembers ? all : common;
  }

  /** Whether the gateway must find a type: all subgraphs that resolve the field can return it, or one of them can return all types. */
  isCertainMember(type: string, field: string, member: string): boolean {
    const { common, isComplete } = this.#fieldMembers(type, field);
    return isComplete || common.includes(member);
  }

  #fieldMembers(type: string, field: string): FieldMembers {
    const own = this.#members.get(`${type}.${field}`);
    if (own) return own;
    const named = this.supergraph.getType(type);
    const interfaces = isObjectType(named) || isInterfaceType(named) ? named.getInterfaces() : [];
    for (const { name } of interfaces) {
      const inherited = this.#members.get(`${name}.${field}`);
      if (inherited) return inherited;
    }
    throw new Error(`no subgraph resolves ${type}.${field}`);
  }

  /** Whether `type` is `general`, implements it, or is a member of it. */
  isOf(type: string, general: string): boolean {
    if (type === general) return true;
    const one = this.supergraph.getType(type);
    const other = this.supergraph.getType(general);
    return isObjectType(one) && isAbstractType(other) && this.supergraph.isSubType(other, one);
  }

  /** Whether the interface `type` implements the interface `general`. A subgraph may have an object named by an interface. */
  isInterfaceOf(type: string, general: string): boolean {
    const one = this.supergraph.getType(type);
    const other = this.supergraph.getType(general);
    return isInterfaceType(one) && isInterfaceType(other) && this.supergraph.isSubType(other, one);
  }

  /** Whether an object may be of both types. */
  overlaps(type: string, other: string): boolean {
    if (type === other) return true;
    const [one, two] = [this.supergraph.getType(type), this.supergraph.getType(other)];
    return isCompositeType(one) && isCompositeType(two) && doTypesOverlap(this.supergraph, one, two);
  }

  #readDirectives({ name, directives }: TypeDefinition): void {
    for (const directive of directives) {
      if (directive.name.value === 'key') {
        const leaves = keyLeaves(parseFields(argumentOf(directive, 'fields')));
        const fields = this.keyFields.get(name) ?? new Set();
        for (const leaf of leaves) fields.add(leaf);
        this.keyFields.set(name, fields);
      }
      if (directive.name.value === 'context') {
        const context = argumentOf(directive, 'name');
        this.contexts.set(context, (this.contexts.get(context) ?? new Set()).add(name));
      }
    }
  }

  #readField(
    schema: GraphQLSchema,
    { name, directives: typeDirectives }: TypeDefinition,
    field: FieldDefinitionNode,
  ): void {
    const { directives = [], arguments: args = [] } = field;
    const coordinate = `${name}.${field.name.value}`;
    for (const directive of directives) {
      if (directive.name.value === 'requires') {
        this.requires.set(coordinate, parseFields(argumentOf(directive, 'fields')));
      }
    }
    const contextual = args.flatMap((arg) => contextArgumentOf(arg) ?? []);
    if (contextual.length > 0) this.contextArguments.set(coordinate, contextual);
    const isExternal = [...directives, ...typeDirectives].some((each) => each.name.value === 'external');
    if (isExternal) return;
    const members = this.#membersIn(schema, field.type);
    const others = this.#members.get(coordinate);
    const common = others ? members.filter((each) => others.common.includes(each)) : members;
    if (members.length > 0 && common.length === 0)
      throw new Error(`the subgraphs share no type or value of ${coordinate}`);
    const isEnum = isEnumType(schema.getType(namedTypeOf(field.type)));
    const all = isEnum ? common : [...new Set([...(others?.all ?? []), ...members])];
    const isComplete =
      members.length === all.length || (others?.isComplete === true && others.all.length === all.length);
    this.#members.set(coordinate, { all, common, isComplete });
  }

  #membersIn(schema: GraphQLSchema, node: TypeNode): string[] {
    const type = schema.getType(namedTypeOf(node));
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    if (isAbstractType(type)) return schema.getPossibleTypes(type).map(({ name }) => name);
    if (!isObjectType(type)) return [];
    // With `@interfaceObject`, an object type of this subgraph is an interface in the supergraph.
    const merged = this.supergraph.getType(type.name);
    return isAbstractType(merged) ? this.supergraph.getPossibleTypes(merged).map(({ name }) => name) : [type.name];
  }
}

/** The definition of a field of an object type or an interface. Throws when there is none. */
export function fieldDefinitionOf(schema: GraphQLSchema, type: string, field: string) {
  const named = getNamedType(schema.getType(type));
  if (!isObjectType(named) && !isInterfaceType(named)) throw new Error(`no type ${type}`);
  const found = named.getFields()[field];
  if (!found) throw new Error(`no field ${type}.${field}`);
  return found;
}

function* typesOf({ definitions }: DocumentNode): Iterable<TypeDefinition> {
  for (const each of definitions) {
    if (each.kind !== Kind.OBJECT_TYPE_DEFINITION && each.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const { name, fields = [], directives = [] } = each;
    yield { name: name.value, fields, directives };
  }
}

function argumentOf({ arguments: args = [] }: ConstDirectiveNode, name: string): string {
  const value = args.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}

function parseFields(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a selection set: ${fields}`);
  return definition.selectionSet;
}

function keyLeaves({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((each) => (each.kind === Kind.FIELD && !each.selectionSet ? [each.name.value] : []));
}

/** Parses a `@fromContext` field, such as `$buyer { currency }`. */
function contextArgumentOf({ name, type, directives = [] }: InputValueDefinitionNode): ContextArgument | null {
  const directive = directives.find((each) => each.name.value === 'fromContext');
  if (!directive) return null;
  const [, context = '', fields = ''] = /^\$(\w+)\s*(.*)$/s.exec(argumentOf(directive, 'field')) ?? [];
  return {
    argument: name.value,
    type: namedTypeOf(type),
    context,
    selections: parseFields(fields.replace(/^\{(.*)\}$/s, '$1')),
  };
}

function namedTypeOf(node: TypeNode): string {
  return node.kind === Kind.NAMED_TYPE ? node.name.value : namedTypeOf(node.type);
}
